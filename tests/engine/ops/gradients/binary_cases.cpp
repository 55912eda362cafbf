// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/ops/gradients/gradient_case.h"

namespace weft::test {

std::vector<GradientCase> binaryCases() {
    std::vector<GradientCase> rows;
    for (const char* op : {"Add", "AddV2", "Sub", "Mul", "Div", "RealDiv", "DivNoNan", "MulNoNan",
                           "SquaredDifference", "Maximum", "Minimum", "Atan2"}) {
        rows.push_back({op, {"any [2,3]", "any [2,3]"}});
        rows.push_back({op, {"any [2,1]", "any [3]"}});
        rows.push_back({op, {"any [2,2]", "any []"}});
    }
    // Of complex numbers TensorFlow's SquaredDifference, Xdivy, Xlogy and Xlog1py leave out the
    // conjugates; so do they here.
    for (const char* op : {"Add", "AddV2", "Sub", "Mul", "Div", "RealDiv", "Pow", "DivNoNan"}) {
        rows.push_back({op, {"complex [2,1]", "complex [2]"}});
    }
    for (const char* op : {"Pow", "Xdivy", "Xlogy", "Xlog1py"}) {
        rows.push_back({op, {"pos [2,3]", "pos [3]"}});
        rows.push_back({op, {"pos [2]", "pos [2]"}});
    }
    rows.push_back(
        {"Pow", {"any [2]", "double [2,3]"}, {}, {0}, {}, "the exponents of a negative"});
    for (const char* op : {"FloorDiv", "TruncateDiv"}) {
        rows.push_back({op, {"any [2,3]", "pos [3]"}, {}, {0}, {0, 1}});
    }
    rows.push_back({"FloorMod", {"any [2,3]", "pos [3]"}});
    // The derivative by the neighbour that is searched is that of the number it is searched for.
    rows.push_back({"NextAfter", {"any [3]", "pos [3]"}});
    const std::string noFormula = "TensorFlow has no derivative by it";
    rows.push_back({"Betainc", {"pos [3]", "pos [3]", "unit [3]"}, {}, {0}, {0, 1}, noFormula});
    rows.push_back({"Igamma", {"pos [3]", "pos [3]"}, {}, {0}, {}, noFormula});
    rows.push_back({"Igammac", {"pos [3]", "pos [3]"}, {}, {0}, {}, noFormula});
    rows.push_back({"Polygamma", {"double [1,2,3]", "pos [3]"}, {}, {0}, {0}, noFormula});
    rows.push_back({"Zeta", {"double [2.5,3.5]", "pos [2]"}, {}, {0}, {0}, noFormula});
    // Gradients of functions, by the gradient that arrives and by the function's input or value.
    for (const char* op :
         {"InvGrad", "ReciprocalGrad", "RsqrtGrad", "SigmoidGrad", "SqrtGrad", "TanhGrad",
          "EluGrad", "SeluGrad", "SoftplusGrad", "ReluGrad", "Relu6Grad", "LeakyReluGrad"}) {
        rows.push_back({op, {"any [2,3]", "any [2,3]"}});
    }
    for (const char* op :
         {"InvGrad", "ReciprocalGrad", "RsqrtGrad", "SigmoidGrad", "SqrtGrad", "TanhGrad"}) {
        rows.push_back({op, {"complex [2]", "complex [2]"}});
    }
    rows.push_back({"AddN", {"any [2,3]", "any [2,3]", "any [2,3]"}});
    rows.push_back({"AddN", {"complex [2]", "complex [2]"}});
    rows.push_back({"AccumulateNV2", {"any [2,3]", "any [2,3]"}, {{"shape", PartialShape{2, 3}}}});
    rows.push_back({"ClipByValue", {"any [6]", "double -0.8", "double 0.8"}});
    rows.push_back({"ClipByValue", {"any [3]", "double [-1,-0.9,-0.8]", "double [1,0.9,0.8]"}});
    rows.push_back({"Cross", {"any [2,3]", "any [2,3]"}});
    const std::string condition = "bool [[true,false,true],[false,true,false]]";
    rows.push_back({"Select", {condition, "any [2,3]", "any [2,3]"}});
    rows.push_back({"Select", {"bool [true,false]", "any [2,3]", "any [2,3]"}});
    rows.push_back({"SelectV2", {condition, "any [2,1]", "any [3]"}});
    rows.push_back({"SelectV2", {"bool [true,false]", "complex [2]", "complex [1]"}});
    return rows;
}

}  // namespace weft::test
