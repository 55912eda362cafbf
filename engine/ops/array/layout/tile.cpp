// SPDX-License-Identifier: Apache-2.0
/// @file
/// Tile: repeats a tensor multiples[i] times along axis i.
///
/// Shapes   output[i] = input[i] * multiples[i].
/// Types    every plain dtype, and string.
/// Errors   InvalidArgument for multiples of another length than the rank, a negative one, a size
///          over int64.
/// Source   Op contract of TensorFlow "Tile" (ops.pbtxt); gradient derived below.

#include "engine/base/limits.h"
#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/strided_copy.h"

namespace weft {
namespace {

Result<PartialShape> tileShape(const ShapeContext& context) {
    const PartialShape multiples = WEFT_TRY(context.input(1).withRank(1));
    PartialShape input = context.input(0);
    if (multiples[0] != kUnknownDim && input.hasRank() && multiples[0] != input.rank()) {
        return invalidArgument(concat("multiples must have one entry an axis: got ", multiples[0],
                                      " for an input of ", input));
    }
    if (!input.hasRank()) {
        if (multiples[0] == kUnknownDim || multiples[0] > defaultLimits().rank) {
            return PartialShape::unknown();
        }
        input = PartialShape::ofRank(static_cast<int>(multiples[0]));
    }
    const std::optional<PartialValue> value = context.partialValue(1);
    Dims sizes;
    for (int axis = 0; axis < input.rank(); ++axis) {
        const auto multiple =
            value ? value->elements[static_cast<std::size_t>(axis)] : std::nullopt;
        if (multiple.value_or(0) < 0) {
            return invalidArgument(
                concat("multiples[", axis, "] is negative: got ", *multiple, ", want >= 0"));
        }
        std::int64_t size = kUnknownDim;
        if (multiple && input[axis] != kUnknownDim &&
            multiplyOverflows(input[axis], *multiple, size)) {
            return invalidArgument(concat("the size along axis ", axis, " overflows: got ",
                                          input[axis], " times ", *multiple));
        }
        sizes.push_back(size);
    }
    return PartialShape::ofDims(std::move(sizes));
}

/// With output[m0 * d0 + i0, ...] = input[i0, ...] for all m, dL/dinput sums over every m: give
/// dL/doutput the shape [m0, d0, m1, d1, ...] and sum over the even axes.
Result<std::vector<Expr>> tileGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    const Expr shape = shapeOf(context.input(0));
    const Expr multiples = cast(context.input(1), DType::Int32);
    const Expr pairs = op("Pack", {multiples, shape}, {{"axis", std::int64_t{1}}});
    const Expr split = reshape(pairs, intVector(dy, {-1}));
    const Expr axes = op("Range", {intConstant(dy, 0), sizeOf(split), intConstant(dy, 2)});
    return std::vector<Expr>{reduceSum(reshape(dy, split), axes), Expr()};
}

Status tileCpu(KernelContext& context) {
    const Shape& input = context.input(0).shape();
    const Dims from = denseStrides(input.dims());
    const Dims to = denseStrides(context.output(0).shape().dims());
    StridedCopy box;
    for (int axis = 0; axis < input.rank(); ++axis) {
        const auto i = static_cast<std::size_t>(axis);
        box.sizes.push_back(intAt(context.input(1), axis));
        box.fromStrides.push_back(0);
        box.toStrides.push_back(input[axis] * to[i]);
        box.sizes.push_back(input[axis]);
        box.fromStrides.push_back(from[i]);
        box.toStrides.push_back(to[i]);
    }
    return copyStrided(box, context.input(0), context.output(0));
}

WEFT_OP("Tile")
    .summary("Repeats a tensor along its axes.")
    .category("array")
    .attr("T: type")
    .attr("Tmultiples: {int32, int64} = DT_INT32")
    .input("input: T", "[d0, d1, ...] any tensor")
    .input("multiples: Tmultiples", "[rank] how often along each axis, >= 0")
    .output("output: T", "[d0 * multiples[0], ...] copies of input side by side")
    .hostInput("multiples")
    .shape(tileShape)
    .gradient(tileGradient)
    .cpuKernel(tileCpu);

}  // namespace
}  // namespace weft
