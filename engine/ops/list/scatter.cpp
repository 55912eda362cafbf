// SPDX-License-Identifier: Apache-2.0
/// @file
/// TensorListScatterV2, TensorListScatterIntoExistingList: the rows of a tensor as elements of a
/// list, a new one or one that is there and grows where an index lies behind its end.
///
/// Errors   InvalidArgument for rows of another shape or dtype than the list's elements, another
///          number of indices than rows, indices below 0 or past the size asked for;
///          ResourceExhausted for lists too long.
/// Source   Op contracts of TensorFlow of the same names; gradients as its list_ops.

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/kernel/state/tensor_elements.h"
#include "engine/ops/list/tensor_list.h"

namespace weft {
namespace {

/// Puts each row of the tensor where its index says. @param asked elements of the list, -1: as many
/// as indices ask for, and those there are.
Status scatter(const Tensor& rows, std::span<const std::int32_t> indices, std::int64_t asked,
               lists::TensorList& list) {
    if (rows.rank() < 1) {
        return invalidArgument(
            concat("Tensor must be at least a vector, but saw shape: ", rows.shape()));
    }
    const PartialShape element = PartialShape(rows.shape()).slice(1);
    if (!list.elementShape().compatibleWith(element)) {
        return invalidArgument(concat("Specified a list with shape ", list.elementShape(),
                                      " from a tensor with shape ", element));
    }
    if (asked < -1) {
        return invalidArgument(
            concat("TensorListScatter expects num_elements >= -1, found: ", asked));
    }
    std::int64_t size = list.size();
    for (const std::int32_t index : indices) {
        if (index < 0) {
            return invalidArgument("Indices in TensorListScatter must all be non-negative.");
        }
        if (asked >= 0 && index >= asked) {
            return invalidArgument(concat("TensorListScatter: Trying to scatter at index ", index,
                                          " in list with size ", asked));
        }
        size = std::max<std::int64_t>(size, std::int64_t{index} + 1);
    }
    if (rows.shape()[0] != std::ssize(indices)) {
        return invalidArgument(concat("Invalid number of rows in input tensor. Expected: ",
                                      indices.size(), " Actual: ", rows.shape()[0]));
    }
    WEFT_TRY(list.resize(asked >= 0 ? asked : size));
    const Shape shape = WEFT_TRY(makeShape(element.dims()));
    for (std::size_t i = 0; i < indices.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        const Tensor kept = WEFT_TRY(keptRows(rows, row, row + 1));
        WEFT_TRY(list.set(indices[i], kept.reshaped(shape)));
    }
    return okStatus();
}

Result<std::vector<PartialShape>> newListShape(const ShapeContext& context) {
    WEFT_TRY(context.input(2).withRankAtMost(1));
    return lists::listShape(context);
}

Status newListCpu(KernelContext& context) {
    const auto type = WEFT_TRY(context.attrs().get<DType>("element_dtype"));
    auto list = std::make_shared<lists::TensorList>(type, WEFT_TRY(lists::shapeAt(context, 2)));
    const std::int64_t asked = WEFT_TRY(lists::scalarAt(context, 3, "num_elements"));
    WEFT_TRY(scatter(context.input(0), context.inputValues<std::int32_t>(1), asked, *list));
    lists::giveList(context, 0, std::move(list));
    return okStatus();
}

/// The gradient by the rows that lie in a list. @param list the gradient of the list.
Expr rowsIn(const Expr& list, const Expr& rows, const Expr& indices) {
    AttrMap attrs;
    attrs.set("element_dtype", rows.dtype());
    return op("TensorListGather", {list, indices, lists::rowShapeOf(rows)}, attrs);
}

Result<std::vector<Expr>> newListGradient(const GradientContext& context) {
    const Expr gathered = rowsIn(context.outputGradient(0), context.input(0), context.input(1));
    return std::vector<Expr>{gathered, Expr(), Expr(), Expr()};
}

Status oldListCpu(KernelContext& context) {
    WEFT_TRY(lists::typedListAt(context, 0));
    const auto indices = context.inputValues<std::int32_t>(2);
    lists::TensorList* list = WEFT_TRY(lists::changedList(context));
    return scatter(context.input(1), indices, /*asked=*/-1, *list);
}

/// What lay where rows went has no part in the list any more.
Result<std::vector<Expr>> oldListGradient(const GradientContext& context) {
    const Expr rows = context.input(1);
    const Expr indices = context.input(2);
    const Expr list = context.outputGradient(0);
    const Expr without = op("TensorListScatterIntoExistingList", {list, zerosLike(rows), indices});
    return std::vector<Expr>{without, rowsIn(list, rows, indices), Expr()};
}

WEFT_OP("TensorListScatterV2")
    .summary("Makes a list with the rows of a tensor at some indices.")
    .category("data")
    .attr("element_dtype: type")
    .attr("shape_type: {int32, int64}")
    .input("tensor: element_dtype", "[n, ...]")
    .input("indices: int32", "[n] where the rows go; of two to one place the last stays")
    .input("element_shape: shape_type", "sizes of each row, -1 unknown; -1 alone: any shape")
    .input("num_elements: int32", "scalar: how many elements; -1: as many as indices ask for")
    .output("output_handle: variant", "the list")
    .shape(newListShape)
    .gradient(newListGradient)
    .cpuKernel(newListCpu);

WEFT_OP("TensorListScatterIntoExistingList")
    .summary("Sets elements of a list to the rows of a tensor.")
    .category("data")
    .attr("element_dtype: type")
    .input("input_handle: variant", "a list")
    .input("tensor: element_dtype", "[n, ...]")
    .input("indices: int32", "[n] where the rows go; of two to one place the last stays")
    .output("output_handle: variant", "the list, longer where an index lies behind its end")
    .shape(lists::listShape)
    .gradient(oldListGradient)
    .cpuKernel(oldListCpu);

}  // namespace
}  // namespace weft
