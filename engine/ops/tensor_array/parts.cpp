// SPDX-License-Identifier: Apache-2.0
/// @file
/// TensorArrayConcatV3, TensorArraySplitV3: elements of a list one after the other along the first
/// axis of one tensor.
///
/// Errors   InvalidArgument for scalars, elements whose other axes differ, lengths that are
///          negative or do not add up to the rows of the value.
/// Source   Op contracts of TensorFlow of the same names; gradients as its array_grad.

#include <algorithm>

#include "engine/kernel/state/tensor_elements.h"
#include "engine/ops/tensor_array/tensor_array.h"

namespace weft {
namespace {

Result<std::vector<PartialShape>> concatShape(const ShapeContext& context) {
    const PartialShape rest = WEFT_TRY(context.attr<PartialShape>("element_shape_except0"));
    return std::vector<PartialShape>{PartialShape{kUnknownDim}.concat(rest),
                                     PartialShape{kUnknownDim}};
}

std::span<const std::int64_t> axesAfterFirst(const Shape& shape) {
    return std::span<const std::int64_t>(shape.dims()).subspan(1);
}

/// The shape of all elements together. Errors: as the op.
Result<Shape> shapeOfAll(const lists::TensorArray& array, const std::vector<Tensor>& elements,
                         const PartialShape& rest) {
    if (elements.empty()) {
        const std::optional<Shape> known = rest.full();
        if (!known) {
            return invalidArgument(concat(
                "TensorArray ", array.name(), " has size zero, but element_shape_except0 ", rest,
                " is not fully defined. Currently only static shapes are supported when "
                "concatenating zero-size TensorArrays."));
        }
        return *PartialShape{0}.concat(rest).full();
    }
    std::int64_t rows = 0;
    const Shape& first = elements.front().shape();
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const Shape& shape = elements[i].shape();
        if (shape.rank() == 0) {
            return invalidArgument(concat("Concat saw a scalar shape at index ", i,
                                          " but requires at least vectors.  Did you mean to call "
                                          "pack?"));
        }
        if (!std::ranges::equal(axesAfterFirst(shape), axesAfterFirst(first))) {
            return invalidArgument(
                concat("TensorArray has inconsistent shapes.  Index 0 has (excepting dimension 0) "
                       "shape: ",
                       PartialShape(first).slice(1), " but index ", i,
                       " has (excepting dimension 0) shape: ", PartialShape(shape).slice(1)));
        }
        rows += shape[0];
    }
    Dims dims = first.dims();
    dims[0] = rows;
    return makeShape(dims);
}

Status concatCpu(KernelContext& context) {
    const auto array = WEFT_TRY(lists::typedArray(context, "dtype"));
    const auto rest = WEFT_TRY(context.attrs().get<PartialShape>("element_shape_except0"));
    std::vector<Tensor> elements;
    for (std::int64_t i = 0; i < array->size(); ++i) {
        elements.push_back(WEFT_TRY(array->read(i, context.device().allocator())));
    }
    const Shape shape = WEFT_TRY(shapeOfAll(*array, elements, rest));
    Tensor all = WEFT_TRY(context.allocate(array->rules().type, shape));
    Tensor lengths = WEFT_TRY(Tensor::allocate(DType::Int64, Shape{array->size()}));
    std::int64_t done = 0;
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const Tensor& element = elements[i];
        lengths.mutableValues<std::int64_t>()[i] = element.shape()[0];
        WEFT_TRY(copyElements(element, all, done));
        done += element.elements();
    }
    context.setOutput(0, std::move(all));
    context.setOutput(1, std::move(lengths));
    return okStatus();
}

Result<std::vector<Expr>> concatGradient(const GradientContext& context) {
    const auto list = lists::gradientArray(context, context.input(0), context.input(1));
    const Expr flow =
        context.scope().op("TensorArraySplitV3",
                           {list.handle, context.outputGradient(0), context.output(1), list.flow});
    return std::vector<Expr>{Expr(), flow};
}

Result<PartialShape> splitShape(const ShapeContext& context) {
    WEFT_TRY(context.input(1).withRankAtLeast(1).status());
    WEFT_TRY(context.input(2).withRank(1).status());
    return PartialShape::scalar();
}

Status checkLengths(const lists::TensorArray& array, const Tensor& value,
                    std::span<const std::int64_t> lengths) {
    std::int64_t sum = 0;
    for (const std::int64_t length : lengths) {
        if (length < 0 || addOverflows(sum, length, sum)) {
            return invalidArgument(concat("invalid length: got ", length, ", want 0 or more"));
        }
    }
    if (sum != value.shape()[0]) {
        return invalidArgument(
            concat("Expected sum of lengths to be equal to values.shape[0], but "
                   "sum of lengths is ",
                   sum, " and value's shape is: ", value.shape()));
    }
    if (array.size() != std::ssize(lengths) && !array.rules().isDynamic) {
        return invalidArgument(concat("TensorArray's size is not equal to the size of lengths (",
                                      array.size(), " vs. ", lengths.size(),
                                      "), and the TensorArray is not marked as dynamically "
                                      "resizeable."));
    }
    return okStatus();
}

Status splitCpu(KernelContext& context) {
    const auto array = WEFT_TRY(lists::typedArray(context, "T"));
    const Tensor& value = context.input(1);
    if (value.rank() < 1) {
        return invalidArgument(
            concat("Expected value to be at least a vector, but received shape: ", value.shape()));
    }
    if (context.input(2).rank() != 1) {
        return invalidArgument(
            concat("Expected lengths to be a vector, received shape: ", context.input(2).shape()));
    }
    const auto lengths = context.inputValues<std::int64_t>(2);
    WEFT_TRY(checkLengths(*array, value, lengths));
    std::int64_t begin = 0;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        const Tensor kept = WEFT_TRY(keptRows(value, begin, begin + lengths[i]));
        WEFT_TRY(array->write(static_cast<std::int64_t>(i), kept, context.device().allocator()));
        begin += lengths[i];
    }
    context.outputValues<float>(0)[0] = 0.0F;
    return okStatus();
}

Result<std::vector<Expr>> splitGradient(const GradientContext& context) {
    const Expr flow = context.outputGradient(0);
    const auto list = lists::gradientArray(context, context.input(0), flow);
    AttrMap attrs;
    attrs.set("dtype", context.input(1).dtype());
    const Expr all =
        context.scope().op("TensorArrayConcatV3", {list.handle, list.flow}, std::move(attrs));
    return std::vector<Expr>{Expr(), all, Expr(), flow};
}

WEFT_OP("TensorArrayConcatV3")
    .summary("The elements of a list one after the other, as one tensor.")
    .category("data")
    .attr("dtype: type")
    .attr("element_shape_except0: shape = { unknown_rank: true }")
    .input("handle: resource", "leads to the list")
    .input("flow_in: float", "of the list")
    .output("value: dtype", "[rows of all, ...]")
    .output("lengths: int64", "[n] rows of each element")
    .stateful()
    .shape(concatShape)
    .dynamicOutput(0)
    .dynamicOutput(1)
    .gradient(concatGradient)
    .cpuKernel(concatCpu);

WEFT_OP("TensorArraySplitV3")
    .summary("Writes parts of a tensor, cut along its first axis, as the elements of a list.")
    .category("data")
    .attr("T: type")
    .input("handle: resource", "leads to the list")
    .input("value: T", "[rows of all, ...]")
    .input("lengths: int64", "[n] rows of each element")
    .input("flow_in: float", "of the list")
    .output("flow_out: float", "of the list afterwards")
    .stateful()
    .shape(splitShape)
    .gradient(splitGradient)
    .cpuKernel(splitCpu);

}  // namespace
}  // namespace weft
