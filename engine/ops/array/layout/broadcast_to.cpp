// SPDX-License-Identifier: Apache-2.0
/// @file
/// BroadcastTo: repeats a tensor along axes of size 1, and along new axes in front, up to a shape.
///
/// Shapes   output has the shape given; each axis of input, counted from the back, has that size
///          or 1.
/// Types    every plain dtype, and string.
/// Errors   InvalidArgument when input does not broadcast to the shape, a negative size.
/// Source   Op contract of TensorFlow "BroadcastTo" (ops.pbtxt).

#include "engine/graph/graph_inference.h"
#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/strided_copy.h"

namespace weft {
namespace {

Result<PartialShape> broadcastToShape(const ShapeContext& context) {
    const std::optional<PartialValue> value = context.partialValue(1);
    for (std::size_t i = 0; value && i < value->elements.size(); ++i) {
        if (value->elements[i].value_or(0) < 0) {
            return invalidArgument(
                concat("size ", i, " is negative: got ", *value->elements[i], ", want >= 0"));
        }
    }
    // In a graph a scalar is no shape; at run it counts as the vector [n]: both as in TensorFlow.
    if (isBuildingGraph() && value && value->shape.rank() == 0) { return context.valueAsShape(1); }
    const PartialShape wanted = value && value->shape.rank() == 0
                                    ? PartialShape{value->elements[0].value_or(kUnknownDim)}
                                    : WEFT_TRY(context.valueAsShape(1));
    const PartialShape& input = context.input(0);
    if (!wanted.hasRank() || !input.hasRank()) { return wanted; }
    if (input.rank() > wanted.rank()) {
        return invalidArgument(concat("the input has more axes than the shape: got ", input,
                                      ", want at most ", wanted.rank(), " axes for ", wanted));
    }
    for (int back = 1; back <= input.rank(); ++back) {
        const std::int64_t from = input[input.rank() - back];
        const std::int64_t to = wanted[wanted.rank() - back];
        if (from != kUnknownDim && to != kUnknownDim && from != 1 && from != to) {
            return invalidArgument(concat("Incompatible shapes: got ", input,
                                          ", want one that broadcasts to ", wanted));
        }
    }
    return wanted;
}

/// Every copy of an element adds its part of dL/doutput.
Result<std::vector<Expr>> broadcastToGradient(const GradientContext& context) {
    return std::vector<Expr>{
        sumToShapeOf(context.outputGradient(0), context.input(0), context.output(0)), Expr()};
}

Status broadcastToCpu(KernelContext& context) {
    const Shape& input = context.input(0).shape();
    const Shape& output = context.output(0).shape();
    const Dims strides = denseStrides(input.dims());
    const int added = output.rank() - input.rank();
    StridedCopy box{.sizes = output.dims(),
                    .fromStrides = Dims(output.dims().size(), 0),
                    .toStrides = denseStrides(output.dims())};
    for (int axis = 0; axis < input.rank(); ++axis) {
        if (input[axis] == 1) { continue; }
        box.fromStrides[static_cast<std::size_t>(axis + added)] =
            strides[static_cast<std::size_t>(axis)];
    }
    return copyStrided(box, context.input(0), context.output(0));
}

WEFT_OP("BroadcastTo")
    .summary("Repeats a tensor up to a given shape.")
    .category("array")
    .attr("T: type")
    .attr("Tidx: {int32, int64} = DT_INT32")
    .input("input: T", "tensor whose sizes, from the back, are those of shape or 1")
    .input("shape: Tidx", "[rank] shape of the output")
    .output("output: T", "input repeated along axes of size 1 and new axes in front")
    .hostInput("shape")
    .shape(broadcastToShape)
    .gradient(broadcastToGradient)
    .cpuKernel(broadcastToCpu);

}  // namespace
}  // namespace weft
