// SPDX-License-Identifier: Apache-2.0
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "tests/engine/ops/io/saver_graph.h"
#include "tests/support/op_compare.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "RestoreV2".
class TstRestoreV2 : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        QVERIFY_OK(writeBundle(path("m"), {{"a", floats({1, 2, 3})}, {"n", Tensor::scalar(7)}}));
    }
    void rejectsWhatIsNotThere() {
        QVERIFY_FAILS(restoreWith({path("none.ckpt"), {"a"}, {""}}, {DType::Float}), "NOT_FOUND",
                      "none.ckpt");
        QVERIFY_FAILS(restoreWith({path("m"), {"no_such"}, {""}}, {DType::Float}), "NOT_FOUND",
                      "no_such");
        QVERIFY_FAILS(restoreWith({"", {"a"}, {""}}, {DType::Float}), "NOT_FOUND", "");
    }
    void rejectsAnotherDtypeOrShape() {
        QVERIFY_FAILS(restoreWith({path("m"), {"a"}, {""}}, {DType::Int32}), "INVALID_ARGUMENT",
                      "float32");
        QVERIFY_FAILS(restoreWith({path("m"), {"a"}, {"4 0,2"}}, {DType::Float}),
                      "INVALID_ARGUMENT", "[3]");
        QVERIFY_FAILS(restoreWith({path("m"), {"a"}, {"3 0"}}, {DType::Float}), "INVALID_ARGUMENT",
                      "'3 0'");
    }
    void rejectsListsOfOtherLengths() {
        QVERIFY_FAILS(restoreWith({path("m"), {"a"}, {"", ""}}, {DType::Float}), "INVALID_ARGUMENT",
                      "2");
        QVERIFY_FAILS(restoreWith({path("m"), {"a", "n"}, {"", ""}}, {DType::Float}),
                      "INVALID_ARGUMENT", "2");
    }
    void damageIsSeen() {
        QVERIFY_OK(writeBundle(path("damaged"), {{"a", floats({1, 2, 3})}}));
        QFile data(m_folder.filePath("damaged.data-00000-of-00001"));
        QVERIFY(data.open(QFile::ReadWrite) && data.putChar('x'));
        data.close();
        QVERIFY_FAILS(restoreWith({path("damaged"), {"a"}, {""}}, {DType::Float}), "DATA_LOSS",
                      "'a'");
    }
    void readsWholeTensorsAndParts() {
        const auto all = restoreWith({path("m"), {"n", "a", "a"}, {"", "", "3 1,2"}},
                                     {DType::Int32, DType::Float, DType::Float});
        QVERIFY_OK(all);
        QCOMPARE((*all)[0].values<std::int32_t>()[0], 7);
        QCOMPARE_FLOATS(Result<Tensor>((*all)[1]), {1, 2, 3});
        QCOMPARE_FLOATS(Result<Tensor>((*all)[2]), {2, 3});
    }
    void partsHaveKnownShapes() {
        const AttrMap types = {{"dtypes", std::vector<DType>{DType::Float, DType::Float}}};
        COMPARE_SHAPES("<unknown>; [2,16]", "RestoreV2",
                       {"string []", "string [2]", "= string [\"\",\"4 16 1,2:-\"]"}, types);
        COMPARE_SHAPES("<unknown>; <unknown>", "RestoreV2", {"string []", "string [2]", "string ?"},
                       types);
        QVERIFY(inferOp("RestoreV2", {"string [1]", "string [2]", "string [2]"}, types)
                    .starts_with("INVALID_ARGUMENT"));
        QVERIFY(inferOp("RestoreV2", {"string []", "string [3]", "string [2]"}, types)
                    .starts_with("INVALID_ARGUMENT"));
    }

private:
    std::string path(const char* name) const { return m_folder.filePath(name).toStdString(); }
    QTemporaryDir m_folder;
};

namespace {
const Registered<TstRestoreV2> registered;
}  // namespace

}  // namespace weft::test

#include "tst_restore_v2.moc"
