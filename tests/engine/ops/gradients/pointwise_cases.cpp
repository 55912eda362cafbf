// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/ops/gradients/gradient_case.h"

namespace weft::test {

std::vector<GradientCase> pointwiseCases() {
    const std::string any = "any [2,3]";
    const std::string pos = "pos [2,3]";
    const std::string unit = "unit [2,3]";
    const std::string complex = "complex [3]";
    std::vector<GradientCase> rows;
    // Defined for every number.
    for (const char* op :
         {"Abs",   "Asinh", "Atan",      "BesselI0e", "BesselI1e", "Cos",      "Cosh",       "Erf",
          "Erfc",  "Exp",   "Expm1",     "Identity",  "Inv",       "Neg",      "Reciprocal", "Relu",
          "Relu6", "Selu",  "Sigmoid",   "Sin",       "Sinh",      "Softplus", "Square",     "Tan",
          "Tanh",  "Elu",   "LeakyRelu", "Sign",      "L2Loss"}) {
        rows.push_back({op, {any}});
    }
    for (const char* op : {"Digamma", "Lgamma", "Log", "Log1p", "Rsqrt", "Sqrt"}) {
        rows.push_back({op, {pos}});
    }
    for (const char* op : {"Acos", "Asin", "Atanh", "Erfinv", "Ndtri"}) {
        rows.push_back({op, {unit}});
    }
    rows.push_back({"Acosh", {"double [1.25,2,3.5]"}});
    for (const char* op : {"Ceil", "Floor", "Rint", "Round"}) {
        rows.push_back({op, {any}, {}, {0}, {0}});
    }
    // Complex functions are differentiated by both parts of the number.
    for (const char* op :
         {"Acos",  "Acosh", "Asin",   "Asinh", "Atan", "Atanh",      "Cos",   "Cosh",    "Exp",
          "Expm1", "Inv",   "Log",    "Log1p", "Neg",  "Reciprocal", "Rsqrt", "Sigmoid", "Sin",
          "Sinh",  "Sqrt",  "Square", "Tan",   "Tanh", "Identity",   "Conj"}) {
        rows.push_back({op, {complex}});
    }
    const AttrMap wide{{"Tout", DType::Double}};
    rows.push_back({"Real", {complex}, wide});
    rows.push_back({"Imag", {complex}, wide});
    rows.push_back({"ComplexAbs", {complex}, wide});
    rows.push_back({"Angle", {complex}, wide});
    rows.push_back({"Complex", {any, any}, {{"Tout", DType::Complex128}}});
    rows.push_back({"Cast", {any}, {{"DstT", DType::Double}}});
    rows.push_back({"Cast", {"single [3]"}, {{"DstT", DType::Double}}});
    rows.push_back({"CheckNumerics", {any}, {{"message", std::string("bad")}}});
    rows.push_back({"CheckNumericsV2", {any}, {{"message", std::string("bad")}}});
    rows.push_back({"EnsureShape", {any}, {{"shape", PartialShape{2, kUnknownDim}}}});
    rows.push_back({"PlaceholderWithDefault", {any}, {{"shape", PartialShape{2, 3}}}});
    rows.push_back({"IdentityN", {any, pos}, {}, {0, 1}});
    rows.push_back({"Softsign", {any}, {}, {0}, {}, "TensorFlow's SoftsignGrad has no gradient"});
    return rows;
}

}  // namespace weft::test
