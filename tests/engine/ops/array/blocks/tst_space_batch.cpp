// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "SpaceToBatch", "BatchToSpace", SpaceToBatchND and BatchToSpaceND.
class TstSpaceBatch : public QObject {
    Q_OBJECT
    const AttrMap m_two{{"block_size", std::int64_t{2}}};

private slots:
    void padsStringsWithEmptyOnes() {
        // Longer than a string holds in itself: its memory must not be written over.
        const std::string text = "a text longer than sixteen bytes";
        COMPARE_OP(QString::fromStdString("string[4,1,1,1]: b'' b'' b'' b'" + text + "'"),
                   "SpaceToBatch", {"string [[[[\"" + text + "\"]]]]", "int32 [[1,0],[1,0]]"},
                   {{"block_size", std::int64_t{2}}});
    }
    void refusesWhatDoesNotFit_data() {
        QTest::addColumn<QString>("op");
        QTest::addColumn<QString>("block");
        QTest::addColumn<QString>("edges");
        QTest::addColumn<QString>("words");
        QTest::newRow("not divisible") << "SpaceToBatchND"
                                       << "int32 [3]"
                                       << "int32 [[0,0]]"
                                       << "not divisible";
        QTest::newRow("batch") << "BatchToSpaceND"
                               << "int32 [3]"
                               << "int32 [[0,0]]"
                               << "not divisible";
        QTest::newRow("zero block") << "SpaceToBatchND"
                                    << "int32 [0]"
                                    << "int32 [[0,0]]"
                                    << "positive";
        QTest::newRow("negative block") << "BatchToSpaceND"
                                        << "int32 [-2]"
                                        << "int32 [[0,0]]"
                                        << "positive";
        QTest::newRow("negative padding") << "SpaceToBatchND"
                                          << "int32 [2]"
                                          << "int32 [[-2,0]]"
                                          << "negative";
        QTest::newRow("cut too much") << "BatchToSpaceND"
                                      << "int32 [2]"
                                      << "int32 [[5,4]]"
                                      << "non-negative";
        QTest::newRow("rows differ") << "SpaceToBatchND"
                                     << "int32 [2,2]"
                                     << "int32 [[0,0]]"
                                     << "";
        QTest::newRow("columns") << "SpaceToBatchND"
                                 << "int32 [2]"
                                 << "int32 [[0,0,0]]"
                                 << "";
        QTest::newRow("rank") << "SpaceToBatchND"
                              << "int32 [2,2]"
                              << "int32 [[0,0],[0,0]]"
                              << "rank";
        QTest::newRow("overflow") << "SpaceToBatchND"
                                  << "int64 [4611686018427387904]"
                                  << "int64 [[4611686018427387900,0]]"
                                  << "overflow";
    }
    void refusesWhatDoesNotFit() {
        QFETCH(QString, op);
        QFETCH(QString, block);
        QFETCH(QString, edges);
        QFETCH(QString, words);
        FAILS_OP(op.toStdString(), {"float zeros [4,4]", block.toStdString(), edges.toStdString()},
                 words.toStdString());
    }
    void cutsIntoBlocks() {
        const std::string row = "float [[1,2,3,4]]";
        COMPARE_OP("float32[2,2]: 1 3 2 4", "SpaceToBatchND", {row, "int32 [2]", "int64 [[0,0]]"});
        COMPARE_OP("float32[2,3]: 0 2 4 1 3 0", "SpaceToBatchND",
                   {row, "int32 [2]", "int32 [[1,1]]"});
        COMPARE_OP("float32[4,1,1,1]: 1 2 3 4", "SpaceToBatchND",
                   {"float [[[[1],[2]],[[3],[4]]]]", "int32 [2,2]", "int32 [[0,0],[0,0]]"});
        COMPARE_OP("float32[1,4]: 1 2 3 4", "SpaceToBatchND",
                   {row, "int32 zeros [0]", "int32 zeros [0,2]"});
        COMPARE_OP("int32[4,1,1,1]: 1 2 3 4", "SpaceToBatch",
                   {"int32 [[[[1],[2]],[[3],[4]]]]", "int32 [[0,0],[0,0]]"}, m_two);
    }
    void putsTogetherAgain() {
        COMPARE_OP("float32[1,4]: 1 2 3 4", "BatchToSpaceND",
                   {"float [[1,3],[2,4]]", "int32 [2]", "int32 [[0,0]]"});
        COMPARE_OP("float32[1,2]: 2 3", "BatchToSpaceND",
                   {"float [[1,3],[2,4]]", "int32 [2]", "int32 [[1,1]]"});
        COMPARE_OP("int32[1,2,1,1]: 2 4", "BatchToSpace",
                   {"int32 [[[[1]]],[[[2]]],[[[3]]],[[[4]]]]", "int32 [[0,0],[1,0]]"}, m_two);
        COMPARE_OP("float32[0,4]:", "BatchToSpaceND",
                   {"float zeros [0,2]", "int32 [2]", "int32 [[0,0]]"});
    }
    void infersWhatIsKnown() {
        COMPARE_SHAPES("[?,3,?]", "SpaceToBatchND",
                       {"float [?,4,?]", "= int32 [2]", "= int32 [[1,1]]"});
        COMPARE_SHAPES("[?,?,7]", "SpaceToBatchND", {"float [2,4,7]", "int32 [1]", "int32 [1,2]"});
        COMPARE_SHAPES("[1,3,7]", "BatchToSpaceND",
                       {"float [2,2,7]", "= int32 [2]", "= int32 [[1,0]]"});
    }
    void gradientsMatchFiniteDifferences() {
        GRADIENT_AGREES("SpaceToBatchND",
                        {"double [[1,2,3],[4,5,6]]", "int32 [2]", "int32 [[1,0]]"});
        GRADIENT_AGREES("BatchToSpaceND", {"double [[1,2],[4,5]]", "int32 [2]", "int32 [[1,0]]"});
        const std::string images = "double [[[[1],[2]],[[3],[4]]]]";
        GRADIENT_AGREES("SpaceToBatch", {images, "int32 [[1,1],[0,0]]"}, m_two);
        GRADIENT_AGREES("BatchToSpace",
                        {"double [[[[1]]],[[[2]]],[[[3]]],[[[4]]]]", "int32 [[0,0],[1,0]]"}, m_two);
    }
};

namespace {
const Registered<TstSpaceBatch> registered;
}  // namespace

}  // namespace weft::test

#include "tst_space_batch.moc"
