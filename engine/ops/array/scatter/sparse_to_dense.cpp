// SPDX-License-Identifier: Apache-2.0
/// @file
/// SparseToDense: a tensor of one default value, in which single elements are set.
///
/// Shapes   sparse_indices [n, rank], or [n] for a vector, or a scalar for one element of a vector;
///          sparse_values [n] or one value for all; dense has the shape output_shape.
/// Types    every plain dtype, and string; indices int32, int64.
/// Errors   InvalidArgument for indices that are out of bounds or, where validate_indices, not in
///          strictly ascending order; for shapes that do not fit.
/// Source   Op contract of TensorFlow "SparseToDense" (ops.pbtxt).

#include <algorithm>

#include "engine/graph/graph_inference.h"
#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/element_type.h"

namespace weft {
namespace {

Result<PartialShape> denseShape(const ShapeContext& context) {
    const Status indices = context.input(0).withRankAtMost(2).status();
    if (!indices.ok()) { return leftToRun(indices); }
    const Status values = context.input(2).withRankAtMost(1).status();
    if (!values.ok()) { return leftToRun(values); }
    WEFT_TRY(context.input(1).withRank(1));
    const std::optional<PartialValue> sizes = context.partialValue(1);
    for (std::size_t i = 0; sizes && i < sizes->elements.size(); ++i) {
        if (sizes->elements[i].value_or(0) < 0) {
            return invalidArgument(concat("output_shape[", i, "] is negative: got ",
                                          *sizes->elements[i], ", want >= 0"));
        }
    }
    return context.valueAsShape(1);
}

/// An element of the output takes its gradient to the value it came from.
Result<std::vector<Expr>> denseGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    const Expr byValues = op("GatherNd", {dy, context.input(0)});
    const auto total = [](const Expr& x) {
        return reduceSum(x, op("Range", {intConstant(x, 0), rankOf(x), intConstant(x, 1)}));
    };
    return std::vector<Expr>{Expr(), Expr(), byValues, total(dy) - total(byValues)};
}

/// How many elements are set, with how many coordinates each. Errors: InvalidArgument where shapes
/// do not fit.
struct Sparse {
    std::int64_t count = 1;
    std::int64_t rank = 1;
};
Result<Sparse> sparseOf(const KernelContext& context) {
    const Shape& indices = context.input(0).shape();
    const Shape& values = context.input(2).shape();
    if (context.input(3).rank() != 0) {
        return invalidArgument(concat("default_value should be a scalar: got shape ",
                                      context.input(3).shape(), ", want rank 0"));
    }
    const Sparse sparse{indices.rank() > 0 ? indices[0] : 1, indices.rank() > 1 ? indices[1] : 1};
    if (sparse.rank != context.input(1).elements()) {
        return invalidArgument(concat("output_shape has incorrect number of elements: ",
                                      context.input(1).elements(), " should be: ", sparse.rank));
    }
    if (values.rank() == 1 && values[0] != sparse.count) {
        return invalidArgument(concat("sparse_values has incorrect shape ", values,
                                      ", should be [] or [", sparse.count, "]"));
    }
    return sparse;
}

enum class Order { Ascending, Any };

/// Where in the output each element goes. Errors: InvalidArgument for coordinates outside, or out of
/// order.
Result<std::vector<std::int64_t>> placesOf(const KernelContext& context, const Sparse& sparse,
                                           Order order, const Shape& dense) {
    const Tensor& indices = context.input(0);
    std::vector<std::int64_t> places;
    places.reserve(static_cast<std::size_t>(sparse.count));
    for (std::int64_t i = 0; i < sparse.count; ++i) {
        std::int64_t place = 0;
        bool isInside = true;
        std::vector<std::int64_t> at;
        for (int axis = 0; axis < static_cast<int>(sparse.rank); ++axis) {
            at.push_back(intAt(indices, i * sparse.rank + axis));
            isInside = isInside && at.back() >= 0 && at.back() < dense[axis];
            if (isInside) { place = place * dense[axis] + at.back(); }
        }
        const auto fails = [&](std::string_view why) {
            return invalidArgument(concat("indices[", i, "] = [", join(at, ","), "] is ", why,
                                          ": want ascending indices into shape ", dense));
        };
        if (!isInside) { return fails("out of bounds"); }
        if (order == Order::Ascending && i > 0 && place <= places.back()) {
            return fails(place == places.back() ? "repeated" : "out of order");
        }
        places.push_back(place);
    }
    return places;
}

Status sparseToDenseCpu(KernelContext& context) {
    const Sparse sparse = WEFT_TRY(sparseOf(context));
    Tensor& dense = context.output(0);
    const bool validates = context.attrs().getOr<bool>("validate_indices", true);
    const std::vector<std::int64_t> places = WEFT_TRY(
        placesOf(context, sparse, validates ? Order::Ascending : Order::Any, dense.shape()));
    const bool isOneValue = context.input(2).rank() == 0;
    return withElementType(dense.dtype(), [&](auto element) {
        using T = decltype(element);
        const T* values = reinterpret_cast<const T*>(context.input(2).data());
        T* out = reinterpret_cast<T*>(dense.mutableData());
        std::fill_n(out, dense.elements(), *reinterpret_cast<const T*>(context.input(3).data()));
        for (std::size_t i = 0; i < places.size(); ++i) {
            out[places[i]] = values[isOneValue ? 0 : i];
        }
        return okStatus();
    });
}

WEFT_OP("SparseToDense")
    .summary("A tensor of one default value, in which single elements are set.")
    .category("array")
    .attr("validate_indices: bool = true")
    .attr("T: type")
    .attr("Tindices: {int32, int64}")
    .input("sparse_indices: Tindices", "[n, rank] coordinates of the elements that are set")
    .input("output_shape: Tindices", "[rank] sizes of the output")
    .input("sparse_values: T", "[n] their values, or one value for all")
    .input("default_value: T", "scalar: the value of all other elements")
    .output("dense: T", "[d0, d1, ...] the whole tensor")
    .hostInput("output_shape")
    .shape(denseShape)
    .gradient(denseGradient)
    .cpuKernel(sparseToDenseCpu);

}  // namespace
}  // namespace weft
