// SPDX-License-Identifier: Apache-2.0
/// @file
/// GatherNd: the slices of params whose first coordinates indices name. ResourceGatherNd: the same
/// from the value of a resource variable.
///
/// Shapes   indices [..., depth], depth at most the rank of params; output = indices[:-1] +
///          params[depth:].
/// Types    params of every plain dtype, and string; indices int16 (GatherNd), int32, int64.
/// Errors   InvalidArgument "indices[0,1] = [2, 0] does not index into param shape [2,2]" (with
///          bad_indices_policy "IGNORE" such slices are zeros); scalars; slices of empty params.
/// Source   Op contracts of TensorFlow "GatherNd", "ResourceGatherNd" (ops.pbtxt).

#include <algorithm>

#include "engine/kernel/simd/element_type.h"
#include "engine/ops/array/scatter/nd_indices.h"

namespace weft {
namespace {

using scatter::NdParameters;
using scatter::NdSlices;

Result<PartialShape> gatherNdShape(const ShapeContext& context) {
    const PartialShape params = WEFT_TRY(WEFT_TRY(variableShape(context)).withRankAtLeast(1));
    const PartialShape indices = WEFT_TRY(context.input(1).withRankAtLeast(1));
    if (!indices.hasRank() || !params.hasRank()) { return PartialShape::unknown(); }
    const int last = indices.rank() - 1;
    if (indices[last] == kUnknownDim) { return PartialShape::unknown(); }
    if (indices[last] > params.rank()) {
        return invalidArgument(
            concat("indices.shape[-1] must be <= params.rank, but saw indices shape: ", indices,
                   " and params shape: ", params));
    }
    return indices.slice(0, last).concat(params.slice(static_cast<int>(indices[last])));
}

/// Every slice of dL/doutput is added to the slice of params that it was read from.
/// @param sizes the shape of params.
Expr gatheredSlices(const GradientContext& context, const Expr& sizes, const Expr& indices) {
    const Expr dy = context.outputGradient(0);
    const PartialShape shape = indices.shape();
    if (shape.hasRank() && shape.rank() == 2 && shape[1] == 1) {
        const Expr count =
            op("Squeeze",
               {op("Slice", {cast(sizes, DType::Int32), intVector(dy, {0}), intVector(dy, {1})})});
        return Expr::ofRows(
            dy, op("Squeeze", {indices}, {{"squeeze_dims", std::vector<std::int64_t>{1}}}), count);
    }
    return op(
        "ScatterNd", {indices, dy, sizes},
        {{"bad_indices_policy", context.attrs().getOr<std::string>("bad_indices_policy", {})}});
}

Result<std::vector<Expr>> gatherNdGradient(const GradientContext& context) {
    const Expr given = context.input(1);
    const Expr indices = given.dtype() == DType::Int16 ? cast(given, DType::Int32) : given;
    const Expr sizes = op("Shape", {context.input(0)}, {{"out_type", indices.dtype()}});
    return std::vector<Expr>{gatheredSlices(context, sizes, indices), Expr()};
}

Result<std::vector<Expr>> resourceGatherNdGradient(const GradientContext& context) {
    const Expr indices = context.input(1);
    const Expr sizes = op("VariableShape", {context.input(0)}, {{"out_type", indices.dtype()}});
    return std::vector<Expr>{gatheredSlices(context, sizes, indices), Expr()};
}

template <class T>
void copySlices(const NdSlices& slices, const T* params, T* out) {
    // Reading a slice from anywhere costs a cache miss or two.
    const double sliceNs =
        5.0 + 0.2 * static_cast<double>(sizeof(T)) * static_cast<double>(slices.size);
    parallelFor(std::ssize(slices.starts), sliceNs, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            const std::int64_t start = slices.starts[static_cast<std::size_t>(i)];
            T* to = out + i * slices.size;
            if (start < 0) {
                std::fill_n(to, slices.size, T{});
            } else {
                std::copy_n(params + start, slices.size, to);
            }
        }
    });
}

Status gatherNdCpu(KernelContext& context) {
    const Tensor& params = context.input(0);
    const Shape& indices = context.input(1).shape();
    // A graph that asks for this loads, as TensorFlow's does.
    if (params.elements() == 0 &&
        PartialShape(indices).slice(0, indices.rank() - 1).elements().value_or(0) > 0) {
        return invalidArgument(concat(
            "Requested more than 0 entries, but params is empty.  Params shape: ", params.shape()));
    }
    const NdSlices slices =
        WEFT_TRY(scatter::slicesOf(params.shape(), context.input(1),
                                   context.parameters<NdParameters>().badIndices, "param shape"));
    return withElementType(params.dtype(), [&](auto element) {
        using T = decltype(element);
        copySlices(slices, reinterpret_cast<const T*>(params.data()),
                   reinterpret_cast<T*>(context.output(0).mutableData()));
        return okStatus();
    });
}

WEFT_OP("GatherNd")
    .summary("Picks slices of a tensor by their first coordinates.")
    .category("array")
    .attr("Tparams: type")
    .attr("Tindices: {int16, int32, int64}")
    .attr(scatter::kPolicy)
    .input("params: Tparams", "[d0, d1, ...] the tensor to pick from")
    .input("indices: Tindices", "[..., depth] the first depth coordinates of each slice")
    .output("output: Tparams", "[..., d_depth, ...] the slices")
    .shape(gatherNdShape)
    .gradient(gatherNdGradient)
    .parameters(scatter::parseNd)
    .cpuKernel(gatherNdCpu);

WEFT_OP("ResourceGatherNd")
    .summary("Picks slices of the value of a resource variable by their first coordinates.")
    .category("array")
    .attr("dtype: type")
    .attr("Tindices: {int32, int64}")
    .input("resource: resource", "handle of a variable of [d0, d1, ...]")
    .input("indices: Tindices", "[..., depth] the first depth coordinates of each slice")
    .output("output: dtype", "[..., d_depth, ...] the slices")
    .stateful()
    .variables(VariableAccess::Read)
    .shape(gatherNdShape)
    .gradient(resourceGatherNdGradient)
    .parameters(scatter::parseNd)
    .cpuKernel(gatherNdCpu);

}  // namespace
}  // namespace weft
