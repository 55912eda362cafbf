// SPDX-License-Identifier: Apache-2.0
/// @file
/// TensorListPushBack, TensorListPopBack, TensorListGetItem, TensorListSetItem: one element of a
/// list. A list is a value: the one that goes in stays as it is (and is changed in place only where
/// nobody else has it).
///
/// Errors   InvalidArgument for an index outside, an empty or a full list, another dtype or shape,
///          an element that was never set and whose shape is not known.
/// Source   Op contracts of TensorFlow of the same names; gradients as its list_ops.

#include "engine/base/strings.h"
#include "engine/kernel/state/tensor_elements.h"
#include "engine/ops/list/tensor_list.h"

namespace weft {
namespace {

/// A tensor that is to be an element. Errors: InvalidArgument for another dtype or shape.
Status checkElement(const lists::TensorList& list, const Tensor& value, std::string_view what) {
    if (list.type() != value.dtype()) {
        return invalidArgument(concat("Invalid data types; op elements ",
                                      signatureName(value.dtype()), " but list elements ",
                                      signatureName(list.type())));
    }
    if (list.elementShape().compatibleWith(value.shape())) { return okStatus(); }
    return invalidArgument(concat(what, value.shape(), " list shape: ", list.elementShape()));
}

Status pushCpu(KernelContext& context) {
    const lists::TensorList* list = WEFT_TRY(lists::listAt(context, 0));
    const Tensor& value = context.input(1);
    WEFT_TRY(checkElement(
        *list, value,
        "Tried to append a tensor with incompatible shape to a list. Op element shape: "));
    if (list->most() >= 0 && list->size() >= list->most()) {
        return invalidArgument(concat("Tried to push item into a full list list size: ",
                                      list->size(), " max_num_elements: ", list->most()));
    }
    return WEFT_TRY(lists::changedList(context))->push(value);
}

Result<std::vector<Expr>> pushGradient(const GradientContext& context) {
    AttrMap attrs;
    attrs.set("element_dtype", context.input(1).dtype());
    return opList("TensorListPopBack", {context.outputGradient(0), shapeOf(context.input(1))},
                  attrs);
}

/// The shape of an element that was never set. Errors: InvalidArgument when it is not known.
Result<Shape> unsetShape(const PartialShape& shape, std::string_view more) {
    const std::optional<Shape> full = shape.full();
    if (full) { return *full; }
    return invalidArgument(
        concat("Trying to read an uninitialized tensor but element_shape is not fully defined",
               more, shape));
}

Status popCpu(KernelContext& context) {
    const lists::TensorList* list = WEFT_TRY(lists::typedListAt(context, 0));
    if (list->size() == 0) { return invalidArgument("Trying to pop from an empty list."); }
    Tensor element = list->at(list->size() - 1);
    if (!element.valid()) {
        const PartialShape shape =
            WEFT_TRY(list->elementShape().merge(WEFT_TRY(lists::shapeAt(context, 1))));
        element = WEFT_TRY(lists::zerosOf(context, list->type(), WEFT_TRY(unsetShape(shape, "."))));
    }
    WEFT_TRY(lists::changedList(context))->pop();
    context.setOutput(1, WEFT_TRY(readableBy(context.device(), element)));
    return okStatus();
}

Result<std::vector<PartialShape>> popShape(const ShapeContext& context) {
    return std::vector<PartialShape>{PartialShape::scalar(), WEFT_TRY(context.valueAsShape(1))};
}

Result<std::vector<Expr>> popGradient(const GradientContext& context) {
    const Expr list =
        op("TensorListPushBack", {context.outputGradient(0), context.outputGradient(1)});
    return std::vector<Expr>{list, Expr()};
}

Status getCpu(KernelContext& context) {
    const lists::TensorList* list = WEFT_TRY(lists::typedListAt(context, 0));
    const std::int64_t index = WEFT_TRY(lists::scalarAt(context, 1, "index"));
    if (index < 0 || index >= list->size()) {
        return invalidArgument(concat("Trying to access element ", index, " in a list with ",
                                      list->size(), " elements."));
    }
    Tensor element = list->at(index);
    if (!element.valid()) {
        // Where no one says, it is as large as the elements that are there.
        PartialShape shape =
            WEFT_TRY(list->elementShape().merge(WEFT_TRY(lists::shapeAt(context, 2))));
        if (!shape.isFull()) { shape = WEFT_TRY(shape.merge(WEFT_TRY(list->commonShape()))); }
        if (!shape.isFull()) {
            return invalidArgument(
                concat("Trying to read an uninitialized tensor but element_shape is not fully "
                       "defined: ",
                       shape, " and no list element is set."));
        }
        element =
            WEFT_TRY(lists::zerosOf(context, list->type(), WEFT_TRY(unsetShape(shape, ": "))));
    }
    context.setOutput(0, WEFT_TRY(readableBy(context.device(), element)));
    return okStatus();
}

Result<PartialShape> getShape(const ShapeContext& context) { return context.valueAsShape(2); }

Result<std::vector<Expr>> getGradient(const GradientContext& context) {
    const Expr item = context.outputGradient(0);
    const Expr zeros = lists::reserveLike(context.input(0), item.dtype());
    const Expr list = op("TensorListSetItem", {zeros, context.input(1), item});
    return std::vector<Expr>{list, Expr(), Expr()};
}

Status setCpu(KernelContext& context) {
    const lists::TensorList* list = WEFT_TRY(lists::listAt(context, 0));
    const std::int64_t index = WEFT_TRY(lists::scalarAt(context, 1, "index"));
    const bool grows = context.attrs().getOr("resize_if_index_out_of_bounds", false);
    WEFT_TRY(checkElement(*list, context.input(2),
                          "Tried to set a tensor with incompatible shape at a list index. Item "
                          "element shape: "));
    if (index < 0 || (index >= list->size() && !grows)) {
        return invalidArgument(concat("Trying to modify element ", index, " in a list with ",
                                      list->size(), " elements."));
    }
    lists::TensorList* changed = WEFT_TRY(lists::changedList(context));
    if (index >= changed->size()) { WEFT_TRY(changed->resize(index + 1)); }
    return changed->set(index, context.input(2));
}

Result<std::vector<Expr>> setGradient(const GradientContext& context) {
    const Expr list = context.outputGradient(0);
    const Expr item = context.input(2);
    const Expr index = context.input(1);
    AttrMap attrs;
    attrs.set("element_dtype", item.dtype());
    const Expr before = op("TensorListSetItem", {list, index, zerosLike(item)});
    return std::vector<Expr>{before, Expr(),
                             op("TensorListGetItem", {list, index, shapeOf(item)}, attrs)};
}

WEFT_OP("TensorListPushBack")
    .summary("A list with one more element at its end.")
    .category("data")
    .attr("element_dtype: type")
    .input("input_handle: variant", "a list")
    .input("tensor: element_dtype", "the element")
    .output("output_handle: variant", "the list with it")
    .shape(lists::listShape)
    .inPlace(0)
    .gradient(pushGradient)
    .cpuKernel(pushCpu);

WEFT_OP("TensorListPopBack")
    .summary("A list without its last element, and that element.")
    .category("data")
    .attr("element_dtype: type")
    .input("input_handle: variant", "a list")
    .input("element_shape: int32", "its sizes, -1 unknown; -1 alone: any shape")
    .output("output_handle: variant", "the list without it")
    .output("tensor: element_dtype", "the element")
    .shape(popShape)
    .hostInput("element_shape")
    .dynamicOutput(1)
    .inPlace(0)
    .gradient(popGradient)
    .cpuKernel(popCpu);

WEFT_OP("TensorListGetItem")
    .summary("An element of a list.")
    .category("data")
    .attr("element_dtype: type")
    .attr("Tshape: {int32, int64} = int32")
    .input("input_handle: variant", "a list")
    .input("index: int32", "scalar: which element")
    .input("element_shape: Tshape", "its sizes, -1 unknown; -1 alone: any shape")
    .output("item: element_dtype", "the element")
    .shape(getShape)
    .hostInput("element_shape")
    .dynamicOutput(0)
    .gradient(getGradient)
    .cpuKernel(getCpu);

WEFT_OP("TensorListSetItem")
    .summary("A list with another element at an index.")
    .category("data")
    .attr("element_dtype: type")
    .attr("resize_if_index_out_of_bounds: bool = false")
    .input("input_handle: variant", "a list")
    .input("index: int32", "scalar: which element")
    .input("item: element_dtype", "the element")
    .output("output_handle: variant", "the list with it")
    .shape(lists::listShape)
    .inPlace(0)
    .gradient(setGradient)
    .cpuKernel(setCpu);

}  // namespace
}  // namespace weft
