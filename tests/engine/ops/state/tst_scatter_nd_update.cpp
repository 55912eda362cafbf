// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/support/test_main.h"
#include "tests/support/update_run.h"

namespace weft::test {

class TstScatterNdUpdate : public QObject {
    Q_OBJECT

    static std::string after(const std::string& op, const std::string& variable,
                             const std::string& indices, const std::string& updates,
                             const AttrMap& attrs = {}) {
        UpdateRun run(op, {variable}, {indices, updates}, attrs);
        run.initialize();
        return run.update();
    }

private slots:
    void refusesBadInputsAndChangesNothing() {
        for (const char* op :
             {"ScatterNdUpdate", "ScatterNdAdd", "ScatterNdSub", "ResourceScatterNdUpdate",
              "ResourceScatterNdAdd", "ResourceScatterNdSub"}) {
            const auto refuses = [op](const char* indices, const char* updates, const char* words) {
                UpdateRun run(op, {"float [[1,2],[3,4]]"}, {indices, updates});
                run.initialize();
                QVERIFY_TEXT(run.update(), "INVALID_ARGUMENT", words);
                QCOMPARE(run.value("v0"), std::string("float32[2,2]: 1 2 3 4"));
            };
            refuses("int32 [[0,0],[0,7]]", "float [9,9]",
                    "indices[1] = [0, 7] does not index into shape [2,2]");
            refuses("int32 [[-1]]", "float [[9,9]]", "indices[0] = [-1]");
            refuses("int32 [[0]]", "float [9,9]", "Dimensions [0,1) of indices");
            refuses("int32 [[0]]", "float [[9,9,9]]", "Dimensions [1,2) of input");
            refuses("int32 [[0,0,0]]", "float [9]", "of input[shape=[2,2]]");
            refuses("int32 0", "float 9", "rank at least one");
            UpdateRun empty(op, {"float [1]"}, {"int32 [[0]]", "float [1]"});
            QVERIFY_TEXT(empty.update(),
                         std::string(op).starts_with("R") ? "NOT_FOUND" : "FAILED_PRECONDITION",
                         "v0");
        }
        QVERIFY_TEXT(after("ResourceScatterNdAdd", "float [1]", "int32 [[0]]", "float [1]",
                           {{"bad_indices_policy", std::string("FOO")}}),
                     "INVALID_ARGUMENT", "FOO");
    }
    void combinesSlicesInOrder() {
        const char* variable = "float [[1,2],[3,4]]";
        for (const std::string prefix : {"", "Resource"}) {
            QCOMPARE(after(prefix + "ScatterNdUpdate", variable, "int32 [[1],[1]]",
                           "float [[5,6],[7,8]]"),
                     std::string("float32[2,2]: 1 2 7 8"));
            QCOMPARE(
                after(prefix + "ScatterNdAdd", variable, "int64 [[1],[1]]", "float [[5,6],[7,8]]"),
                std::string("float32[2,2]: 1 2 15 18"));
            QCOMPARE(after(prefix + "ScatterNdSub", variable, "int32 [[0,1],[1,0]]", "float [1,1]"),
                     std::string("float32[2,2]: 1 1 2 4"));
        }
    }
    void leavesOutBadSlicesWhenAskedTo() {
        QCOMPARE(after("ResourceScatterNdAdd", "float [1,2]", "int32 [[0],[5],[1]]",
                       "float [10,20,30]", {{"bad_indices_policy", std::string("IGNORE")}}),
                 std::string("float32[2]: 11 32"));
    }
    void takesOtherTypesAndNothing() {
        QCOMPARE(after("ScatterNdUpdate", "string [\"a\",\"b\"]", "int32 [[0]]", "string [\"c\"]"),
                 std::string("string[2]: b'c' b'b'"));
        QCOMPARE(after("ResourceScatterNdAdd", "bool [true,false,false]", "int32 [[0],[1]]",
                       "bool [true,true]"),
                 std::string("bool[3]: True True False"));
        QCOMPARE(after("ScatterNdAdd", "float [1,2]", "int32 zeros [0,1]", "float zeros [0]"),
                 std::string("float32[2]: 1 2"));
    }
};

namespace {
const Registered<TstScatterNdUpdate> registered;
}

}  // namespace weft::test

#include "tst_scatter_nd_update.moc"
