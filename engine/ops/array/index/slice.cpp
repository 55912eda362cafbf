// SPDX-License-Identifier: Apache-2.0
/// @file
/// Slice: the box of a tensor that begins at `begin` and has sizes `size`.
///
/// Shapes   output[i] = size[i], or what is left behind begin[i] where size[i] is -1.
/// Types    every plain dtype, and string.
/// Errors   InvalidArgument for begin or size of another length than the rank, a box that leaves
///          the input.
/// Source   Op contract of TensorFlow "Slice" (ops.pbtxt).

#include <algorithm>

#include "engine/base/limits.h"
#include "engine/graph/graph_inference.h"
#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/strided_copy.h"

namespace weft {
namespace {

/// Size of one axis of the output; each argument may be unknown.
Result<std::int64_t> slicedSize(int axis, std::int64_t input,
                                const std::optional<std::int64_t>& begin,
                                const std::optional<std::int64_t>& size) {
    const bool bounded = input != kUnknownDim;
    // A begin alone proves little to TensorFlow: at run both are known.
    const bool isOutside = begin && (*begin < 0 || (bounded && *begin > input));
    if (isOutside && (size || *begin < -1)) {
        const Status error = invalidArgument(concat("begin[", axis, "] is out of range: got ",
                                                    *begin, ", want a value in [0, ",
                                                    bounded ? concat(input) : "size", "]"));
        const bool leavesNothing = *begin < -1 || (*begin > 0 && *size == -1);
        return leavesNothing ? error : leftToRun(error);
    }
    std::int64_t end = 0;
    if (size &&
        (*size < -1 || (begin && addOverflows(*begin, std::max<std::int64_t>(*size, 0), end)) ||
         (bounded && std::max(end, *size) > input))) {
        const Status error = invalidArgument(
            concat("size[", axis, "] leaves the input: got begin ", begin.value_or(0), " and size ",
                   *size, ", want an end of at most ", bounded ? concat(input) : "the size"));
        return *size < -1 ? error : leftToRun(error);
    }
    if (size && *size >= 0) { return *size; }
    return size && bounded && begin ? input - *begin : kUnknownDim;
}

/// Checks the lengths of begin and size. The rank of the input where anything tells it.
Result<std::optional<int>> sliceRank(const ShapeContext& context) {
    std::int64_t rank = context.input(0).hasRank() ? context.input(0).rank() : kUnknownDim;
    for (int i = 1; i <= 2; ++i) {
        const PartialShape vector = WEFT_TRY(context.input(i).withRank(1));
        const Result<std::int64_t> merged = mergeDim(rank, vector[0]);
        if (!merged.ok()) {
            return invalidArgument(concat("begin and size must have one entry an axis: got ",
                                          vector[0], " entries, want ", rank));
        }
        rank = *merged;
    }
    if (rank == kUnknownDim || rank > defaultLimits().rank) { return std::optional<int>(); }
    return std::optional(static_cast<int>(rank));
}

Result<PartialShape> sliceShape(const ShapeContext& context) {
    const std::optional<int> rank = WEFT_TRY(sliceRank(context));
    if (!rank) { return PartialShape::unknown(); }
    const PartialShape input = WEFT_TRY(context.input(0).withRank(*rank));
    const std::optional<PartialValue> begin = context.partialValue(1);
    const std::optional<PartialValue> size = context.partialValue(2);
    Dims sizes;
    for (int axis = 0; axis < *rank; ++axis) {
        const auto i = static_cast<std::size_t>(axis);
        sizes.push_back(
            WEFT_TRY(slicedSize(axis, input[axis], begin ? begin->elements[i] : std::nullopt,
                                size ? size->elements[i] : std::nullopt)));
    }
    return PartialShape::ofDims(std::move(sizes));
}

std::vector<std::optional<PartialValue>> sliceValue(const ShapeContext& context) {
    const std::optional<PartialValue> input = context.partialValue(0);
    const std::optional<PartialValue> begin = context.partialValue(1);
    const Result<PartialShape> shape = sliceShape(context);
    if (!input || !begin || !shape.ok() || shape->rank() != 1 || !shape->isFull() ||
        !begin->elements[0]) {
        return {std::nullopt};
    }
    const auto first = input->elements.begin() + *begin->elements[0];
    return {PartialValue{*shape->full(), {first, first + (*shape)[0]}}};
}

/// dL/dinput is dL/doutput in a border of zeros: begin before, what is left after.
Result<std::vector<Expr>> sliceGradient(const GradientContext& context) {
    const Expr input = context.input(0);
    const Expr begin = context.input(1);
    const AttrMap outType = {{"out_type", begin.dtype()}};
    const Expr after =
        op("Shape", {input}, outType) - op("Shape", {context.output(0)}, outType) - begin;
    const Expr paddings = op("Pack", {begin, after}, {{"axis", std::int64_t{1}}});
    return std::vector<Expr>{op("Pad", {context.outputGradient(0), paddings}), Expr(), Expr()};
}

Status sliceCpu(KernelContext& context) {
    const Tensor& input = context.input(0);
    const Dims& sizes = context.output(0).shape().dims();
    StridedCopy box{.sizes = sizes,
                    .fromStrides = denseStrides(input.shape().dims()),
                    .toStrides = denseStrides(sizes)};
    for (int axis = 0; axis < input.rank(); ++axis) {
        box.fromOffset +=
            intAt(context.input(1), axis) * box.fromStrides[static_cast<std::size_t>(axis)];
    }
    return copyStrided(box, input, context.output(0));
}

WEFT_OP("Slice")
    .summary("Cuts a box out of a tensor.")
    .category("array")
    .attr("T: type")
    .attr("Index: {int32, int64}")
    .input("input: T", "[d0, d1, ...] any tensor")
    .input("begin: Index", "[rank] first index along each axis")
    .input("size: Index", "[rank] how many along each axis; -1: all that are left")
    .output("output: T", "[size[0], size[1], ...] the box")
    .hostInput("begin")
    .hostInput("size")
    .shape(sliceShape)
    .partialValue(sliceValue)
    .gradient(sliceGradient)
    .cpuKernel(sliceCpu);

}  // namespace
}  // namespace weft
