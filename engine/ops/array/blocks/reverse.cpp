// SPDX-License-Identifier: Apache-2.0
/// @file
/// ReverseV2 and Reverse: turns a tensor round along some axes, y[..., i, ...] = x[..., d-1-i, ...].
///
/// Shapes   output as tensor; ReverseV2 lists the axes (negative counts from the back), Reverse has
///          one bool an axis.
/// Types    numbers, bool, string.
/// Errors   InvalidArgument for an axis out of range or listed twice, for dims of another length
///          than the rank.
/// Source   Op contracts of TensorFlow "Reverse", "ReverseV2" (ops.pbtxt); each is its own
///          gradient.

#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/strided_copy.h"

namespace weft {
namespace {

/// One flag an axis.
using Flags = std::vector<bool>;

Result<Flags> flagsOf(std::span<const std::int64_t> axes, int rank) {
    Flags turned(static_cast<std::size_t>(rank), false);
    for (std::size_t i = 0; i < axes.size(); ++i) {
        if (axes[i] < -rank || axes[i] >= rank) {
            return invalidArgument(concat("'axis'[", i, "] = ", axes[i], " is out of valid range [",
                                          0, ", ", rank - 1, "]"));
        }
        const auto axis = static_cast<std::size_t>(axes[i] < 0 ? axes[i] + rank : axes[i]);
        if (turned[axis]) {
            return invalidArgument(concat("axis ", axis, " specified more than once."));
        }
        turned[axis] = true;
    }
    return turned;
}

Result<PartialShape> reverseV2Shape(const ShapeContext& context) {
    const PartialShape& tensor = context.input(0);
    WEFT_TRY(context.input(1).withRank(1));
    const auto axes = WEFT_TRY(context.valueAsInts(1));
    if (axes && tensor.hasRank()) { WEFT_TRY(flagsOf(*axes, tensor.rank())); }
    return tensor;
}

Result<PartialShape> reverseShape(const ShapeContext& context) {
    const PartialShape& tensor = context.input(0);
    const PartialShape dims = WEFT_TRY(context.input(1).withRank(1));
    if (dims[0] != kUnknownDim && tensor.hasRank() && dims[0] != tensor.rank()) {
        return invalidArgument(concat("reversed dims must be a vector of one flag an axis: got ",
                                      dims, " for a tensor of ", tensor));
    }
    return tensor;
}

template <const char* const* Name>
Result<std::vector<Expr>> reverseGradient(const GradientContext& context) {
    return std::vector<Expr>{op(*Name, {context.outputGradient(0), context.input(1)}), Expr()};
}

Status reverse(KernelContext& context, const Flags& turned) {
    const Tensor& tensor = context.input(0);
    StridedCopy box{.sizes = tensor.shape().dims(),
                    .fromStrides = denseStrides(tensor.shape().dims()),
                    .toStrides = denseStrides(tensor.shape().dims())};
    if (tensor.elements() == 0) { return okStatus(); }
    for (std::size_t axis = 0; axis < turned.size(); ++axis) {
        if (!turned[axis]) { continue; }
        box.fromOffset += (box.sizes[axis] - 1) * box.fromStrides[axis];
        box.fromStrides[axis] = -box.fromStrides[axis];
    }
    return copyStrided(box, tensor, context.output(0));
}

Status reverseV2Cpu(KernelContext& context) {
    std::vector<std::int64_t> axes;
    for (std::int64_t i = 0; i < context.input(1).elements(); ++i) {
        axes.push_back(intAt(context.input(1), i));
    }
    return reverse(context, WEFT_TRY(flagsOf(axes, context.input(0).rank())));
}

Status reverseCpu(KernelContext& context) {
    const std::span<const bool> dims = context.inputValues<bool>(1);
    return reverse(context, Flags(dims.begin(), dims.end()));
}

constexpr const char* kReverse = "Reverse";
constexpr const char* kReverseV2 = "ReverseV2";

WEFT_OP("ReverseV2")
    .summary("Turns a tensor round along the listed axes.")
    .category("array")
    .attr("Tidx: {int32, int64} = DT_INT32")
    .attr(
        "T: {uint8, int8, uint16, int16, int32, uint32, int64, uint64, bool, bfloat16, half, "
        "float, double, complex64, complex128, string}")
    .input("tensor: T", "any tensor")
    .input("axis: Tidx", "[n] axes, each in [-rank, rank)")
    .output("output: T", "tensor with those axes turned round")
    .hostInput("axis")
    .shape(reverseV2Shape)
    .gradient(reverseGradient<&kReverseV2>)
    .cpuKernel(reverseV2Cpu);

WEFT_OP("Reverse")
    .summary("Turns a tensor round along the axes that have a true flag.")
    .category("array")
    .attr(
        "T: {uint8, int8, uint16, int16, uint32, int32, uint64, int64, bool, bfloat16, half, "
        "float, double, complex64, complex128, string}")
    .input("tensor: T", "any tensor")
    .input("dims: bool", "[rank] true for the axes to turn round")
    .output("output: T", "tensor with those axes turned round")
    .hostInput("dims")
    .shape(reverseShape)
    .gradient(reverseGradient<&kReverse>)
    .cpuKernel(reverseCpu);

}  // namespace
}  // namespace weft
