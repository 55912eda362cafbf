// SPDX-License-Identifier: Apache-2.0
/// @file
/// UnsortedSegmentSum, UnsortedSegmentProd, UnsortedSegmentMax, UnsortedSegmentMin: output[s, ...]
/// folds the rows data[i..., ...] with segment_ids[i...] = s.
///
/// Shapes   data = segment_ids + rest; output = [num_segments] + rest.
/// Types    numbers; Max and Min numbers with an order; half and bfloat16 through float.
/// Errors   InvalidArgument for an id of num_segments or more, shapes that do not fit, a negative
///          num_segments. Rows with a negative id are left out.
/// Numerics Rows are folded in their order, whatever the number of threads. A segment without rows
///          is 0, 1, or the lowest or highest finite number. Integers wrap around.
/// Source   Op contracts of TensorFlow (ops.pbtxt); gradients as its math_grad.py has them.

#include "engine/graph/graph_inference.h"
#include "engine/kernel/index_text.h"
#include "engine/ops/reduce/segment/segment_rows.h"

namespace weft {
namespace {

Result<PartialShape> segmentShape(const ShapeContext& context) {
    const PartialShape& data = context.input(0);
    const PartialShape& ids = context.input(1);
    const std::optional<std::int64_t> segments = WEFT_TRY(context.valueAsInt(2));
    if (segments.value_or(0) < 0) {
        const Status error =
            invalidArgument(concat("num_segments must not be negative: got ", *segments));
        return data.hasRank() && ids.hasRank() ? error : leftToRun(error);
    }
    if (!data.hasRank() || !ids.hasRank()) { return PartialShape::unknown(); }
    if (data.rank() < ids.rank() || !data.slice(0, ids.rank()).compatibleWith(ids)) {
        return invalidArgument(concat("data must begin with the shape of segment_ids: got ", data,
                                      ", want ", ids, " and more"));
    }
    return PartialShape{segments.value_or(kUnknownDim)}.concat(data.slice(ids.rank()));
}

/// A value to fold into a result that was folded so far, each rounded to T.
template <class Fold, class T>
T joined(T value, T soFar) {
    using A = Accumulator<T>;
    return T(Fold::join(static_cast<A>(value), static_cast<A>(soFar)));
}

/// What a segment without rows is.
template <class Fold, class T>
T emptySegment() {
    if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
        // The largest finite number, whose bits differ from infinity's by one.
        T huge(std::numeric_limits<float>::infinity());
        huge.bits = static_cast<std::uint16_t>(huge.bits - 1);
        if (std::is_same_v<Fold, MinFold>) { return huge; }
        if (std::is_same_v<Fold, MaxFold>) { return T(-static_cast<float>(huge)); }
        return T(Fold::template start<float>());
    } else {
        return Fold::template start<T>();
    }
}

template <class Fold, class T>
Status segmentCpu(KernelContext& context) {
    const std::vector<std::int64_t> ids = idsOf(context.input(1));
    Tensor& output = context.output(0);
    // Rows of nothing belong to any segment, as in TensorFlow.
    if (output.elements() == 0 && context.input(0).elements() == 0) { return okStatus(); }
    const std::int64_t segments = output.shape()[0];
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (ids[i] >= segments) {
            return invalidArgument(concat(indexText("segment_ids", context.input(1).shape(), i),
                                          " = ", ids[i], " is out of range [0, ", segments, ")"));
        }
    }
    if (segments == 0) { return okStatus(); }
    const T* data = context.inputValues<T>(0).data();
    T* out = output.mutableValues<T>().data();
    const T empty = emptySegment<Fold, T>();
    const std::int64_t columns = output.elements() / segments;
    // Threads share the columns, never the rows: each result is folded in row order by one thread.
    parallelFor(columns, 0.5 * static_cast<double>(ids.size() + static_cast<std::size_t>(segments)),
                [&](std::int64_t begin, std::int64_t end) {
                    for (std::int64_t s = 0; s < segments; ++s) {
                        std::fill(out + s * columns + begin, out + s * columns + end, empty);
                    }
                    for (std::size_t i = 0; i < ids.size(); ++i) {
                        if (ids[i] < 0) { continue; }
                        T* to = out + ids[i] * columns;
                        const T* row = data + static_cast<std::int64_t>(i) * columns;
                        for (std::int64_t c = begin; c < end; ++c) {
                            to[c] = joined<Fold>(row[c], to[c]);
                        }
                    }
                });
    return okStatus();
}

/// Rows that each row of data was folded into, zeros for those that were left out.
struct Gathered {
    Expr ids;        ///< segment_ids, negative ones made 0
    Expr isCounted;  ///< [ids..., 1, ...] false where the id is negative
};
Gathered gatheredBy(const Expr& ids, const Expr& rows) {
    const Expr zero = constantLike(ids, 0);
    const Expr isCounted = op("GreaterEqual", {ids, zero});
    // The condition gets an axis of size 1 for each further axis of the rows.
    const Expr more = op(
        "Fill", {reshape(rankOf(rows) - rankOf(ids), intVector(rows, {1})), intConstant(rows, 1)});
    const Expr wide = op("ConcatV2", {shapeOf(ids), more, intConstant(rows, 0)});
    return {op("Maximum", {ids, zero}), reshape(isCounted, wide)};
}
Expr gatherCounted(const Expr& table, const Gathered& by) {
    const Expr rows = gatherRows(table, by.ids);
    return op("SelectV2", {by.isCounted, rows, zerosLike(rows)});
}

/// Each row of data gets the row of dL/doutput it was added to; rows left out get zeros.
Result<std::vector<Expr>> sumGradient(const GradientContext& context) {
    const Gathered by = gatheredBy(context.input(1), context.input(0));
    return std::vector<Expr>{gatherCounted(context.outputGradient(0), by), Expr(), Expr()};
}
/// Rows that equal the extreme share its gradient.
Result<std::vector<Expr>> extremeGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    const Expr x = context.input(0);
    const Gathered by = gatheredBy(context.input(1), x);
    const Expr equal = op("Equal", {x, gatherCounted(context.output(0), by)});
    const Expr isChosen = op("LogicalAnd", {equal, by.isCounted});
    const Expr count =
        op("UnsortedSegmentSum", {cast(isChosen, dy.dtype()), context.input(1), context.input(2)});
    const Expr share = gatherCounted(dy / count, by);
    return std::vector<Expr>{op("SelectV2", {isChosen, share, zerosLike(share)}), Expr(), Expr()};
}
/// The product of the other rows: the whole over this one, unless zeros are among them.
Result<std::vector<Expr>> prodGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    const Expr ids = context.input(1);
    const Expr segments = context.input(2);
    const Gathered by = gatheredBy(ids, x);
    const Expr isZero = op("Equal", {x, constantLike(x, 0)});
    const Expr zeros = op("UnsortedSegmentSum", {cast(isZero, DType::Int32), ids, segments});
    const Expr all = context.outputGradient(0);
    const Expr dy =
        op("SelectV2", {op("Greater", {zeros, constantLike(zeros, 1)}), zerosLike(all), all});
    const Expr nonZero = op("SelectV2", {isZero, onesLike(x), x});
    const Expr others = op("UnsortedSegmentProd", {nonZero, ids, segments});
    const Expr quotient = gatherRows(context.output(0), by.ids) / x;
    const Expr slope = op("SelectV2", {isZero, gatherRows(others, by.ids), quotient});
    return std::vector<Expr>{gatherCounted(dy, by) * slope, Expr(), Expr()};
}

void arguments(OpBuilder& op) {
    op.category("math")
        .attr("Tnumsegments: {int32, int64} = DT_INT32")
        .input("data: T", "[ids..., ...] the rows")
        .input("segment_ids: Tindices",
               "segment of each row, below num_segments; negative: left out")
        .input("num_segments: Tnumsegments", "scalar: the number of segments")
        .output("output: T", "[num_segments, ...] a row for each segment")
        .hostInput("num_segments")
        .shape(segmentShape);
}
void segmentSignature(OpBuilder& op) { arguments(op.attr("Tindices: {int32, int64}")); }

template <class Fold, class... T>
void kernels(OpBuilder& op) {
    (op.cpuKernel<T>(segmentCpu<Fold, T>), ...);
}
template <class Fold>
void orderedKernels(OpBuilder& op) {
    kernels<Fold, float, double, Half, BFloat16, std::int8_t, std::int16_t, std::int32_t,
            std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>(op);
}
template <class Fold>
void numberKernels(OpBuilder& op) {
    orderedKernels<Fold>(op);
    kernels<Fold, std::complex<float>, std::complex<double>>(op);
}

WEFT_OP("UnsortedSegmentSum")
    .summary("Adds up the rows that belong to the same segment.")
    .attr(kSegmentNumbers)
    .attr("Tindices: {int16, int32, int64}")
    .apply(arguments)
    .gradient(sumGradient)
    .apply(numberKernels<SumFold>);

WEFT_OP("UnsortedSegmentProd")
    .summary("Multiplies the rows that belong to the same segment.")
    .attr(kSegmentNumbers)
    .apply(segmentSignature)
    .gradient(prodGradient)
    .apply(numberKernels<ProdFold>);

WEFT_OP("UnsortedSegmentMax")
    .summary("The largest of the rows that belong to the same segment, column by column.")
    .attr(kSegmentOrdered)
    .apply(segmentSignature)
    .gradient(extremeGradient)
    .apply(orderedKernels<MaxFold>);

WEFT_OP("UnsortedSegmentMin")
    .summary("The smallest of the rows that belong to the same segment, column by column.")
    .attr(kSegmentOrdered)
    .apply(segmentSignature)
    .gradient(extremeGradient)
    .apply(orderedKernels<MinFold>);

}  // namespace
}  // namespace weft
