// SPDX-License-Identifier: Apache-2.0
/// @file
/// TensorListConcatV2, TensorListSplit: elements of a list one after the other along the first axis
/// of one tensor. Elements that were never set are zeros, as many as leading_dims says.
///
/// Errors   InvalidArgument for scalars, elements whose other axes differ, lengths that are
///          negative or do not add up to the rows of the tensor.
/// Source   Op contracts of TensorFlow of the same names; gradients as its list_ops.

#include "engine/base/strings.h"
#include "engine/kernel/state/tensor_elements.h"
#include "engine/ops/list/tensor_list.h"

namespace weft {
namespace {

Result<std::vector<PartialShape>> concatShape(const ShapeContext& context) {
    const PartialShape element = WEFT_TRY(context.valueAsShape(1));
    PartialShape all;
    if (element.hasRank() && element.rank() > 0) {
        all = PartialShape{kUnknownDim}.concat(element.slice(1));
    }
    return std::vector<PartialShape>{all, PartialShape{kUnknownDim}};
}

/// What the axes after the first are. Errors: InvalidArgument where elements differ, or none says.
Result<PartialShape> restShape(const lists::TensorList& list, const PartialShape& element) {
    if (element.hasRank() && element.rank() < 1) {
        return invalidArgument(concat(
            "Concat requires elements to be at least vectors, found scalars instead: got element "
            "shape ",
            element));
    }
    PartialShape rest = element.hasRank() ? element.slice(1) : PartialShape::unknown();
    bool isAnySet = false;
    for (std::int64_t i = 0; i < list.size(); ++i) {
        const Tensor& tensor = list.at(i);
        if (!tensor.valid()) { continue; }
        isAnySet = true;
        if (tensor.rank() == 0) {
            return invalidArgument(concat("Concat saw a scalar shape at index ", i,
                                          " but requires at least vectors."));
        }
        rest = WEFT_TRY(rest.merge(PartialShape(tensor.shape()).slice(1)));
    }
    if (rest.isFull()) { return rest; }
    if (list.size() == 0) {
        return invalidArgument(
            concat("All except the first dimension must be fully defined when concating an empty "
                   "tensor list. element_shape: ",
                   element));
    }
    WEFT_CHECK(!isAnySet, "a set element has a full shape");
    return invalidArgument(
        concat("Trying to concat list with only uninitialized tensors but "
               "element_shape_except_first_dim is not fully defined: ",
               rest));
}

/// Rows of each element. @param first size of the first axis of all, where known.
Result<std::vector<std::int64_t>> lengthsOf(const lists::TensorList& list, std::int64_t first,
                                            std::span<const std::int64_t> leading) {
    std::vector<std::int64_t> lengths;
    for (std::int64_t i = 0; i < list.size(); ++i) {
        const Tensor& tensor = list.at(i);
        if (tensor.valid()) {
            WEFT_TRY(mergeDim(first, tensor.shape()[0]));
            lengths.push_back(tensor.shape()[0]);
        } else if (first != kUnknownDim) {
            lengths.push_back(first);
        } else if (i >= std::ssize(leading)) {
            return invalidArgument(concat("List contains uninitialized tensor at index ", i,
                                          " but leading_dims has only ", leading.size(),
                                          " elements."));
        } else {
            lengths.push_back(leading[static_cast<std::size_t>(i)]);
        }
        if (lengths.back() < 0) {
            return invalidArgument(
                concat("leading_dims[", i, "]: got ", lengths.back(), ", want at least 0"));
        }
    }
    return lengths;
}

Status concatCpu(KernelContext& context) {
    const lists::TensorList* list = WEFT_TRY(lists::typedListAt(context, 0));
    const PartialShape asked = WEFT_TRY(lists::shapeAt(context, 1));
    const PartialShape element = WEFT_TRY(asked.merge(list->elementShape()));
    const PartialShape rest = WEFT_TRY(restShape(*list, element));
    const auto leading = context.inputValues<std::int64_t>(2);
    const std::int64_t first = element.hasRank() ? element[0] : kUnknownDim;
    const std::vector<std::int64_t> rows = WEFT_TRY(lengthsOf(*list, first, leading));

    std::int64_t total = 0;
    for (const std::int64_t count : rows) {
        if (addOverflows(total, count, total)) {
            return invalidArgument("all elements together have too many rows");
        }
    }
    const Shape shape = WEFT_TRY(makeShape(PartialShape{total}.concat(rest).dims()));
    Tensor all = WEFT_TRY(context.allocate(list->type(), shape));
    Tensor lengths = WEFT_TRY(Tensor::allocate(DType::Int64, Shape{list->size()}));
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < list->size(); ++i) {
        const std::int64_t count = rows[static_cast<std::size_t>(i)];
        Tensor part = list->at(i);
        if (!part.valid()) {
            part = WEFT_TRY(
                lists::zerosOf(context, list->type(),
                               WEFT_TRY(makeShape(PartialShape{count}.concat(rest).dims()))));
        }
        WEFT_TRY(copyElements(part, all, done));
        done += part.elements();
        lengths.mutableValues<std::int64_t>()[static_cast<std::size_t>(i)] = count;
    }
    context.setOutput(0, std::move(all));
    context.setOutput(1, std::move(lengths));
    return okStatus();
}

Result<std::vector<Expr>> concatGradient(const GradientContext& context) {
    const Expr list =
        op("TensorListSplit",
           {context.outputGradient(0), lists::elementShapeOf(context.input(0)), context.output(1)});
    return std::vector<Expr>{list, Expr(), Expr()};
}

Result<std::vector<PartialShape>> splitShape(const ShapeContext& context) {
    WEFT_TRY(context.input(1).withRankAtMost(1));
    return lists::listShape(context);
}

Status splitCpu(KernelContext& context) {
    const Tensor& all = context.input(0);
    const Tensor& lengths = context.input(2);
    const auto type = WEFT_TRY(context.attrs().get<DType>("element_dtype"));
    auto list = std::make_shared<lists::TensorList>(type, WEFT_TRY(lists::shapeAt(context, 1)));
    if (lengths.rank() != 1) {
        return invalidArgument(
            concat("Expected lengths to be a vector, received shape: ", lengths.shape()));
    }
    if (all.rank() < 1) {
        return invalidArgument(
            concat("Tensor must be at least a vector, but saw shape: ", all.shape()));
    }
    const PartialShape shape = PartialShape(all.shape()).withDim(0, kUnknownDim);
    if (!list->elementShape().compatibleWith(shape)) {
        return invalidArgument(concat("tensor shape ", all.shape(),
                                      " is not compatible with element_shape ",
                                      list->elementShape()));
    }
    WEFT_TRY(list->resize(lengths.elements()));
    const std::int64_t rows = all.shape()[0];
    std::int64_t begin = 0;
    for (std::int64_t i = 0; i < lengths.elements(); ++i) {
        const std::int64_t count = lengths.values<std::int64_t>()[static_cast<std::size_t>(i)];
        if (count < 0 || count > rows - begin) {
            return invalidArgument(concat("Attempting to slice [", begin, ", ",
                                          count < 0 ? count : begin + std::min(count, rows + 1),
                                          "] from tensor with length ", rows));
        }
        WEFT_TRY(list->set(i, WEFT_TRY(keptRows(all, begin, begin + count))));
        begin += count;
    }
    if (begin != rows) {
        return invalidArgument(
            concat("Unused values in tensor. Length of tensor: ", rows, " Values used: ", begin));
    }
    lists::giveList(context, 0, std::move(list));
    return okStatus();
}

Result<std::vector<Expr>> splitGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    AttrMap attrs;
    attrs.set("element_dtype", x.dtype());
    const Expr shape =
        op("ConcatV2", {intVector(x, {-1}), lists::rowShapeOf(x), intConstant(x, 0)});
    const std::vector<Expr> all =
        opList("TensorListConcatV2", {context.outputGradient(0), shape, context.input(2)}, attrs);
    return std::vector<Expr>{all.empty() ? Expr() : all.front(), Expr(), Expr()};
}

WEFT_OP("TensorListConcatV2")
    .summary("The elements of a list one after the other along the first axis of one tensor.")
    .category("data")
    .attr("element_dtype: type")
    .attr("shape_type: {int32, int64}")
    .input("input_handle: variant", "a list")
    .input("element_shape: shape_type", "sizes of each, -1 unknown; -1 alone: any shape")
    .input("leading_dims: int64", "rows of elements that were never set")
    .output("tensor: element_dtype", "all elements")
    .output("lengths: int64", "rows of each element")
    .shape(concatShape)
    .hostInput("element_shape")
    .dynamicOutputs()
    .gradient(concatGradient)
    .cpuKernel(concatCpu);

WEFT_OP("TensorListSplit")
    .summary("Makes a list of pieces of a tensor along its first axis.")
    .category("data")
    .attr("element_dtype: type")
    .attr("shape_type: {int32, int64}")
    .input("tensor: element_dtype", "[rows, ...]")
    .input("element_shape: shape_type", "sizes of each piece, -1 unknown; -1 alone: any shape")
    .input("lengths: int64", "rows of each piece; together all")
    .output("output_handle: variant", "the list")
    .shape(splitShape)
    .gradient(splitGradient)
    .cpuKernel(splitCpu);

}  // namespace
}  // namespace weft
