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

constexpr const char* kElementByElement = "the C library, element by element: no vector formula";
constexpr const char* kOtherWidth = "vectors of one width become vectors of another";
constexpr const char* kThroughFloat = "three passes: widened, computed, rounded";

Row noted(Row row, const char* note) {
    row.note = note;
    return row;
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
          "Rint", "Relu", "Relu6", "LeakyRelu", "ZerosLike", "OnesLike"}) {
        rows.push_back(unary(op, 1));
    }
    rows.push_back(noted(unary("IsNan", 1), kOtherWidth));
    for (const char* op :
         {"Exp", "Expm1", "Log", "Log1p", "Sin", "Cos", "Tanh", "Sigmoid", "Elu", "Selu", "Atan"}) {
        rows.push_back(unary(op, kFormula));
    }
    for (const char* op : {"Erf", "Sinh", "Cosh", "Tan"}) {
        rows.push_back(unary(op, kTwoFormulas));
    }
    for (const char* op : {"Erfinv", "Softplus", "Asinh"}) {
        rows.push_back(
            noted(unary(op, kTwoFormulas), "a logarithm of what a division or root gives"));
    }
    rows.push_back(unary("Softsign", 3));
    for (const char* op : {"Lgamma", "Digamma"}) {
        rows.push_back(noted(unary(op, kLibrary), kElementByElement));
    }
    for (const DType type : {DType::Double, DType::Int32, DType::Half, DType::BFloat16}) {
        const char* note = elementBytes(type) == 2 ? kThroughFloat : "";
        rows.push_back(noted(unary("Neg", 1, type), note));
        for (const char* op : {"AddV2", "Mul", "Less", "Maximum"}) {
            rows.push_back(noted(binary(op, 1, type), note));
        }
    }
    rows.push_back(noted(unary("Exp", kFormula, DType::Half), kThroughFloat));
    rows.push_back(unary("Exp", kFormula, DType::Double));
    for (const char* op : {"AddV2", "Sub", "Mul", "RealDiv", "Maximum", "Minimum",
                           "SquaredDifference", "Less", "Equal", "GreaterEqual", "DivNoNan",
                           "ReluGrad", "Relu6Grad", "TanhGrad", "SigmoidGrad", "RsqrtGrad"}) {
        rows.push_back(binary(op, 2));
    }
    for (const char* op : {"Pow", "Atan2", "FloorMod"}) {
        rows.push_back(noted(binary(op, kLibrary), kElementByElement));
    }
    rows.push_back(binary("FloorDiv", kLibrary));
    rows.push_back(noted(binary("FloorDiv", 30, DType::Int32), "no instruction divides vectors"));
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
    rows.back().note = kOtherWidth;
    castTo(DType::Float, DType::Double, "float32 to float64");
    return rows;
}

}  // namespace weft::bench
