// SPDX-License-Identifier: Apache-2.0
/// @file
/// ArgMax and ArgMin: where the largest or smallest element along an axis lies.
///
/// Shapes   output has the input's axes without the searched one.
/// Types    numbers and bool; indices as int32, int64, and for ArgMax int16, uint16.
/// Errors   InvalidArgument for an axis out of range, or an axis of size 0 where an index is due.
/// Numerics The first of equal elements. NaN is ignored; 0 where nothing else is there.
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include <algorithm>
#include <cstdint>
#include <limits>

#include "engine/graph/graph_inference.h"
#include "engine/kernel/op_builder.h"
#include "engine/kernel/via_float.h"

namespace weft {
namespace {

constexpr double kElementCost = 0.3;  // nanoseconds

/// Whether an element replaces the best one so far, and what any element replaces.
struct Larger {
    template <class T>
    static constexpr T kStart = std::numeric_limits<T>::lowest();
    template <class T>
    bool operator()(T x, T best) const {
        return x > best;
    }
};
struct Smaller {
    template <class T>
    static constexpr T kStart = std::numeric_limits<T>::max();
    template <class T>
    bool operator()(T x, T best) const {
        return x < best;
    }
};

/// x seen as [outer, n, inner].
struct Extent {
    std::int64_t outer = 1;
    std::int64_t n = 1;
    std::int64_t inner = 1;
};
Result<Extent> extentOf(KernelContext& context) {
    const Shape& shape = context.input(0).shape();
    const Tensor& dimension = context.input(1);
    const std::int64_t wanted = dimension.dtype() == DType::Int16
                                    ? dimension.values<std::int16_t>()[0]
                                    : intAt(dimension, 0);
    const int axis = WEFT_TRY(normalizedAxis(wanted, shape.rank()));
    if (shape[axis] == 0) {
        return invalidArgument(concat("Reduction axis ", axis, " is empty in shape ", shape,
                                      ": got size 0, want at least 1"));
    }
    Extent extent;
    for (int a = 0; a < axis; ++a) { extent.outer *= shape[a]; }
    for (int a = axis + 1; a < shape.rank(); ++a) { extent.inner *= shape[a]; }
    extent.n = shape[axis];
    return extent;
}

/// Elements that are compared side by side, and columns that are searched together.
constexpr std::int64_t kLanes = 32;
constexpr std::int64_t kColumns = 256;

/// The best element of a line, then where it is first: both without a branch that depends on the
/// elements, so that they become vectors.
template <class Better, class T>
std::int64_t searchLine(const T* line, std::int64_t n) {
    constexpr T kStart = Better::template kStart<T>;
    T best = kStart;
    std::int64_t k = 0;
    if (n >= kLanes) {
        T lanes[kLanes];
        std::fill_n(lanes, kLanes, kStart);
        for (; k + kLanes <= n; k += kLanes) {
            for (std::int64_t i = 0; i < kLanes; ++i) {
                lanes[i] = Better()(line[k + i], lanes[i]) ? line[k + i] : lanes[i];
            }
        }
        for (const T lane : lanes) { best = Better()(lane, best) ? lane : best; }
    }
    for (; k < n; ++k) { best = Better()(line[k], best) ? line[k] : best; }
    // What replaces nothing is not found: NaN, or all as bad as can be.
    return Better()(best, kStart) ? std::find(line, line + n, best) - line : 0;
}

/// Neighbouring lines, row by row.
template <class Better, class T, class Index>
void searchColumns(const T* x, const Extent& e, std::int64_t columns, Index* out) {
    T best[kColumns];
    std::int32_t at[kColumns] = {};
    std::fill_n(best, columns, Better::template kStart<T>);
    for (std::int64_t k = 0; k < e.n; ++k) {
        const T* row = x + k * e.inner;
        const auto here = static_cast<std::int32_t>(k);
        for (std::int64_t i = 0; i < columns; ++i) {
            const bool isBetter = Better()(row[i], best[i]);
            best[i] = isBetter ? row[i] : best[i];
            at[i] = isBetter ? here : at[i];
        }
    }
    for (std::int64_t i = 0; i < columns; ++i) { out[i] = static_cast<Index>(at[i]); }
}

/// Columns of more rows than their places can count.
template <class Better, class T, class Index>
void searchSlowly(const T* x, const Extent& e, std::int64_t columns, Index* out) {
    for (std::int64_t i = 0; i < columns; ++i) {
        T best = Better::template kStart<T>;
        std::int64_t at = 0;
        for (std::int64_t k = 0; k < e.n; ++k) {
            if (Better()(x[k * e.inner + i], best)) {
                best = x[k * e.inner + i];
                at = k;
            }
        }
        out[i] = static_cast<Index>(at);
    }
}

template <class Better, class T, class Index>
void search(const T* x, const Extent& e, Index* out) {
    if (e.inner == 1) {
        parallelFor(e.outer, kElementCost * static_cast<double>(e.n),
                    [&](std::int64_t begin, std::int64_t end) {
                        for (std::int64_t o = begin; o < end; ++o) {
                            out[o] = static_cast<Index>(searchLine<Better>(x + o * e.n, e.n));
                        }
                    });
        return;
    }
    const std::int64_t blocks = (e.inner + kColumns - 1) / kColumns;
    const std::int64_t together = std::min(e.inner, kColumns);
    parallelFor(e.outer * blocks, kElementCost * static_cast<double>(e.n * together),
                [&](std::int64_t begin, std::int64_t end) {
                    for (std::int64_t b = begin; b < end; ++b) {
                        const std::int64_t first = b % blocks * kColumns;
                        const std::int64_t columns = std::min(kColumns, e.inner - first);
                        const T* from = x + b / blocks * e.n * e.inner + first;
                        Index* to = out + b / blocks * e.inner + first;
                        if (e.n <= INT32_MAX) {
                            searchColumns<Better>(from, e, columns, to);
                        } else {
                            searchSlowly<Better>(from, e, columns, to);
                        }
                    }
                });
}

template <class Better, class T>
Status searchCpu(KernelContext& context) {
    const Extent extent = WEFT_TRY(extentOf(context));
    const T* x = context.inputValues<T>(0).data();
    Tensor& out = context.output(0);
    switch (out.dtype()) {
        case DType::Int32:
            search<Better>(x, extent, out.mutableValues<std::int32_t>().data());
            break;
        case DType::Int64:
            search<Better>(x, extent, out.mutableValues<std::int64_t>().data());
            break;
        case DType::Int16:
            search<Better>(x, extent, out.mutableValues<std::int16_t>().data());
            break;
        default:
            search<Better>(x, extent, out.mutableValues<std::uint16_t>().data());
            break;
    }
    return okStatus();
}
/// Truth values compare as bytes.
template <class Better>
Status truthCpu(KernelContext& context) {
    const Extent extent = WEFT_TRY(extentOf(context));
    const auto* x = reinterpret_cast<const std::uint8_t*>(context.input(0).data());
    Tensor& out = context.output(0);
    if (out.dtype() == DType::Int32) {
        search<Better>(x, extent, out.mutableValues<std::int32_t>().data());
    } else if (out.dtype() == DType::Int64) {
        search<Better>(x, extent, out.mutableValues<std::int64_t>().data());
    } else {
        return unimplemented(concat("index type: got ", out.dtype(), ", want int32 or int64"));
    }
    return okStatus();
}

Result<PartialShape> searchShape(const ShapeContext& context) {
    const PartialShape& input = context.input(0);
    WEFT_TRY(context.input(1).withRank(0));
    if (!input.hasRank()) { return PartialShape::unknown(); }
    WEFT_TRY(input.withRankAtLeast(1));
    // Of a vector one index is left, and the axis is for the kernel to look at.
    if (input.rank() == 1) { return PartialShape::scalar(); }
    std::optional<std::int64_t> axis;
    if (const auto value = context.value(1); value && value->dtype() == DType::Int16) {
        axis = value->values<std::int16_t>()[0];
    } else {
        axis = WEFT_TRY(context.valueAsInt(1));
    }
    if (!axis) { return PartialShape::ofRank(input.rank() - 1); }
    const int at = WEFT_TRY(normalizedAxis(*axis, input.rank()));
    // The kernel, which says so too, is not called for empty results.
    if (!isBuildingGraph() && input[at] == 0) {
        return invalidArgument(concat("Reduction axis ", at, " is empty in shape ", input,
                                      ": got size 0, want at least 1"));
    }
    return input.slice(0, at).concat(input.slice(at + 1));
}

template <class Better, class... T>
void searchKernels(OpBuilder& op) {
    (op.cpuKernel<T>(searchCpu<Better, T>), ...);
    op.cpuKernel<Half>(viaFloat<searchCpu<Better, float>>);
    op.cpuKernel<BFloat16>(viaFloat<searchCpu<Better, float>>);
    op.cpuKernel<bool>(truthCpu<Better>);
}
template <class Better>
void allSearchKernels(OpBuilder& op) {
    searchKernels<Better, float, double, std::int8_t, std::int16_t, std::int32_t, std::int64_t,
                  std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>(op);
}

Result<std::vector<Expr>> searchGradient(const GradientContext& context) {
    return std::vector<Expr>(static_cast<std::size_t>(context.inputs()));
}

void searchSignature(OpBuilder& op) {
    op.category("math")
        .input("input: T", "values of rank 1 or more")
        .input("dimension: Tidx", "the axis to search, scalar in [-rank, rank)")
        .output("output: output_type", "indices along the axis, without that axis")
        .hostInput("dimension")
        .shape(searchShape)
        .gradient(searchGradient);
}
constexpr std::string_view kTypes =
    "T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, uint64, "
    "qint8, quint8, qint32, qint16, quint16, bool}";

WEFT_OP("ArgMax")
    .summary("Index of the largest element along an axis.")
    .attr(kTypes)
    .attr("Tidx: {int16, int32, int64} = DT_INT32")
    .attr("output_type: {int16, uint16, int32, int64} = DT_INT64")
    .apply(searchSignature)
    .apply(allSearchKernels<Larger>);

WEFT_OP("ArgMin")
    .summary("Index of the smallest element along an axis.")
    .attr(kTypes)
    .attr("Tidx: {int32, int64} = DT_INT32")
    .attr("output_type: {int32, int64} = DT_INT64")
    .apply(searchSignature)
    .apply(allSearchKernels<Smaller>);

}  // namespace
}  // namespace weft
