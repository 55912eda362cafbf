// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/ops/gradients/gradient_case.h"

namespace weft::test {

std::vector<GradientCase> reductionCases() {
    std::vector<GradientCase> rows;
    const AttrMap kept{{"keep_dims", true}};
    for (const char* op : {"Sum", "Mean", "Prod", "Max", "Min", "EuclideanNorm"}) {
        rows.push_back({op, {"any [2,3]", "int32 [1]"}});
        rows.push_back({op, {"any [2,3,2]", "int32 [0,-1]"}, kept});
        rows.push_back({op, {"any [2,2]", "int32 [0,1]"}});
        rows.push_back({op, {"any [3]", "int32 zeros [0]"}});
    }
    rows.push_back({"Sum", {"complex [2,2]", "int32 [1]"}});
    rows.push_back({"Mean", {"complex [2,2]", "int32 [1]"}});
    rows.push_back({"Prod", {"complex [2,2]", "int32 [1]"}});
    for (const char* op : {"Cumsum", "Cumprod"}) {
        for (const bool exclusive : {false, true}) {
            for (const bool reverse : {false, true}) {
                rows.push_back({op,
                                {"any [2,3]", "int32 1"},
                                {{"exclusive", exclusive}, {"reverse", reverse}}});
            }
        }
    }
    rows.push_back({"CumulativeLogsumexp", {"any [2,3]", "int32 1"}});
    rows.push_back({"CumulativeLogsumexp", {"any [2,3]", "int32 1"}, {{"reverse", true}}});
    return rows;
}

}  // namespace weft::test
