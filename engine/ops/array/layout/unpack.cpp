// SPDX-License-Identifier: Apache-2.0
/// @file
/// Unpack: takes a tensor apart along an axis, whose size must be num.
///
/// Shapes   value [d0, ..., num, ...] gives num tensors without that axis.
/// Types    every plain dtype, and string.
/// Errors   InvalidArgument for a scalar, an axis out of range, another size than num along it.
/// Source   Op contract of TensorFlow "Unpack" (ops.pbtxt).

#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/strided_copy.h"

namespace weft {
namespace {

Result<std::vector<PartialShape>> unpackShapes(const ShapeContext& context) {
    const PartialShape& value = context.input(0);
    const std::int64_t axis = context.attrs().getOr<std::int64_t>("axis", 0);
    const auto count = static_cast<std::size_t>(context.outputs());
    if (!value.hasRank()) { return std::vector<PartialShape>(count); }
    const int rank = value.rank();
    if (axis < -rank || axis >= rank) {
        return invalidArgument(concat("axis is out of range: got ", axis, ", want a value in [",
                                      -rank, ", ", rank, ")"));
    }
    const int along = static_cast<int>(axis < 0 ? axis + rank : axis);
    if (value[along] != kUnknownDim && value[along] != context.outputs()) {
        return invalidArgument(concat("the size along axis ", along, " must equal num: got ", value,
                                      ", want ", context.outputs()));
    }
    return std::vector<PartialShape>(count, value.slice(0, along).concat(value.slice(along + 1)));
}

std::vector<std::optional<PartialValue>> unpackValues(const ShapeContext& context) {
    const std::optional<PartialValue> value = context.partialValue(0);
    std::vector<std::optional<PartialValue>> values(static_cast<std::size_t>(context.outputs()));
    if (!value || value->shape.rank() != 1 || value->elements.size() != values.size()) {
        return values;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = PartialValue{Shape(), {value->elements[i]}};
    }
    return values;
}

/// The gradients of the parts are stacked again; a part without one counts as zeros.
Result<std::vector<Expr>> unpackGradient(const GradientContext& context) {
    std::vector<Expr> parts;
    for (int i = 0; i < static_cast<int>(context.node().outputs.size()); ++i) {
        parts.push_back(context.outputGradient(i));
    }
    return std::vector<Expr>{
        op("Pack", parts, {{"axis", context.attrs().getOr<std::int64_t>("axis", 0)}})};
}

Status unpackCpu(KernelContext& context) {
    const Shape& value = context.input(0).shape();
    const std::int64_t wanted = context.attrs().getOr<std::int64_t>("axis", 0);
    const auto axis = static_cast<int>(wanted < 0 ? wanted + value.rank() : wanted);
    std::int64_t outer = 1;
    for (int i = 0; i < axis; ++i) { outer *= value[i]; }
    std::int64_t inner = 1;
    for (int i = axis + 1; i < value.rank(); ++i) { inner *= value[i]; }
    for (int i = 0; i < context.outputs(); ++i) {
        WEFT_TRY(copyStrided({.sizes = {outer, inner},
                              .fromStrides = {inner * context.outputs(), 1},
                              .toStrides = {inner, 1},
                              .fromOffset = inner * i},
                             context.input(0), context.output(i)));
    }
    return okStatus();
}

WEFT_OP("Unpack")
    .summary("Takes a tensor apart along an axis.")
    .category("array")
    .attr("num: int >= 0")
    .attr("T: type")
    .attr("axis: int = 0")
    .input("value: T", "[..., num, ...] tensor of rank >= 1")
    .output("output: num * T", "the num slices of value, without the axis")
    .shape(unpackShapes)
    .partialValue(unpackValues)
    .gradient(unpackGradient)
    .cpuKernel(unpackCpu);

}  // namespace
}  // namespace weft
