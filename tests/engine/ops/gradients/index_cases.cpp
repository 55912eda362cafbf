// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/ops/gradients/gradient_case.h"

namespace weft::test {

std::vector<GradientCase> indexCases() {
    const std::string nd = "int32 [[0,1],[2,0],[0,1]]";
    const std::string ndOnce = "int32 [[0,1],[2,0],[1,1]]";
    std::vector<GradientCase> rows = {
        {"Gather", {"any [4,2]", "int32 [[3,0],[0,1]]"}},
        {"GatherV2", {"any [4,2]", "int32 [3,0,0]", "int32 0"}},
        {"GatherV2", {"any [2,4,2]", "int32 [3,0,0]", "int32 1"}},
        {"GatherV2",
         {"any [2,4,2]", "int32 [[3,0,0],[1,1,2]]", "int32 1"},
         {{"batch_dims", std::int64_t{1}}}},
        {"GatherNd", {"any [3,2,2]", nd}},
        {"ScatterNd", {nd, "any [3,2]", "int32 [3,2,2]"}},
        {"ScatterNdNonAliasingAdd", {"any [3,2]", nd, "any [3]"}},
        {"TensorScatterAdd", {"any [3,2]", nd, "any [3]"}},
        {"TensorScatterSub", {"any [3,2]", nd, "any [3]"}},
        {"TensorScatterUpdate", {"any [3,2]", ndOnce, "any [3]"}},
        {"TensorScatterMax", {"any [3,2]", nd, "any [3]"}},
        {"TensorScatterMin", {"any [3,2]", nd, "any [3]"}},
        {"DynamicPartition",
         {"any [4,2]", "int32 [1,0,1,1]"},
         {{"num_partitions", std::int64_t{2}}},
         {0, 1}},
        {"DynamicStitch", {"int32 [0,2]", "int32 [1,3]", "any [2,2]", "any [2,2]"}},
        {"ParallelDynamicStitch", {"int32 [0,2]", "int32 [1,3]", "any [2,2]", "any [2,2]"}},
        {"SparseToDense", {"int32 [[0,1],[2,0]]", "int32 [3,2]", "any [2]", "any []"}},
        {"TopKV2", {"any [2,5]", "int32 3"}},
    };
    const std::string ids = "int32 [0,0,2,2]";
    for (const char* op : {"SegmentSum", "SegmentMean", "SegmentMax", "SegmentMin"}) {
        rows.push_back({op, {"any [4,2]", ids}});
    }
    rows.push_back({"SegmentProd", {"any [4,2]", ids}});
    rows.push_back({"UnsortedSegmentSum", {"complex [4]", "int32 [2,0,-1,2]", "int32 3"}});
    for (const char* op : {"UnsortedSegmentSum", "UnsortedSegmentProd", "UnsortedSegmentMax",
                           "UnsortedSegmentMin"}) {
        rows.push_back({op, {"any [5,2]", "int32 [2,0,-1,2,1]", "int32 3"}});
    }
    for (const char* op : {"SparseSegmentSum", "SparseSegmentMean", "SparseSegmentSqrtN"}) {
        const std::string how = op;
        for (const bool sparse : {false, true}) {
            const AttrMap attrs{{"sparse_gradient", sparse}};
            rows.push_back({how, {"any [4,2]", "int32 [3,0,0,1]", ids}, attrs});
            rows.push_back(
                {how + "WithNumSegments", {"any [4,2]", "int32 [3,0,0,1]", ids, "int32 4"}, attrs});
        }
    }
    return rows;
}

}  // namespace weft::test
