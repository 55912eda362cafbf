// SPDX-License-Identifier: Apache-2.0
/// @file
/// TensorArrayGatherV3, TensorArrayScatterV3: elements of a list as the rows of one tensor.
///
/// Errors   InvalidArgument for elements of different shapes, indices outside, a value without
///          rows, and the errors of reading and writing an element.
/// Source   Op contracts of TensorFlow of the same names; gradients as its array_grad.

#include <algorithm>

#include "engine/kernel/state/tensor_elements.h"
#include "engine/ops/tensor_array/tensor_array.h"

namespace weft {
namespace {

Result<PartialShape> gatherShape(const ShapeContext& context) {
    const PartialShape indices = WEFT_TRY(context.input(1).withRank(1));
    PartialShape element = WEFT_TRY(context.attr<PartialShape>("element_shape"));
    if (const auto list = context.handle(0)) { element = WEFT_TRY(element.merge(list->shape)); }
    return PartialShape{indices[0]}.concat(element);
}

Status gatherCpu(KernelContext& context) {
    const auto array = WEFT_TRY(lists::typedArray(context, "dtype"));
    const auto indices = WEFT_TRY(lists::indicesOf(context, 1));
    const DType type = array->rules().type;
    WEFT_TRY(
        array->mergeElementShape(WEFT_TRY(context.attrs().get<PartialShape>("element_shape"))));
    if (indices.empty()) {
        const std::optional<Shape> element = array->rules().elementShape.full();
        if (!element) {
            return invalidArgument(
                concat("TensorArray ", array->name(), " has size zero, but element shape ",
                       array->rules().elementShape,
                       " is not fully defined. Currently only static shapes are supported when "
                       "packing zero-size TensorArrays."));
        }
        const PartialShape none = PartialShape{0}.concat(PartialShape(*element));
        context.setOutput(0, WEFT_TRY(context.allocate(type, *none.full())));
        return okStatus();
    }
    Tensor rows;
    Shape first;
    for (std::size_t i = 0; i < indices.size(); ++i) {
        const Tensor element = WEFT_TRY(array->read(indices[i], context.device().allocator()));
        if (i == 0) {
            first = element.shape();
            const PartialShape all = PartialShape{std::ssize(indices)}.concat(PartialShape(first));
            if (!all.full()) {
                return invalidArgument(concat("gathered rows have too many elements: got ", all));
            }
            rows = WEFT_TRY(context.allocate(type, *all.full()));
        } else if (!(element.shape() == first)) {
            return invalidArgument(
                concat("TensorArray has inconsistent shapes.  Index 0 has shape: ", first,
                       " but index ", i, " has shape: ", element.shape()));
        }
        WEFT_TRY(copyElements(element, rows, static_cast<std::int64_t>(i) * element.elements()));
    }
    context.setOutput(0, std::move(rows));
    return okStatus();
}

Result<std::vector<Expr>> gatherGradient(const GradientContext& context) {
    const auto list = lists::gradientArray(context, context.input(0), context.input(2));
    const Expr flow =
        context.scope().op("TensorArrayScatterV3",
                           {list.handle, context.input(1), context.outputGradient(0), list.flow});
    return std::vector<Expr>{Expr(), Expr(), flow};
}

Result<PartialShape> scatterShape(const ShapeContext& context) {
    WEFT_TRY(context.input(1).withRank(1).status());
    WEFT_TRY(context.input(2).withRankAtLeast(1).status());
    return PartialShape::scalar();
}

Status scatterCpu(KernelContext& context) {
    const auto array = WEFT_TRY(lists::typedArray(context, "T"));
    const auto indices = WEFT_TRY(lists::indicesOf(context, 1));
    const Tensor& value = context.input(2);
    if (value.rank() < 1) {
        return invalidArgument(
            concat("Expected value to be at least a vector, but received shape: ", value.shape()));
    }
    if (value.shape()[0] != std::ssize(indices)) {
        return invalidArgument(concat("Expected len(indices) == values.shape[0], but saw: ",
                                      indices.size(), " vs. ", value.shape()[0]));
    }
    const auto largest = std::max_element(indices.begin(), indices.end());
    if (largest != indices.end() && !array->rules().isDynamic && *largest >= array->size()) {
        return invalidArgument(concat("Max scatter index must be < array size (", *largest, " vs. ",
                                      array->size(), ")"));
    }
    const Shape element =
        WEFT_TRY(makeShape(std::span<const std::int64_t>(value.shape().dims()).subspan(1)));
    for (std::size_t i = 0; i < indices.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        const Tensor kept = WEFT_TRY(keptRows(value, row, row + 1));
        WEFT_TRY(array->write(indices[i], kept.reshaped(element), context.device().allocator()));
    }
    context.outputValues<float>(0)[0] = 0.0F;
    return okStatus();
}

Result<std::vector<Expr>> scatterGradient(const GradientContext& context) {
    const Expr flow = context.outputGradient(0);
    const auto list = lists::gradientArray(context, context.input(0), flow);
    AttrMap attrs;
    attrs.set("dtype", context.input(2).dtype());
    const Expr rows = context.scope().op("TensorArrayGatherV3",
                                         {list.handle, context.input(1), list.flow}, attrs);
    return std::vector<Expr>{Expr(), Expr(), rows, flow};
}

WEFT_OP("TensorArrayGatherV3")
    .summary("Elements of a list as the rows of one tensor.")
    .category("data")
    .attr("dtype: type")
    .attr("element_shape: shape = { unknown_rank: true }")
    .input("handle: resource", "leads to the list")
    .input("indices: int32", "[n] which elements")
    .input("flow_in: float", "of the list")
    .output("value: dtype", "[n, ...] the elements")
    .stateful()
    .shape(gatherShape)
    .dynamicOutput(0)
    .gradient(gatherGradient)
    .cpuKernel(gatherCpu);

WEFT_OP("TensorArrayScatterV3")
    .summary("Writes the rows of a tensor as elements of a list.")
    .category("data")
    .attr("T: type")
    .input("handle: resource", "leads to the list")
    .input("indices: int32", "[n] which elements")
    .input("value: T", "[n, ...] the elements")
    .input("flow_in: float", "of the list")
    .output("flow_out: float", "of the list afterwards")
    .stateful()
    .shape(scatterShape)
    .gradient(scatterGradient)
    .cpuKernel(scatterCpu);

}  // namespace
}  // namespace weft
