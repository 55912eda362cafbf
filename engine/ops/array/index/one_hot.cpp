// SPDX-License-Identifier: Apache-2.0
/// @file
/// OneHot: on_value at the place that each index names along a new axis, off_value elsewhere.
///
/// Shapes   indices [d0, ...] give [d0, ..., depth, ...] with depth at axis (-1: last).
/// Types    values of every plain dtype, and string; indices uint8, int8, int32, int64.
/// Errors   InvalidArgument for a negative depth, an axis out of range. An index outside
///          [0, depth) is none: its place is all off_value.
/// Source   Op contract of TensorFlow "OneHot" (ops.pbtxt).

#include <algorithm>

#include "engine/graph/graph_inference.h"
#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/element_type.h"

namespace weft {
namespace {

Result<PartialShape> oneHotShape(const ShapeContext& context) {
    const auto depth =
        context.value(1) ? WEFT_TRY(context.valueAsInt(1)) : std::optional<std::int64_t>();
    if (depth.value_or(0) < 0) {
        return invalidArgument(concat("depth must be non-negative: got ", *depth, ", want >= 0"));
    }
    const PartialShape& indices = context.input(0);
    const auto axis = context.attrs().getOr<std::int64_t>("axis", -1);
    if (axis < -1) { return invalidArgument(concat("axis must be at least -1: got ", axis)); }
    if (!indices.hasRank()) { return PartialShape::unknown(); }
    if (axis > indices.rank()) {
        return leftToRun(
            invalidArgument(concat("axis is out of range: got ", axis,
                                   ", want -1 or a value in [0, ", indices.rank(), "]")));
    }
    Dims sizes = indices.dims();
    sizes.insert(axis < 0 ? sizes.end() : sizes.begin() + axis, depth.value_or(kUnknownDim));
    return PartialShape::ofDims(std::move(sizes));
}

/// The output as [outer, depth, inner], the indices as [outer, inner].
struct Geometry {
    std::int64_t outer = 1;
    std::int64_t depth = 0;
    std::int64_t inner = 1;
};

template <class T, class Index>
void scatterOnes(const Geometry& g, const Index* indices, const T& on, const T& off, T* out) {
    const auto block = g.depth * g.inner;
    parallelFor(g.outer, 0.5 * static_cast<double>(block),
                [&](std::int64_t begin, std::int64_t end) {
                    std::fill(out + begin * block, out + end * block, off);
                    for (std::int64_t i = begin * g.inner; i < end * g.inner; ++i) {
                        const auto index = static_cast<std::int64_t>(indices[i]);
                        if (index < 0 || index >= g.depth) { continue; }
                        out[i / g.inner * block + index * g.inner + i % g.inner] = on;
                    }
                });
}

template <class Index>
Status oneHotCpu(KernelContext& context) {
    const Tensor& indices = context.input(0);
    const auto axis = context.attrs().getOr<std::int64_t>("axis", -1);
    for (const int i : {2, 3}) {
        if (context.input(i).rank() == 0) { continue; }
        return invalidArgument(concat(i == 2 ? "on_value" : "off_value",
                                      " must be a scalar: got shape ", context.input(i).shape(),
                                      ", want rank 0"));
    }
    Geometry g;
    g.depth = intAt(context.input(1), 0);
    for (int i = 0; i < indices.rank(); ++i) {
        (axis < 0 || i < axis ? g.outer : g.inner) *= indices.shape()[i];
    }
    return withElementType(context.output(0).dtype(), [&](auto element) {
        using T = decltype(element);
        scatterOnes(g, indices.values<Index>().data(),
                    *reinterpret_cast<const T*>(context.input(2).data()),
                    *reinterpret_cast<const T*>(context.input(3).data()),
                    reinterpret_cast<T*>(context.output(0).mutableData()));
        return okStatus();
    });
}

Status oneHotByIndex(KernelContext& context) {
    switch (context.input(0).dtype()) {
        case DType::UInt8:
            return oneHotCpu<std::uint8_t>(context);
        case DType::Int8:
            return oneHotCpu<std::int8_t>(context);
        case DType::Int32:
            return oneHotCpu<std::int32_t>(context);
        default:
            return oneHotCpu<std::int64_t>(context);
    }
}

WEFT_OP("OneHot")
    .summary("Turns class numbers into rows with one element switched on.")
    .category("array")
    .attr("axis: int = -1")
    .attr("T: type")
    .attr("TI: {uint8, int8, int32, int64} = DT_INT64")
    .input("indices: TI", "class numbers of any shape; outside [0, depth): nothing is on")
    .input("depth: int32", "scalar: the number of classes")
    .input("on_value: T", "scalar: the value where the index points")
    .input("off_value: T", "scalar: the value elsewhere")
    .output("output: T", "[indices..., depth], or with depth at axis")
    .hostInput("depth")
    .shape(oneHotShape)
    .noGradient("the output jumps with the indices")
    .cpuKernel(oneHotByIndex);

}  // namespace
}  // namespace weft
