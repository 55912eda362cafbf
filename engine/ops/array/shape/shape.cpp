// SPDX-License-Identifier: Apache-2.0
/// @file
/// Shape and ShapeN: the sizes of a tensor, or of each of several, as integer vectors.
/// VariableShape: those of the value of a resource variable.
///
/// Shapes   each output is [rank of its input].
/// Types    inputs of any dtype; outputs int32 or int64.
/// Errors   InvalidArgument when a size does not fit in int32 outputs.
/// Source   Op contracts of TensorFlow "Shape", "ShapeN", "VariableShape" (ops.pbtxt).

#include <limits>

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

/// The shape that output i tells.
Result<PartialShape> seenShape(const ShapeContext& context, int i) {
    const bool isVariable = context.op().variableAccess == VariableAccess::Read;
    return isVariable ? variableShape(context, i) : Result<PartialShape>(context.input(i));
}

Result<std::vector<PartialShape>> shapesOfShapes(const ShapeContext& context) {
    const bool narrow = context.attrs().getOr("out_type", DType::Int32) == DType::Int32;
    std::vector<PartialShape> shapes;
    for (int i = 0; i < context.inputs(); ++i) {
        const PartialShape input = WEFT_TRY(seenShape(context, i));
        if (!input.hasRank()) {
            shapes.push_back(PartialShape::ofRank(1));
            continue;
        }
        for (int axis = 0; narrow && axis < input.rank(); ++axis) {
            if (input[axis] > std::numeric_limits<std::int32_t>::max()) {
                return invalidArgument(concat("a size does not fit in out_type int32: got ",
                                              input[axis], " along axis ", axis,
                                              ", want out_type int64"));
            }
        }
        shapes.push_back(PartialShape{input.rank()});
    }
    return shapes;
}

std::vector<std::optional<PartialValue>> shapeValues(const ShapeContext& context) {
    std::vector<std::optional<PartialValue>> values;
    for (int i = 0; i < context.inputs(); ++i) {
        const PartialShape input = seenShape(context, i).value_or(PartialShape::unknown());
        if (!input.hasRank()) {
            values.push_back(std::nullopt);
            continue;
        }
        PartialValue value{Shape{input.rank()}, {}};
        for (const std::int64_t size : input.dims()) {
            value.elements.push_back(size == kUnknownDim ? std::nullopt : std::optional(size));
        }
        values.push_back(std::move(value));
    }
    return values;
}

template <class T>
void writeSizes(const Shape& shape, Tensor& out) {
    const std::span<T> sizes = out.mutableValues<T>();
    for (int axis = 0; axis < shape.rank(); ++axis) {
        sizes[static_cast<std::size_t>(axis)] = static_cast<T>(shape[axis]);
    }
}

Status shapeCpu(KernelContext& context) {
    for (int i = 0; i < context.inputs(); ++i) {
        Tensor& out = context.output(i);
        if (out.dtype() == DType::Int32) {
            writeSizes<std::int32_t>(context.input(i).shape(), out);
        } else {
            writeSizes<std::int64_t>(context.input(i).shape(), out);
        }
    }
    return okStatus();
}

WEFT_OP("Shape")
    .summary("Gives the shape of a tensor as a vector.")
    .category("array")
    .attr("T: type")
    .attr("out_type: {int32, int64} = DT_INT32")
    .input("input: T", "any tensor")
    .output("output: out_type", "[rank] sizes along the axes of input")
    .shape(shapesOfShapes)
    .partialValue(shapeValues)
    .noGradient("the shape does not depend on the values of input")
    .cpuKernel(shapeCpu);

WEFT_OP("ShapeN")
    .summary("Gives the shapes of several tensors as vectors.")
    .category("array")
    .attr("N: int >= 1")
    .attr("T: type")
    .attr("out_type: {int32, int64} = DT_INT32")
    .input("input: N * T", "any tensors of one dtype")
    .output("output: N * out_type", "[rank] sizes along the axes of each input")
    .shape(shapesOfShapes)
    .partialValue(shapeValues)
    .noGradient("the shapes do not depend on the values of input")
    .cpuKernel(shapeCpu);

WEFT_OP("VariableShape")
    .summary("Gives the shape of the value of a resource variable as a vector.")
    .category("array")
    .attr("out_type: {int32, int64} = DT_INT32")
    .input("input: resource", "handle of the variable")
    .output("output: out_type", "[rank] sizes along the axes of its value")
    .stateful()
    .variables(VariableAccess::Read)
    .shape(shapesOfShapes)
    .partialValue(shapeValues)
    .noGradient("the shape does not depend on the value")
    .cpuKernel(shapeCpu);

}  // namespace
}  // namespace weft
