// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/support/test_main.h"
#include "tests/support/update_run.h"

namespace weft::test {

class TstScatterUpdate : public QObject {
    Q_OBJECT

    static std::string after(const std::string& op, const std::string& variable,
                             const std::string& indices, const std::string& updates) {
        UpdateRun run(op, {variable}, {indices, updates});
        run.initialize();
        return run.update();
    }

private slots:
    void refusesBadInputsAndChangesNothing() {
        for (const char* op : {"ScatterAdd", "ResourceScatterAdd", "ScatterUpdate",
                               "ResourceScatterUpdate", "ScatterDiv", "ResourceScatterDiv"}) {
            const auto refuses = [op](const char* variable, const char* indices,
                                      const char* updates, const char* words) {
                UpdateRun run(op, {variable}, {indices, updates});
                run.initialize();
                QVERIFY_TEXT(run.update(), "INVALID_ARGUMENT", words);
                QCOMPARE(run.value("v0"), textOf(literal(variable)));
            };
            refuses("float [1,2]", "int32 [0,2]", "float [1,1]", "indices[1] = 2 is not in [0, 2)");
            refuses("float [1,2]", "int64 [[0,-1]]", "float [[1,1]]", "indices[0,1] = -1");
            refuses("float [[1,2]]", "int32 [0]", "float [1,1,1]", "Must have updates.shape");
            refuses("float 1", "int32 [0]", "float [1]", "at least 1-D");
        }
        QVERIFY_TEXT(after("ScatterDiv", "int32 [1,2]", "int32 [0]", "int32 [0]"),
                     "INVALID_ARGUMENT", "updates must not contain 0");
        QVERIFY_TEXT(after("ResourceScatterDiv", "float [1,2]", "int32 [0]", "float 0"),
                     "INVALID_ARGUMENT", "updates must not contain 0");
        UpdateRun empty("ScatterAdd", {"float [1]"}, {"int32 [0]", "float [1]"});
        QVERIFY_TEXT(empty.update(), "FAILED_PRECONDITION", "v0");
        UpdateRun missing("ResourceScatterAdd", {"float [1]"}, {"int32 [0]", "float [1]"});
        QVERIFY_TEXT(missing.update(), "NOT_FOUND", "v0");
    }
    void combinesRowsInOrder_data() {
        QTest::addColumn<QString>("op");
        QTest::addColumn<QString>("want");
        const auto row = [](const char* op, const char* resourceOp, const char* want) {
            QTest::newRow(op) << QString(op) << QString(want);
            QTest::newRow(resourceOp) << QString(resourceOp) << QString(want);
        };
        row("ScatterUpdate", "ResourceScatterUpdate", "float32[3,2]: 5 6 3 4 3 -1");
        row("ScatterAdd", "ResourceScatterAdd", "float32[3,2]: 6 8 3 4 10 7");
        row("ScatterSub", "ResourceScatterSub", "float32[3,2]: -4 -4 3 4 0 5");
        row("ScatterMul", "ResourceScatterMul", "float32[3,2]: 5 12 3 4 30 -12");
        row("ScatterDiv", "ResourceScatterDiv", "float32[3,2]: 0.2 0.33333334 3 4 0.8333333 -3");
        row("ScatterMin", "ResourceScatterMin", "float32[3,2]: 1 2 3 4 2 -1");
        row("ScatterMax", "ResourceScatterMax", "float32[3,2]: 5 6 3 4 5 6");
    }
    void combinesRowsInOrder() {
        QFETCH(QString, op);
        QFETCH(QString, want);
        const std::string got = after(op.toStdString(), "float [[1,2],[3,4],[5,6]]",
                                      "int32 [0,2,2]", "float [[5,6],[2,2],[3,-1]]");
        QCOMPARE(QString::fromStdString(got), want);
    }
    void oneNumberServesAllRows() {
        QCOMPARE(after("ScatterAdd", "int32 [1,2,3]", "int64 [[2,2]]", "int32 10"),
                 std::string("int32[3]: 1 2 23"));
    }
    void takesOtherTypesAndNothing() {
        QCOMPARE(after("ScatterUpdate", "string [\"a\",\"b\"]", "int32 [1]", "string [\"c\"]"),
                 std::string("string[2]: b'a' b'c'"));
        QCOMPARE(after("ResourceScatterUpdate", "bool [true,true]", "int32 [1]", "bool [false]"),
                 std::string("bool[2]: True False"));
        QCOMPARE(after("ScatterAdd", "float [1,2]", "int32 zeros [0]", "float zeros [0]"),
                 std::string("float32[2]: 1 2"));
        QCOMPARE(after("ScatterMul", "int8 [100]", "int32 [0]", "int8 [3]"),
                 std::string("int8[1]: 44"));
        QCOMPARE(after("ScatterDiv", "int32 [-2147483648]", "int32 [0]", "int32 [-1]"),
                 std::string("int32[1]: -2147483648"));
    }
};

namespace {
const Registered<TstScatterUpdate> registered;
}

}  // namespace weft::test

#include "tst_scatter_update.moc"
