// SPDX-License-Identifier: Apache-2.0
/// @file
/// Pad and PadV2: puts a border of zeros, or of one given value, around a tensor.
///
/// Shapes   paddings [rank, 2] holds the elements before and after along each axis; output[i] =
///          paddings[i, 0] + input[i] + paddings[i, 1].
/// Types    every plain dtype, and string (Pad: empty strings).
/// Errors   InvalidArgument for paddings of another shape, a negative one, a size over int64.
/// Source   Op contracts of TensorFlow "Pad", "PadV2" (ops.pbtxt).

#include "engine/base/limits.h"
#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/strided_copy.h"

namespace weft {
namespace {

/// Size of one axis with its padding; unknown where any part is.
Result<std::int64_t> paddedSize(std::int64_t size, const std::optional<std::int64_t>& before,
                                const std::optional<std::int64_t>& after) {
    if (before.value_or(0) < 0 || after.value_or(0) < 0) {
        return invalidArgument(concat("paddings must not be negative: got ", before.value_or(0),
                                      " and ", after.value_or(0), ", want >= 0"));
    }
    if (size == kUnknownDim || !before || !after) { return kUnknownDim; }
    std::int64_t sum = 0;
    if (addOverflows(size, *before, sum) || addOverflows(sum, *after, sum)) {
        return invalidArgument(
            concat("the padded size overflows: got ", *before, " + ", size, " + ", *after));
    }
    return sum;
}

Result<PartialShape> padShape(const ShapeContext& context) {
    const PartialShape paddings = WEFT_TRY(context.input(1).withRank(2));
    PartialShape input = context.input(0);
    if (paddings[1] != kUnknownDim && paddings[1] != 2) {
        return invalidArgument(concat("paddings must have two columns: got ", paddings));
    }
    if (paddings[0] != kUnknownDim && input.hasRank() && paddings[0] != input.rank()) {
        return invalidArgument(concat("paddings must have one row an axis: got ", paddings,
                                      " for an input of ", input));
    }
    if (!input.hasRank() && (paddings[0] == kUnknownDim || paddings[0] > defaultLimits().rank)) {
        return PartialShape::unknown();
    }
    if (!input.hasRank()) { input = PartialShape::ofRank(static_cast<int>(paddings[0])); }
    const std::optional<PartialValue> value = context.partialValue(1);
    if (!value) { return PartialShape::ofRank(input.rank()); }
    Dims sizes;
    for (int axis = 0; axis < input.rank(); ++axis) {
        const auto row = static_cast<std::size_t>(axis) * 2;
        sizes.push_back(
            WEFT_TRY(paddedSize(input[axis], value->elements[row], value->elements[row + 1])));
    }
    return PartialShape::ofDims(std::move(sizes));
}

/// The border takes nothing of dL/doutput: cut it off again.
Result<std::vector<Expr>> padGradient(const GradientContext& context) {
    const Expr paddings = context.input(1);
    const Expr shape = shapeOf(context.input(0));
    const Expr rows = op("Pack", {rankOf(context.input(0)), intConstant(paddings, 1)});
    const Expr before =
        op("Slice", {cast(paddings, DType::Int32), intVector(paddings, {0, 0}), rows});
    const Expr begin = reshape(before, intVector(paddings, {-1}));
    std::vector<Expr> gradients(static_cast<std::size_t>(context.inputs()));
    gradients[0] = op("Slice", {context.outputGradient(0), begin, shape});
    return gradients;
}

/// Fills the border. Along each axis in turn the parts before and after the input, over the inner
/// extent of the axes already done and the whole extent of those to come: each element once.
Status fillBorder(const Tensor& value, const Shape& input, const Tensor& paddings, Tensor& output) {
    const Dims strides = denseStrides(output.shape().dims());
    StridedCopy box{.sizes = output.shape().dims(),
                    .fromStrides = Dims(strides.size(), 0),
                    .toStrides = strides};
    for (int axis = 0; axis < input.rank(); ++axis) {
        const auto i = static_cast<std::size_t>(axis);
        const std::int64_t before = intAt(paddings, std::int64_t{axis} * 2);
        const std::int64_t after = intAt(paddings, std::int64_t{axis} * 2 + 1);
        const std::int64_t base = box.toOffset;
        box.sizes[i] = before;
        WEFT_TRY(copyStrided(box, value, output));
        box.sizes[i] = after;
        box.toOffset = base + (before + input[axis]) * strides[i];
        WEFT_TRY(copyStrided(box, value, output));
        box.sizes[i] = input[axis];
        box.toOffset = base + before * strides[i];
    }
    return okStatus();
}

Status padWith(KernelContext& context, const Tensor& value) {
    const Tensor& input = context.input(0);
    const Tensor& paddings = context.input(1);
    Tensor& output = context.output(0);
    WEFT_TRY(fillBorder(value, input.shape(), paddings, output));
    StridedCopy box{.sizes = input.shape().dims(),
                    .fromStrides = denseStrides(input.shape().dims()),
                    .toStrides = denseStrides(output.shape().dims())};
    for (int axis = 0; axis < input.rank(); ++axis) {
        box.toOffset +=
            intAt(paddings, std::int64_t{axis} * 2) * box.toStrides[static_cast<std::size_t>(axis)];
    }
    return copyStrided(box, input, output);
}

Status padCpu(KernelContext& context) {
    Tensor zero = WEFT_TRY(context.allocate(context.input(0).dtype(), Shape()));
    fillZero(zero);
    return padWith(context, zero);
}

Status padV2Cpu(KernelContext& context) {
    const Tensor& value = context.input(2);
    if (value.rank() == 0) { return padWith(context, value); }
    return invalidArgument(
        concat("constant_values must be a scalar: got shape ", value.shape(), ", want rank 0"));
}

WEFT_OP("Pad")
    .summary("Puts a border of zeros around a tensor.")
    .category("array")
    .attr("T: type")
    .attr("Tpaddings: {int32, int64} = DT_INT32")
    .input("input: T", "[d0, d1, ...] any tensor")
    .input("paddings: Tpaddings", "[rank, 2] elements to add before and after along each axis")
    .output("output: T", "input with its border")
    .hostInput("paddings")
    .shape(padShape)
    .gradient(padGradient)
    .cpuKernel(padCpu);

WEFT_OP("PadV2")
    .summary("Puts a border of one given value around a tensor.")
    .category("array")
    .attr("T: type")
    .attr("Tpaddings: {int32, int64} = DT_INT32")
    .input("input: T", "[d0, d1, ...] any tensor")
    .input("paddings: Tpaddings", "[rank, 2] elements to add before and after along each axis")
    .input("constant_values: T", "scalar: the value of the border; gets no gradient")
    .output("output: T", "input with its border")
    .hostInput("paddings")
    .shape(padShape)
    .gradient(padGradient)
    .cpuKernel(padV2Cpu);

}  // namespace
}  // namespace weft
