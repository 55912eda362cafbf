// SPDX-License-Identifier: Apache-2.0
/// @file
/// Roll: moves elements along axes, those pushed over the end come in again at the beginning:
/// y[(i + shift) mod d] = x[i] along each axis.
///
/// Shapes   output as input, of rank >= 1; shift and axis are scalars or vectors of one length. An
///          axis listed twice moves by the sum.
/// Types    every plain dtype, and string.
/// Errors   InvalidArgument for a scalar input, an axis out of range, lengths that differ.
/// Source   Op contract of TensorFlow "Roll" (ops.pbtxt); the gradient rolls back.

#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/strided_copy.h"

namespace weft {
namespace {

Result<PartialShape> rollShape(const ShapeContext& context) {
    const PartialShape input = WEFT_TRY(context.input(0).withRankAtLeast(1));
    const PartialShape shift = WEFT_TRY(context.input(1).withRankAtMost(1));
    const PartialShape axis = WEFT_TRY(context.input(2).withRankAtMost(1));
    const auto shifts = shift.elements();
    const auto axes = axis.elements();
    if (shifts && axes && *shifts != *axes) {
        return invalidArgument(
            concat("shift and axis must have the same size: got ", shift, " and ", axis));
    }
    // Axes out of range are left to the kernel, as in TensorFlow.
    return input;
}

Result<std::vector<Expr>> rollGradient(const GradientContext& context) {
    return std::vector<Expr>{
        op("Roll", {context.outputGradient(0), -context.input(1), context.input(2)}), Expr(),
        Expr()};
}

/// How far each axis moves, in [0, size).
Result<Dims> shiftsOf(const Shape& shape, const Tensor& shift, const Tensor& axis) {
    Dims shifts(shape.dims().size(), 0);
    for (std::int64_t i = 0; i < axis.elements(); ++i) {
        const int along = WEFT_TRY(normalizedAxis(intAt(axis, i), shape.rank()));
        const std::int64_t size = shape[along];
        if (size == 0) { continue; }
        std::int64_t& sum = shifts[static_cast<std::size_t>(along)];
        // Both terms are below size in magnitude, so nothing overflows.
        sum = (sum + intAt(shift, i) % size + size) % size;
    }
    return shifts;
}

/// Copies the box; each axis that moves cuts it in two.
Status rollFrom(KernelContext& context, StridedCopy box, const Dims& shifts, std::size_t axis) {
    while (axis < shifts.size() && shifts[axis] == 0) { ++axis; }
    if (axis == shifts.size()) { return copyStrided(box, context.input(0), context.output(0)); }
    const std::int64_t size = box.sizes[axis];
    StridedCopy front = box;
    front.sizes[axis] = size - shifts[axis];
    front.toOffset += shifts[axis] * box.toStrides[axis];
    WEFT_TRY(rollFrom(context, front, shifts, axis + 1));
    box.sizes[axis] = shifts[axis];
    box.fromOffset += (size - shifts[axis]) * box.fromStrides[axis];
    return rollFrom(context, box, shifts, axis + 1);
}

Status rollCpu(KernelContext& context) {
    const Shape& shape = context.input(0).shape();
    if (!(context.input(1).shape() == context.input(2).shape())) {
        return invalidArgument(concat("shift and axis must have the same size: got ",
                                      context.input(1).shape(), " and ", context.input(2).shape()));
    }
    const Dims shifts = WEFT_TRY(shiftsOf(shape, context.input(1), context.input(2)));
    const Dims strides = denseStrides(shape.dims());
    if (shape.elements() == 0) { return okStatus(); }
    return rollFrom(context, {.sizes = shape.dims(), .fromStrides = strides, .toStrides = strides},
                    shifts, 0);
}

WEFT_OP("Roll")
    .summary("Moves elements along axes; what leaves at the end comes in at the beginning.")
    .category("array")
    .attr("T: type")
    .attr("Tshift: {int32, int64}")
    .attr("Taxis: {int32, int64}")
    .input("input: T", "tensor of rank >= 1")
    .input("shift: Tshift", "how far to move along each listed axis")
    .input("axis: Taxis", "the axes, each in [-rank, rank)")
    .output("output: T", "the moved elements")
    .hostInput("axis")
    .shape(rollShape)
    .gradient(rollGradient)
    .cpuKernel(rollCpu);

}  // namespace
}  // namespace weft
