// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// ScatterNd, and "TensorScatterAdd", "TensorScatterSub", "TensorScatterMax", "TensorScatterMin",
/// "TensorScatterUpdate", "ScatterNdNonAliasingAdd".
class TstScatterNd : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit_data() {
        QTest::addColumn<QString>("indices");
        QTest::addColumn<QString>("updates");
        QTest::addColumn<QString>("words");
        QTest::newRow("outside") << "int32 [[0],[2]]"
                                 << "float [[1,2],[3,4]]"
                                 << "indices[1] = [2] does not index into shape [2,2]";
        QTest::newRow("negative") << "int32 [[-1,0]]"
                                  << "float [5]"
                                  << "indices[0] = [-1, 0]";
        QTest::newRow("huge") << "int32 [[2147483647]]"
                              << "float [[1,2]]"
                              << "does not index";
        QTest::newRow("outer axes") << "int32 [[0],[1]]"
                                    << "float [[1,2]]"
                                    << "must match";
        QTest::newRow("inner axes") << "int32 [[0]]"
                                    << "float [[1,2,3]]"
                                    << "must match";
        QTest::newRow("too deep") << "int32 [[0,0,0]]"
                                  << "float [1]"
                                  << "must match";
        QTest::newRow("scalar indices") << "int32 0"
                                        << "float [1,2]"
                                        << "rank";
        QTest::newRow("scalar updates") << "int32 [0,0]"
                                        << "float 1"
                                        << "rank";
    }
    void refusesWhatDoesNotFit() {
        QFETCH(QString, indices);
        QFETCH(QString, updates);
        QFETCH(QString, words);
        const std::string at = indices.toStdString();
        const std::string by = updates.toStdString();
        FAILS_OP("ScatterNd", {at, by, "int32 [2,2]"}, words.toStdString());
        for (const char* op : {"TensorScatterUpdate", "TensorScatterAdd", "TensorScatterSub",
                               "TensorScatterMax", "TensorScatterMin"}) {
            FAILS_OP(op, {"float [[1,2],[3,4]]", at, by}, words.toStdString());
        }
    }
    void refusesBadShapes() {
        FAILS_OP("ScatterNd", {"int32 [[0]]", "float [1]", "int32 [-1]"}, "negative");
        FAILS_OP("ScatterNd", {"int32 [[0]]", "float [1]", "int32 -1"}, "rank");
        FAILS_OP("TensorScatterAdd", {"float 1", "int32 zeros [0]", "float 1"}, "rank");
        FAILS_OP("ScatterNd", {"int64 [[0]]", "float [1]", "int64 [4611686018427387904,4]"},
                 "overflow");
        FAILS_OP("ScatterNd", {"int32 [[0]]", "float [1]", "int32 [0]"}, "empty output");
        FAILS_OP("TensorScatterAdd", {"float zeros [0]", "int32 [[0]]", "float [1]"},
                 "empty output");
    }
    void addsIntoZeros() {
        COMPARE_OP("float32[4]: 0 4 0 2", "ScatterNd",
                   {"int32 [[1],[3],[1]]", "float [1,2,3]", "int32 [4]"});
        COMPARE_OP("int32[2,2]: 0 0 5 6", "ScatterNd",
                   {"int64 [[1]]", "int32 [[5,6]]", "int64 [2,2]"});
        COMPARE_OP("bool[2]: False True", "ScatterNd",
                   {"int32 [[1],[1]]", "bool [true,true]", "int32 [2]"});
        COMPARE_OP("string[2]: b\'\' b\'ab\'", "ScatterNd",
                   {"int32 [[1],[1]]", "string [\"a\",\"b\"]", "int32 [2]"});
        COMPARE_OP("float32[2]: 0 0", "ScatterNd",
                   {"int32 zeros [0,1]", "float zeros [0]", "int32 [2]"});
    }
    void updatesACopy() {
        const std::string tensor = "float [[1,2],[3,4]]";
        const std::vector<std::string> rows{tensor, "int32 [[1],[1]]", "float [[1,9],[5,nan]]"};
        COMPARE_OP("float32[2,2]: 1 2 5 nan", "TensorScatterUpdate", rows);
        COMPARE_OP("float32[2,2]: 1 2 9 nan", "TensorScatterAdd", rows);
        COMPARE_OP("float32[2,2]: 1 2 -3 nan", "TensorScatterSub", rows);
        COMPARE_OP("float32[2,2]: 1 2 5 9", "TensorScatterMax", rows);
        COMPARE_OP("float32[2,2]: 1 2 1 4", "TensorScatterMin", rows);
        COMPARE_OP("int8[2]: 1 -126", "TensorScatterAdd",
                   {"int8 [1,127]", "int32 [[1]]", "int8 [3]"});
        COMPARE_OP("bool[2]: True True", "ScatterNdNonAliasingAdd",
                   {"bool [true,false]", "int32 [[1]]", "bool [true]"});
        COMPARE_OP("string[2]: b\'a\' b\'c\'", "TensorScatterUpdate",
                   {"string [\"a\",\"b\"]", "int32 [[1]]", "string [\"c\"]"});
    }
    void leavesOutWhatItIsToldTo() {
        COMPARE_OP("float32[2]: 1 5", "TensorScatterAdd",
                   {"float [1,2]", "int32 [[9],[1]]", "float [7,3]"},
                   {{"bad_indices_policy", std::string("IGNORE")}});
    }
    void infersWhatIsKnown() {
        COMPARE_SHAPES("[4,2]", "ScatterNd", {"int32 [?,1]", "float ?", "= int32 [4,2]"});
        COMPARE_SHAPES("[?,3]", "TensorScatterAdd", {"float [?,3]", "int32 ?", "float ?"});
    }
    void gradientsMatchFiniteDifferences() {
        const std::string at = "int32 [[1],[0],[1]]";
        GRADIENT_AGREES("ScatterNd", {at, "double [1,2,3]", "int32 [3]"}, {}, 1);
        const std::vector<std::string> inputs{"double [4,5,6]", "int32 [[1],[2]]", "double [9,2]"};
        for (const char* op : {"TensorScatterUpdate", "TensorScatterAdd", "TensorScatterSub",
                               "TensorScatterMax", "TensorScatterMin"}) {
            GRADIENT_AGREES(op, inputs);
            GRADIENT_AGREES(op, inputs, {}, 2);
        }
    }
};

namespace {
const Registered<TstScatterNd> registered;
}  // namespace

}  // namespace weft::test

#include "tst_scatter_nd.moc"
