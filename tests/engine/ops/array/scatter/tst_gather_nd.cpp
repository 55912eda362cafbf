// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"
#include "tests/support/update_run.h"

namespace weft::test {

/// GatherNd and "ResourceGatherNd".
class TstGatherNd : public QObject {
    Q_OBJECT

private slots:
    void refusesIndicesThatDoNotFit() {
        FAILS_OP("GatherNd", {"float [[1,2],[3,4]]", "int32 [[1,1],[2,0]]"},
                 "indices[1] = [2, 0] does not index into param shape [2,2]");
        FAILS_OP("GatherNd", {"float [1,2]", "int64 [[-1]]"}, "indices[0] = [-1]");
        FAILS_OP("GatherNd", {"float [1,2]", "int64 [[4294967296]]"}, "does not index into");
        FAILS_OP("GatherNd", {"float [1,2]", "int32 [[0,0]]"}, "must be <= params.rank");
        FAILS_OP("GatherNd", {"float 1", "int32 [[0]]"}, "rank");
        FAILS_OP("GatherNd", {"float [1]", "int32 0"}, "rank");
        FAILS_OP("GatherNd", {"float zeros [0,2]", "int32 [[0]]"}, "params is empty");
        FAILS_OP("GatherNd", {"float [1]", "int32 [[0]]"}, "bad indices",
                 {{"bad_indices_policy", std::string("SOME")}});
    }
    void picksSlices() {
        const std::string params = "float [[1,2],[3,4],[5,6]]";
        COMPARE_OP("float32[2]: 6 1", "GatherNd", {params, "int32 [[2,1],[0,0]]"});
        COMPARE_OP("float32[1,2]: 3 4", "GatherNd", {params, "int16 [[1]]"});
        COMPARE_OP("float32[2,3,2]: 1 2 3 4 5 6 1 2 3 4 5 6", "GatherNd",
                   {params, "int64 zeros [2,0]"});
        COMPARE_OP("float32[2]: 5 6", "GatherNd", {params, "int64 [2]"});
        COMPARE_OP("float32[0,2]:", "GatherNd", {params, "int64 zeros [0,1]"});
        COMPARE_OP("string[1]: b\'b\'", "GatherNd", {"string [\"a\",\"b\"]", "int32 [[1]]"});
        COMPARE_OP("complex64[1]: (1+2j)", "GatherNd", {"complex64 [(1+2j)]", "int32 [[0]]"});
    }
    void leavesOutWhatItIsToldTo() {
        COMPARE_OP("float32[2]: 0 2", "GatherNd", {"float [1,2]", "int32 [[7],[1]]"},
                   {{"bad_indices_policy", std::string("IGNORE")}});
    }
    void readsSlicesOfAResourceVariable() {
        const AttrMap attrs{{"dtype", DType::Float}};
        UpdateRun run("ResourceGatherNd", {"float [[1,2],[3,4]]"}, {"int32 [[1,0],[0,1]]"}, attrs);
        QVERIFY(QString::fromStdString(run.output()).startsWith("NOT_FOUND"));
        run.initialize();
        QCOMPARE(run.output(), std::string("float32[2]: 3 2"));
        UpdateRun outside("ResourceGatherNd", {"float [1,2]"}, {"int64 [[2]]"}, attrs);
        outside.initialize();
        QVERIFY(QString::fromStdString(outside.output()).contains("indices[0] = [2]"));
    }
    void infersWhatIsKnown() {
        COMPARE_SHAPES("[?,4]", "GatherNd", {"float [2,3,4]", "int32 [?,2]"});
        COMPARE_SHAPES("<unknown>", "GatherNd", {"float [2,3,4]", "int32 [5,?]"});
        COMPARE_SHAPES("<unknown>", "GatherNd", {"float ?", "int32 [5,1]"});
    }
    void gradientAddsUpRepeatedSlices() {
        const std::string params = "double [[1,2],[3,4]]";
        GRADIENT_AGREES("GatherNd", {params, "int32 [[1,1],[0,1],[1,1]]"});
        GRADIENT_AGREES("GatherNd", {params, "int64 [[1],[1]]"});
        GRADIENT_AGREES("GatherNd", {params, "int16 [[1],[1]]"});
    }
};

namespace {
const Registered<TstGatherNd> registered;
}  // namespace

}  // namespace weft::test

#include "tst_gather_nd.moc"
