// SPDX-License-Identifier: Apache-2.0
/// @file
/// EmptyTensorList, TensorListReserve, TensorListFromTensor: a list of tensors as a value.
///
/// Shapes   a list is a scalar variant.
/// Errors   InvalidArgument for an element shape that is none, a number of elements that is
///          negative or no scalar, a tensor without rows or with rows of another shape;
///          ResourceExhausted for more elements than memory holds.
/// Source   Op contracts of TensorFlow of the same names; gradients as its list_ops.

#include "engine/base/strings.h"
#include "engine/kernel/state/tensor_elements.h"
#include "engine/ops/list/tensor_list.h"

namespace weft {
namespace {

Result<std::shared_ptr<lists::TensorList>> newList(const KernelContext& context, int shapeInput,
                                                   std::int64_t most = -1) {
    const auto type = WEFT_TRY(context.attrs().get<DType>("element_dtype"));
    return std::make_shared<lists::TensorList>(type, WEFT_TRY(lists::shapeAt(context, shapeInput)),
                                               most);
}

Status emptyCpu(KernelContext& context) {
    if (context.input(1).rank() != 0) {
        return invalidArgument(concat("max_num_elements expected to be a scalar but got shape: ",
                                      context.input(1).shape()));
    }
    const std::int64_t most = context.inputValues<std::int32_t>(1)[0];
    lists::giveList(context, 0, WEFT_TRY(newList(context, 0, most)));
    return okStatus();
}

Status reserveCpu(KernelContext& context) {
    if (context.input(1).rank() != 0) {
        return invalidArgument(
            concat("The num_elements to reserve must be a tensor size 1, but got ",
                   context.input(1).shape()));
    }
    const std::int64_t size = context.inputValues<std::int32_t>(1)[0];
    if (size < 0) {
        return invalidArgument(
            concat("The num_elements to reserve must be a non negative number, but got ", size));
    }
    auto list = WEFT_TRY(newList(context, 0));
    WEFT_TRY(list->resize(size));
    lists::giveList(context, 0, std::move(list));
    return okStatus();
}

Result<std::vector<PartialShape>> fromTensorShape(const ShapeContext& context) {
    WEFT_TRY(context.input(1).withRankAtMost(1));
    return lists::listShape(context);
}

Status fromTensorCpu(KernelContext& context) {
    const Tensor& rows = context.input(0);
    if (rows.rank() < 1) {
        return invalidArgument(
            concat("Tensor must be at least a vector, but saw shape: ", rows.shape()));
    }
    auto list = WEFT_TRY(newList(context, 1));
    const PartialShape element = PartialShape(rows.shape()).slice(1);
    if (!list->elementShape().compatibleWith(element)) {
        return invalidArgument(concat("Specified a list with shape ", list->elementShape(),
                                      " from a tensor with shape ", element));
    }
    const Shape shape = WEFT_TRY(makeShape(element.dims()));
    WEFT_TRY(list->resize(rows.shape()[0]));
    for (std::int64_t i = 0; i < list->size(); ++i) {
        const Tensor row = WEFT_TRY(keptRows(rows, i, i + 1));
        WEFT_TRY(list->set(i, row.reshaped(shape)));
    }
    lists::giveList(context, 0, std::move(list));
    return okStatus();
}

Result<std::vector<Expr>> fromTensorGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    AttrMap attrs;
    attrs.set("element_dtype", x.dtype());
    const PartialShape shape = x.shape();
    const bool isKnown = shape.hasRank() && shape.rank() > 0 && shape[0] != kUnknownDim;
    attrs.set("num_elements", isKnown ? shape[0] : std::int64_t{-1});
    const Expr rows =
        op("TensorListStack", {context.outputGradient(0), lists::rowShapeOf(x)}, attrs);
    return std::vector<Expr>{rows, Expr()};
}

WEFT_OP("EmptyTensorList")
    .summary("Makes a list of tensors without elements.")
    .category("data")
    .attr("element_dtype: type")
    .attr("shape_type: {int32, int64}")
    .input("element_shape: shape_type", "sizes of each element, -1 unknown; -1 alone: any shape")
    .input("max_num_elements: int32", "scalar: elements at most; negative: any number")
    .output("handle: variant", "the list")
    .shape(lists::listShape)
    .noGradient("it has no elements")
    .cpuKernel(emptyCpu);

WEFT_OP("TensorListReserve")
    .summary("Makes a list of tensors whose elements are not set yet.")
    .category("data")
    .attr("element_dtype: type")
    .attr("shape_type: {int32, int64}")
    .input("element_shape: shape_type", "sizes of each element, -1 unknown; -1 alone: any shape")
    .input("num_elements: int32", "scalar: how many")
    .output("handle: variant", "the list")
    .shape(lists::listShape)
    .noGradient("its elements are not set")
    .cpuKernel(reserveCpu);

WEFT_OP("TensorListFromTensor")
    .summary("Makes a list of the rows of a tensor.")
    .category("data")
    .attr("element_dtype: type")
    .attr("shape_type: {int32, int64}")
    .input("tensor: element_dtype", "[n, ...]")
    .input("element_shape: shape_type", "sizes of each row, -1 unknown; -1 alone: any shape")
    .output("output_handle: variant", "a list of n elements")
    .shape(fromTensorShape)
    .gradient(fromTensorGradient)
    .cpuKernel(fromTensorCpu);

}  // namespace
}  // namespace weft
