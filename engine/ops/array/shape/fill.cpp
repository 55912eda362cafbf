// SPDX-License-Identifier: Apache-2.0
/// @file
/// Fill: output[...] = value, in the shape that dims says.
///
/// Shapes   dims is a vector (a scalar n counts as [n]); value is a scalar.
/// Types    every plain dtype, and string.
/// Errors   InvalidArgument for a negative size, a product over int64, a value that is no scalar.
/// Source   Op contract of TensorFlow "Fill" (ops.pbtxt).

#include "engine/graph/graph_inference.h"
#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/strided_copy.h"

namespace weft {
namespace {

/// Values of more elements are not tracked before a run: no shape has so many axes.
constexpr std::int64_t kMostTracked = 256;

Result<PartialShape> fillShape(const ShapeContext& context) {
    WEFT_TRY(context.input(1).withRank(0));
    const std::optional<PartialValue> dims = context.partialValue(0);
    if (!dims) { return context.valueAsShape(0); }
    for (std::size_t i = 0; i < dims->elements.size(); ++i) {
        if (dims->elements[i].value_or(0) < 0) {
            return invalidArgument(
                concat("dims[", i, "] is negative: got ", *dims->elements[i], ", want >= 0"));
        }
    }
    // In a graph a scalar is no shape; at run it counts as a vector: both as in TensorFlow.
    const bool isRun = !isBuildingGraph();
    if (isRun && dims->shape.rank() == 0) {
        return PartialShape{dims->elements[0].value_or(kUnknownDim)};
    }
    return context.valueAsShape(0);
}

std::vector<std::optional<PartialValue>> fillValue(const ShapeContext& context) {
    const std::optional<PartialValue> value = context.partialValue(1);
    const Result<PartialShape> shape = fillShape(context);
    if (!value || !shape.ok()) { return {std::nullopt}; }
    const std::optional<Shape> full = shape->full();
    if (!full || full->elements() > kMostTracked) { return {std::nullopt}; }
    const auto count = static_cast<std::size_t>(full->elements());
    return {
        PartialValue{*full, std::vector<std::optional<std::int64_t>>(count, value->elements[0])}};
}

/// Each element of the output is the one value, so dL/dvalue sums over all of dy.
Result<std::vector<Expr>> fillGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    const Expr axes = op("Range", {intConstant(dy, 0), rankOf(dy), intConstant(dy, 1)});
    return std::vector<Expr>{Expr(), reduceSum(dy, axes)};
}

Status fillCpu(KernelContext& context) { return fillWith(context.input(1), context.output(0)); }

WEFT_OP("Fill")
    .summary("Makes a tensor of a given shape with every element equal to one value.")
    .category("array")
    .attr("T: type")
    .attr("index_type: {int32, int64} = DT_INT32")
    .input("dims: index_type", "[rank] sizes of the output, each >= 0")
    .input("value: T", "scalar: the value of every element")
    .output("output: T", "tensor of shape dims")
    .hostInput("dims")
    .shape(fillShape)
    .partialValue(fillValue)
    .gradient(fillGradient)
    .cpuKernel(fillCpu);

}  // namespace
}  // namespace weft
