// SPDX-License-Identifier: Apache-2.0
/// @file
/// TensorListStack, TensorListGather: elements of a list as the rows of one tensor. Elements that
/// were never set are zeros.
///
/// Errors   InvalidArgument for elements of different shapes, none of which says what the shape is,
///          indices outside, another number of elements than was promised.
/// Source   Op contracts of TensorFlow of the same names; gradients as its list_ops.

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/kernel/state/tensor_elements.h"
#include "engine/ops/list/tensor_list.h"

namespace weft {
namespace {

Result<Shape> shapeOfRows(std::int64_t count, const PartialShape& element) {
    return makeShape(PartialShape{count}.concat(element).dims());
}

/// The rows that elements make. @param element their shape, known.
Result<Tensor> rowsOf(KernelContext& context, const lists::TensorList& list,
                      const std::vector<std::int64_t>& indices, const PartialShape& element) {
    const Shape shape = WEFT_TRY(shapeOfRows(std::ssize(indices), element));
    Tensor rows = WEFT_TRY(context.allocate(list.type(), shape));
    const Shape row = WEFT_TRY(makeShape(element.dims()));
    Tensor zeros;
    std::int64_t done = 0;
    for (const std::int64_t index : indices) {
        const bool isSet = list.at(index).valid();
        if (!isSet && !zeros.valid()) {
            zeros = WEFT_TRY(lists::zerosOf(context, list.type(), row));
        }
        WEFT_TRY(copyElements(isSet ? list.at(index) : zeros, rows, done));
        done += row.elements();
    }
    return rows;
}

Result<PartialShape> stackShape(const ShapeContext& context) {
    const auto count = WEFT_TRY(context.attr<std::int64_t>("num_elements"));
    return PartialShape{count < 0 ? kUnknownDim : count}.concat(WEFT_TRY(context.valueAsShape(1)));
}

Status stackCpu(KernelContext& context) {
    const lists::TensorList* list = WEFT_TRY(lists::typedListAt(context, 0));
    const auto promised = context.attrs().getOr<std::int64_t>("num_elements", -1);
    if (promised >= 0 && promised != list->size()) {
        return invalidArgument(concat("Operation expected a list with ", promised,
                                      " elements but got a list with ", list->size(),
                                      " elements."));
    }
    PartialShape element = WEFT_TRY(lists::shapeAt(context, 1));
    element = WEFT_TRY(element.merge(list->elementShape()));
    if (list->size() == 0 && !element.isFull()) {
        return invalidArgument(concat(
            "Tried to stack elements of an empty list with non-fully-defined element_shape: ",
            element));
    }
    element = WEFT_TRY(element.merge(WEFT_TRY(list->commonShape())));
    if (!element.isFull()) {
        return invalidArgument(
            concat("Tried to stack list which only contains uninitialized tensors and has a "
                   "non-fully-defined element_shape: ",
                   element));
    }
    std::vector<std::int64_t> all(static_cast<std::size_t>(list->size()));
    for (std::size_t i = 0; i < all.size(); ++i) { all[i] = static_cast<std::int64_t>(i); }
    context.setOutput(0, WEFT_TRY(rowsOf(context, *list, all, element)));
    return okStatus();
}

Result<std::vector<Expr>> stackGradient(const GradientContext& context) {
    const Expr rows = context.outputGradient(0);
    return std::vector<Expr>{op("TensorListFromTensor", {rows, lists::rowShapeOf(rows)}), Expr()};
}

Result<PartialShape> gatherShape(const ShapeContext& context) {
    return PartialShape{kUnknownDim}.concat(WEFT_TRY(context.valueAsShape(2)));
}

Status gatherCpu(KernelContext& context) {
    const lists::TensorList* list = WEFT_TRY(lists::typedListAt(context, 0));
    PartialShape element = WEFT_TRY(lists::shapeAt(context, 2));
    element = WEFT_TRY(element.merge(list->elementShape()));
    std::vector<std::int64_t> indices;
    for (const std::int32_t index : context.inputValues<std::int32_t>(1)) {
        if (index < 0 || index >= list->size()) {
            return invalidArgument(concat("Index ", index, " out of range; list only has ",
                                          list->size(), " elements."));
        }
        indices.push_back(index);
        if (list->at(index).valid()) { element = WEFT_TRY(element.merge(list->at(index).shape())); }
    }
    if (indices.empty() && !element.isFull()) {
        return invalidArgument(concat(
            "Tried to gather 0-elements from a list with non-fully-defined shape: ", element));
    }
    // What was never set is as large as the elements that are.
    if (!element.isFull()) { element = WEFT_TRY(element.merge(WEFT_TRY(list->commonShape()))); }
    if (!element.isFull()) {
        return invalidArgument(
            concat("Tried to gather uninitialized tensors from a list with non-fully-defined "
                   "element_shape: ",
                   element));
    }
    context.setOutput(0, WEFT_TRY(rowsOf(context, *list, indices, element)));
    return okStatus();
}

Result<std::vector<Expr>> gatherGradient(const GradientContext& context) {
    const Expr list = context.input(0);
    const Expr rows = context.outputGradient(0);
    const Expr scattered =
        op("TensorListScatterV2",
           {rows, context.input(1), lists::elementShapeOf(list), op("TensorListLength", {list})});
    return std::vector<Expr>{scattered, Expr(), Expr()};
}

WEFT_OP("TensorListStack")
    .summary("All elements of a list as the rows of one tensor.")
    .category("data")
    .attr("element_dtype: type")
    .attr("num_elements: int = -1")
    .input("input_handle: variant", "a list of n elements")
    .input("element_shape: int32", "sizes of each, -1 unknown; -1 alone: any shape")
    .output("tensor: element_dtype", "[n, ...]")
    .shape(stackShape)
    .hostInput("element_shape")
    .dynamicOutput(0)
    .gradient(stackGradient)
    .cpuKernel(stackCpu);

WEFT_OP("TensorListGather")
    .summary("Some elements of a list as the rows of one tensor.")
    .category("data")
    .attr("element_dtype: type")
    .input("input_handle: variant", "a list")
    .input("indices: int32", "[n] which elements")
    .input("element_shape: int32", "sizes of each, -1 unknown; -1 alone: any shape")
    .output("values: element_dtype", "[n, ...]")
    .shape(gatherShape)
    .hostInput("element_shape")
    .dynamicOutput(0)
    .gradient(gatherGradient)
    .cpuKernel(gatherCpu);

}  // namespace
}  // namespace weft
