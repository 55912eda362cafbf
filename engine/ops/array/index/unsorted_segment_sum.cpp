// SPDX-License-Identifier: Apache-2.0
/// @file
/// UnsortedSegmentSum: output[s, ...] = sum of data[i..., ...] over all i with segment_ids[i...] =
/// s.
///
/// Shapes   data = segment_ids + rest; output = [num_segments] + rest.
/// Types    every number type; half and bfloat16 are added through float.
/// Errors   InvalidArgument for an id of num_segments or more, shapes that do not fit, a negative
///          num_segments. Rows with a negative id are left out.
/// Numerics Rows are added in their order, whatever the number of threads.
/// Source   Op contract of TensorFlow "UnsortedSegmentSum" (ops.pbtxt).

#include <algorithm>
#include <complex>
#include <type_traits>

#include "engine/kernel/index_text.h"
#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<PartialShape> segmentShape(const ShapeContext& context) {
    const PartialShape& data = context.input(0);
    const PartialShape& ids = context.input(1);
    const std::optional<std::int64_t> segments = WEFT_TRY(context.valueAsInt(2));
    if (segments.value_or(0) < 0) {
        return invalidArgument(concat("num_segments must not be negative: got ", *segments));
    }
    if (!data.hasRank() || !ids.hasRank()) { return PartialShape::unknown(); }
    if (data.rank() < ids.rank() || !data.slice(0, ids.rank()).compatibleWith(ids)) {
        return invalidArgument(concat("data must begin with the shape of segment_ids: got ", data,
                                      ", want ", ids, " and more"));
    }
    return PartialShape{segments.value_or(kUnknownDim)}.concat(data.slice(ids.rank()));
}

/// Each row of data gets the row of dL/doutput it was added to; rows left out get zeros.
Result<std::vector<Expr>> segmentGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    const Expr ids = context.input(1);
    const Expr zero = constantLike(ids, 0);
    const Expr rows = op("GatherV2", {dy, op("Maximum", {ids, zero}), intConstant(dy, 0)});
    const Expr isCounted = op("GreaterEqual", {ids, zero});
    // The condition gets an axis of size 1 for each further axis of the rows.
    const Expr more =
        op("Fill", {reshape(rankOf(rows) - rankOf(ids), intVector(dy, {1})), intConstant(dy, 1)});
    const Expr wide = op("ConcatV2", {shapeOf(ids), more, intConstant(dy, 0)});
    const Expr counted = op("SelectV2", {reshape(isCounted, wide), rows, zerosLike(rows)});
    return std::vector<Expr>{counted, Expr(), Expr()};
}

template <class T>
void addTo(T& sum, T value) {
    if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
        sum = T(static_cast<float>(sum) + static_cast<float>(value));
    } else if constexpr (std::is_integral_v<T>) {
        // Integers wrap, as in TensorFlow.
        using Bits = std::make_unsigned_t<T>;
        sum = static_cast<T>(static_cast<Bits>(static_cast<Bits>(sum) + static_cast<Bits>(value)));
    } else {
        sum += value;
    }
}

template <class T, class Index>
Status segmentSum(KernelContext& context) {
    const std::span<const Index> ids = context.inputValues<Index>(1);
    Tensor& output = context.output(0);
    const std::int64_t segments = output.shape()[0];
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (static_cast<std::int64_t>(ids[i]) >= segments) {
            return invalidArgument(concat(indexText("segment_ids", context.input(1).shape(), i),
                                          " = ", ids[i], " is out of range [0, ", segments, ")"));
        }
    }
    if (segments == 0) { return okStatus(); }
    const T* data = context.inputValues<T>(0).data();
    T* out = output.mutableValues<T>().data();
    const std::int64_t columns = output.elements() / segments;
    // Threads share the columns, never the rows: each sum is made in row order by one thread.
    parallelFor(columns, 0.5 * static_cast<double>(ids.size() + static_cast<std::size_t>(segments)),
                [&](std::int64_t begin, std::int64_t end) {
                    for (std::int64_t s = 0; s < segments; ++s) {
                        std::fill(out + s * columns + begin, out + s * columns + end, T{});
                    }
                    for (std::size_t i = 0; i < ids.size(); ++i) {
                        if (ids[i] < 0) { continue; }
                        T* sum = out + std::int64_t{ids[i]} * columns;
                        const T* row = data + static_cast<std::int64_t>(i) * columns;
                        for (std::int64_t c = begin; c < end; ++c) { addTo(sum[c], row[c]); }
                    }
                });
    return okStatus();
}

template <class T>
Status segmentSumCpu(KernelContext& context) {
    switch (context.input(1).dtype()) {
        case DType::Int16:
            return segmentSum<T, std::int16_t>(context);
        case DType::Int32:
            return segmentSum<T, std::int32_t>(context);
        default:
            return segmentSum<T, std::int64_t>(context);
    }
}

WEFT_OP("UnsortedSegmentSum")
    .summary("Adds up the rows that belong to the same segment.")
    .category("math")
    .attr(
        "T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, "
        "bfloat16, qint16, quint16, uint16, complex128, half, uint32, uint64}")
    .attr("Tindices: {int16, int32, int64}")
    .attr("Tnumsegments: {int32, int64} = DT_INT32")
    .input("data: T", "[ids..., ...] the rows")
    .input("segment_ids: Tindices", "segment of each row, below num_segments; negative: left out")
    .input("num_segments: Tnumsegments", "scalar: the number of segments")
    .output("output: T", "[num_segments, ...] the sums")
    .hostInput("num_segments")
    .shape(segmentShape)
    .gradient(segmentGradient)
    .cpuKernel<float>(segmentSumCpu<float>)
    .cpuKernel<double>(segmentSumCpu<double>)
    .cpuKernel<std::int32_t>(segmentSumCpu<std::int32_t>)
    .cpuKernel<std::int64_t>(segmentSumCpu<std::int64_t>)
    .cpuKernel<std::int16_t>(segmentSumCpu<std::int16_t>)
    .cpuKernel<std::int8_t>(segmentSumCpu<std::int8_t>)
    .cpuKernel<std::uint8_t>(segmentSumCpu<std::uint8_t>)
    .cpuKernel<std::uint16_t>(segmentSumCpu<std::uint16_t>)
    .cpuKernel<std::uint32_t>(segmentSumCpu<std::uint32_t>)
    .cpuKernel<std::uint64_t>(segmentSumCpu<std::uint64_t>)
    .cpuKernel<Half>(segmentSumCpu<Half>)
    .cpuKernel<BFloat16>(segmentSumCpu<BFloat16>)
    .cpuKernel<std::complex<float>>(segmentSumCpu<std::complex<float>>)
    .cpuKernel<std::complex<double>>(segmentSumCpu<std::complex<double>>);

}  // namespace
}  // namespace weft
