// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/array/scatter/nd_indices.h"

#include "engine/graph/graph_inference.h"
#include "engine/kernel/index_text.h"

namespace weft::scatter {
namespace {

template <class Index>
Status outside(const Shape& tensor, const Tensor& indices, std::int64_t slice,
               std::string_view what) {
    const Dims& sizes = indices.shape().dims();
    const auto depth = static_cast<std::size_t>(sizes.back());
    const Shape outer = WEFT_TRY(makeShape(std::span(sizes).first(sizes.size() - 1)));
    const auto row =
        indices.values<Index>().subspan(static_cast<std::size_t>(slice) * depth, depth);
    return invalidArgument(concat(indexText("indices", outer, static_cast<std::size_t>(slice)),
                                  " = [", join(row, ", "), "] does not index into ", what, " ",
                                  tensor));
}

template <class Index>
Result<NdSlices> slicesWith(const Shape& tensor, const Tensor& indices, BadIndices policy,
                            std::string_view what) {
    const int last = indices.rank() - 1;
    const auto depth = static_cast<int>(indices.shape()[last]);
    std::int64_t count = 1;
    for (int axis = 0; axis < last; ++axis) { count *= indices.shape()[axis]; }
    NdSlices slices;
    for (int axis = depth; axis < tensor.rank(); ++axis) { slices.size *= tensor[axis]; }
    slices.starts.resize(static_cast<std::size_t>(count));
    const Index* at = indices.values<Index>().data();
    for (std::int64_t i = 0; i < count; ++i) {
        std::int64_t start = 0;
        bool isInside = true;
        for (int axis = 0; axis < depth; ++axis, ++at) {
            isInside = isInside && *at >= 0 && *at < tensor[axis];
            if (isInside) { start = start * tensor[axis] + *at; }
        }
        if (!isInside && policy == BadIndices::Fail) {
            return outside<Index>(tensor, indices, i, what);
        }
        slices.starts[static_cast<std::size_t>(i)] = isInside ? start * slices.size : -1;
    }
    return slices;
}

Status disagree(const PartialShape& indices, const PartialShape& updates, int outer) {
    return invalidArgument(concat("Dimensions [0,", outer, ") of indices[shape=", indices,
                                  "] must match dimensions [0,", outer,
                                  ") of updates[shape=", updates, "]"));
}

Status emptyOutput(const PartialShape& tensor, const PartialShape& indices,
                   const PartialShape& updates) {
    return invalidArgument(concat("Indices and updates specified for empty output: got indices ",
                                  indices, ", updates ", updates, " for shape ", tensor));
}

}  // namespace

Result<NdParameters> parseNd(const AttrMap& attrs) {
    const std::string policy = attrs.getOr<std::string>("bad_indices_policy", {});
    if (policy == "IGNORE") { return NdParameters{BadIndices::LeaveOut}; }
    if (policy.empty() || policy == "DEFAULT" || policy == "ERROR") {
        return NdParameters{BadIndices::Fail};
    }
    return invalidArgument(concat("Unknown bad indices handling attribute: ", policy));
}

Result<NdSlices> slicesOf(const Shape& tensor, const Tensor& indices, BadIndices policy,
                          std::string_view what) {
    switch (indices.dtype()) {
        case DType::Int16:
            return slicesWith<std::int16_t>(tensor, indices, policy, what);
        case DType::Int32:
            return slicesWith<std::int32_t>(tensor, indices, policy, what);
        case DType::Int64:
            return slicesWith<std::int64_t>(tensor, indices, policy, what);
        default:
            return unimplemented(concat("indices of this dtype: got ", indices.dtype(),
                                        ", want int16, int32 or int64"));
    }
}

Status checkScatter(const PartialShape& tensor, const PartialShape& indices,
                    const PartialShape& updates) {
    if (indices.hasRank() && indices.rank() == 0) {
        return invalidArgument(
            concat("Indices shape must have rank at least one. Found:", indices));
    }
    const auto holds = [](const PartialShape& shape) { return shape.elements().value_or(0) > 0; };
    if (tensor.elements() == 0 && (holds(indices) || holds(updates))) {
        return emptyOutput(tensor, indices, updates);
    }
    if (updates.hasRank() && updates.rank() == 0) { return okStatus(); }
    if (!indices.hasRank() || !updates.hasRank()) { return okStatus(); }
    const int outer = indices.rank() - 1;
    const std::int64_t depth = indices[outer];
    if (updates.rank() < outer ||
        !indices.slice(0, outer).compatibleWith(updates.slice(0, outer))) {
        const Status error = disagree(indices, updates, outer);
        return depth == kUnknownDim ? leftToRun(error) : error;
    }
    if (depth == kUnknownDim || !tensor.hasRank()) { return okStatus(); }
    if (depth <= tensor.rank() &&
        tensor.slice(static_cast<int>(depth)).compatibleWith(updates.slice(outer))) {
        return okStatus();
    }
    return invalidArgument(concat("Dimensions [", depth, ",", tensor.rank(),
                                  ") of input[shape=", tensor, "] must match dimensions [", outer,
                                  ",", updates.rank(), ") of updates[shape=", updates, "]"));
}

Status checkScatterRun(const Shape& tensor, const Shape& indices, const Shape& updates) {
    WEFT_TRY(checkScatter(tensor, indices, updates));
    if (tensor.rank() == 0 || updates.rank() == 0) {
        return invalidArgument(concat("tensor and updates must have rank at least one: got ",
                                      tensor, " and ", updates));
    }
    const bool isAsked = indices.elements() > 0 || updates.elements() > 0;
    if (isAsked && (indices.elements() == 0 || updates.elements() == 0)) {
        return emptyOutput(tensor, indices, updates);
    }
    if (isAsked && indices.rank() == 1) {
        return invalidArgument(concat("Dimensions [0,1) of indices[shape=", indices,
                                      "] must match dimensions [0,1) of updates[shape=", updates,
                                      "]: want indices of rank 2 or more"));
    }
    return okStatus();
}

}  // namespace weft::scatter
