// SPDX-License-Identifier: Apache-2.0
/// @file
/// Split and SplitV: cuts a tensor along an axis into equal parts, or into parts of given sizes.
///
/// Shapes   the parts have the shape of value but along split_dim; SplitV's sizes add up to the
/// size
///          there, one of them may be -1 and takes what is left.
/// Types    every plain dtype, and string.
/// Errors   InvalidArgument for an axis out of range, a size that num_split does not divide, sizes
///          that do not add up or are negative.
/// Source   Op contracts of TensorFlow "Split", "SplitV" (ops.pbtxt).

#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/strided_copy.h"

namespace weft {
namespace {

/// The axis made non-negative, where both it and the rank are known.
Result<std::optional<int>> axisOf(const ShapeContext& context, int value, int splitDim) {
    // An axis that is not known yet is looked at when it is.
    if (!context.value(splitDim)) { return std::optional<int>(); }
    const std::optional<std::int64_t> axis = WEFT_TRY(context.valueAsInt(splitDim));
    const PartialShape& shape = context.input(value);
    if (!axis || !shape.hasRank()) { return std::optional<int>(); }
    const int rank = shape.rank();
    if (*axis < -rank || *axis >= rank) {
        return invalidArgument(concat("split_dim is out of range: got ", *axis,
                                      ", want a value in [", -rank, ", ", rank, ")"));
    }
    return std::optional(static_cast<int>(*axis < 0 ? *axis + rank : *axis));
}

/// Shapes of the parts when the axis is not known.
std::vector<PartialShape> anyParts(const ShapeContext& context, const PartialShape& value) {
    const PartialShape part =
        value.hasRank() ? PartialShape::ofRank(value.rank()) : PartialShape::unknown();
    return std::vector<PartialShape>(static_cast<std::size_t>(context.outputs()), part);
}

Result<std::vector<PartialShape>> splitShapes(const ShapeContext& context) {
    const PartialShape& value = context.input(1);
    const std::optional<int> axis = WEFT_TRY(axisOf(context, 1, 0));
    if (!axis) { return anyParts(context, value); }
    const std::int64_t size = value[*axis];
    const int parts = context.outputs();
    if (size != kUnknownDim && size % parts != 0) {
        return invalidArgument(concat("num_split must divide the size along axis ", *axis, ": got ",
                                      size, " by ", parts));
    }
    return std::vector<PartialShape>(
        static_cast<std::size_t>(parts),
        value.withDim(*axis, size == kUnknownDim ? kUnknownDim : size / parts));
}

/// Sizes with the -1 worked out; unknown where they depend on an unknown total.
/// @param total size along the axis, or kUnknownDim.
Result<std::vector<std::int64_t>> partSizes(std::vector<std::int64_t> sizes, std::int64_t total) {
    std::int64_t sum = 0;
    std::optional<std::size_t> open;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        if (sizes[i] == -1 && open) {
            return invalidArgument("only one entry of size_splits may be -1: got two");
        }
        if (sizes[i] == -1) {
            open = i;
        } else if (sizes[i] < 0) {
            return invalidArgument(concat("size_splits[", i, "] is negative: got ", sizes[i],
                                          ", want >= 0, or one -1 for what is left"));
        } else if (addOverflows(sum, sizes[i], sum)) {
            return invalidArgument("the sum of size_splits overflows");
        }
    }
    if (total == kUnknownDim) { return sizes; }
    if (open ? sum > total : sum != total) {
        return invalidArgument(concat("size_splits must add up to the size along split_dim: got ",
                                      sum, ", want ", open ? "at most " : "", total));
    }
    if (open) { sizes[*open] = total - sum; }
    return sizes;
}

Result<std::vector<PartialShape>> splitVShapes(const ShapeContext& context) {
    const PartialShape& value = context.input(0);
    const PartialShape lengths = WEFT_TRY(context.input(1).withRank(1));
    if (lengths[0] != kUnknownDim && lengths[0] != context.outputs()) {
        return invalidArgument(concat("size_splits must have one entry a part: got ", lengths[0],
                                      ", want ", context.outputs()));
    }
    const std::optional<int> axis = WEFT_TRY(axisOf(context, 0, 2));
    if (!axis) { return anyParts(context, value); }
    const auto known = WEFT_TRY(context.valueAsInts(1));
    std::vector<std::int64_t> sizes(static_cast<std::size_t>(context.outputs()), kUnknownDim);
    if (known) { sizes = WEFT_TRY(partSizes(*known, value[*axis])); }
    std::vector<PartialShape> shapes;
    for (const std::int64_t size : sizes) { shapes.push_back(value.withDim(*axis, size)); }
    return shapes;
}

/// The gradients of the parts, joined along the axis again.
Expr joinedGradients(const GradientContext& context, const Expr& axis) {
    std::vector<Expr> parts;
    for (int i = 0; i < static_cast<int>(context.node().outputs.size()); ++i) {
        parts.push_back(context.outputGradient(i));
    }
    if (parts.size() == 1) { return parts[0]; }
    parts.push_back(axis);
    return op("ConcatV2", parts);
}

Result<std::vector<Expr>> splitGradient(const GradientContext& context) {
    return std::vector<Expr>{Expr(), joinedGradients(context, context.input(0))};
}

Result<std::vector<Expr>> splitVGradient(const GradientContext& context) {
    return std::vector<Expr>{joinedGradients(context, context.input(2)), Expr(), Expr()};
}

Status copyParts(KernelContext& context, const Tensor& value, const Tensor& splitDim) {
    const std::int64_t wanted = intAt(splitDim, 0);
    const auto axis = static_cast<int>(wanted < 0 ? wanted + value.rank() : wanted);
    std::int64_t outer = 1;
    for (int i = 0; i < axis; ++i) { outer *= value.shape()[i]; }
    const std::int64_t row = outer == 0 ? 0 : value.elements() / outer;
    std::int64_t offset = 0;
    for (int i = 0; i < context.outputs(); ++i) {
        Tensor& part = context.output(i);
        const std::int64_t length = outer == 0 ? 0 : part.elements() / outer;
        WEFT_TRY(copyStrided({.sizes = {outer, length},
                              .fromStrides = {row, 1},
                              .toStrides = {length, 1},
                              .fromOffset = offset},
                             value, part));
        offset += length;
    }
    return okStatus();
}

Status splitCpu(KernelContext& context) {
    return copyParts(context, context.input(1), context.input(0));
}
Status splitVCpu(KernelContext& context) {
    return copyParts(context, context.input(0), context.input(2));
}

WEFT_OP("Split")
    .summary("Cuts a tensor into equal parts along an axis.")
    .category("array")
    .attr("num_split: int >= 1")
    .attr("T: type")
    .input("split_dim: int32", "scalar: the axis, in [-rank, rank)")
    .input("value: T", "tensor whose size along the axis num_split divides")
    .output("output: num_split * T", "the parts in order")
    .hostInput("split_dim")
    .shape(splitShapes)
    .gradient(splitGradient)
    .cpuKernel(splitCpu);

WEFT_OP("SplitV")
    .summary("Cuts a tensor into parts of given sizes along an axis.")
    .category("array")
    .attr("num_split: int >= 1")
    .attr("T: type")
    .attr("Tlen: {int8, int32, int64} = DT_INT64")
    .input("value: T", "any tensor of rank >= 1")
    .input("size_splits: Tlen", "[num_split] sizes of the parts; one -1 takes what is left")
    .input("split_dim: int32", "scalar: the axis, in [-rank, rank)")
    .output("output: num_split * T", "the parts in order")
    .hostInput("size_splits")
    .hostInput("split_dim")
    .shape(splitVShapes)
    .gradient(splitVGradient)
    .cpuKernel(splitVCpu);

}  // namespace
}  // namespace weft
