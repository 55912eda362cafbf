// SPDX-License-Identifier: Apache-2.0
#include "tests/benchmarks/ops/op_rows.h"

namespace weft::bench {
namespace {

constexpr std::int64_t kElements = 1 << 20;

Row unary(const char* op, double operations, DType type = DType::Float) {
    return {.op = op,
            .inputs = {{type, {kElements}}},
            .operations = operations,
            .label = std::string(dtypeName(type))};
}

Row binary(const char* op, double operations, DType type = DType::Float) {
    return {.op = op,
            .inputs = {{type, {kElements}}, {type, {kElements}}},
            .operations = operations,
            .label = std::string(dtypeName(type))};
}

/// Operations of a vector formula (range reduction and polynomial), of one that is made of two (the
/// logarithm of what a root or an exponential gives), and of a call into the library.
constexpr double kFormula = 24;
constexpr double kTwoFormulas = 56;
constexpr double kLibrary = 100;

}  // namespace

std::vector<Row> elementwiseRows() {
    std::vector<Row> rows;
    for (const char* op :
         {"Abs", "Neg", "Sign", "Square", "Sqrt", "Rsqrt", "Reciprocal", "Floor", "Ceil", "Round",
          "Rint", "Relu", "Relu6", "LeakyRelu", "IsNan", "ZerosLike", "OnesLike"}) {
        rows.push_back(unary(op, 1));
    }
    for (const char* op : {"Exp", "Expm1", "Log", "Log1p", "Sin", "Cos", "Tanh", "Sigmoid", "Elu",
                           "Selu", "Atan", "Asin"}) {
        rows.push_back(unary(op, kFormula));
    }
    for (const char* op :
         {"Erf", "Erfinv", "Softplus", "Asinh", "Acosh", "Atanh", "Sinh", "Cosh", "Tan"}) {
        rows.push_back(unary(op, kTwoFormulas));
    }
    rows.push_back(unary("Softsign", 3));
    for (const char* op : {"Lgamma", "Digamma"}) { rows.push_back(unary(op, kLibrary)); }
    for (const DType type : {DType::Double, DType::Int32, DType::Half, DType::BFloat16}) {
        rows.push_back(unary("Neg", 1, type));
        rows.push_back(binary("AddV2", 1, type));
        rows.push_back(binary("Mul", 1, type));
        rows.push_back(binary("Less", 1, type));
        rows.push_back(binary("Maximum", 1, type));
    }
    rows.push_back(unary("Exp", kFormula, DType::Half));
    rows.push_back(unary("Exp", kFormula, DType::Double));
    for (const char* op : {"AddV2", "Sub", "Mul", "RealDiv", "Maximum", "Minimum",
                           "SquaredDifference", "Less", "Equal", "GreaterEqual", "DivNoNan",
                           "ReluGrad", "Relu6Grad", "TanhGrad", "SigmoidGrad", "RsqrtGrad"}) {
        rows.push_back(binary(op, 2));
    }
    for (const char* op : {"Pow", "Atan2", "FloorMod", "FloorDiv"}) {
        rows.push_back(binary(op, kLibrary));
    }
    rows.push_back(binary("FloorDiv", 30, DType::Int32));
    rows.push_back({.op = "AddN",
                    .inputs = {{DType::Float, {kElements}},
                               {DType::Float, {kElements}},
                               {DType::Float, {kElements}}},
                    .operations = 2});
    const Source matrix{DType::Float, {1024, 1024}};
    rows.push_back({.op = "AddV2", .inputs = {matrix, {DType::Float, {1024}}}, .label = "row"});
    rows.push_back(
        {.op = "AddV2", .inputs = {matrix, {DType::Float, {1024, 1}}}, .label = "column"});
    rows.push_back({.op = "Mul", .inputs = {matrix, {DType::Float, {}}}, .label = "scalar"});
    rows.push_back({.op = "BiasAdd", .inputs = {matrix, {DType::Float, {1024}}}});
    rows.push_back({.op = "Select",
                    .inputs = {{DType::Bool, {kElements}, {}, 2},
                               {DType::Float, {kElements}},
                               {DType::Float, {kElements}}}});
    rows.push_back({.op = "ClipByValue",
                    .inputs = {{DType::Float, {kElements}}, {DType::Float, {}}, {DType::Float, {}}},
                    .operations = 2});
    const auto castTo = [&](DType from, DType to, const char* label) {
        rows.push_back({.op = "Cast",
                        .inputs = {{from, {kElements}}},
                        .attrs = {{"DstT", to}},
                        .label = label});
    };
    castTo(DType::Float, DType::Int32, "float32 to int32");
    castTo(DType::Int32, DType::Float, "int32 to float32");
    castTo(DType::Float, DType::Half, "float32 to float16");
    castTo(DType::Half, DType::Float, "float16 to float32");
    castTo(DType::UInt8, DType::Float, "uint8 to float32");
    castTo(DType::Bool, DType::Float, "bool to float32");
    castTo(DType::Float, DType::Double, "float32 to float64");
    return rows;
}

}  // namespace weft::bench
