// SPDX-License-Identifier: Apache-2.0
/// @file
/// SparseSegmentSum, SparseSegmentMean, SparseSegmentSqrtN and their ...WithNumSegments:
/// output[s, ...] adds up the rows data[indices[i], ...] with segment_ids[i] = s; Mean divides by
/// their number, SqrtN by its square root.
///
/// Shapes   data [m, ...], indices [n], segment_ids [n]; output [last id + 1, ...], or
///          [num_segments, ...].
/// Types    floating types; Sum also integers. half and bfloat16 add in float.
/// Errors   InvalidArgument for indices out of range, ids that descend, are negative, or reach
///          num_segments, vectors of different sizes.
/// Numerics Rows are added in their order; a segment without rows is 0.
/// Source   Op contracts of TensorFlow (ops.pbtxt); gradients as its math_grad.py has them.

#include <cmath>

#include "engine/ops/reduce/segment/segment_rows.h"

namespace weft {
namespace {

enum class Divide { No, ByCount, BySquareRoot };

/// Rows of the output, and checks of the operands that all six ops share.
Result<PartialShape> sparseShape(const ShapeContext& context, std::int64_t segments) {
    const PartialShape data = WEFT_TRY(context.input(0).withRankAtLeast(1));
    const PartialShape indices = WEFT_TRY(context.input(1).withRank(1));
    const PartialShape ids = WEFT_TRY(context.input(2).withRank(1));
    if (!mergeDim(indices[0], ids[0]).ok()) {
        return invalidArgument(concat("segment_ids and indices should have same size: got ", ids[0],
                                      ", want ", indices[0]));
    }
    return data.hasRank() ? data.withDim(0, segments) : data;
}
Result<PartialShape> asManyAsUsed(const ShapeContext& context) {
    return sparseShape(context, kUnknownDim);
}
Result<PartialShape> asManyAsGiven(const ShapeContext& context) {
    WEFT_TRY(context.input(3).withRank(0));
    const std::optional<std::int64_t> segments = WEFT_TRY(context.valueAsInt(3));
    if (segments.value_or(0) < 0) {
        return invalidArgument(concat("num_segments must not be negative: got ", *segments));
    }
    return sparseShape(context, segments.value_or(kUnknownDim));
}

template <Divide kDivide, class A>
A divided(A sum, std::size_t count) {
    if constexpr (kDivide == Divide::ByCount) { return sum / static_cast<A>(count); }
    if constexpr (kDivide == Divide::BySquareRoot) {
        return sum / std::sqrt(static_cast<A>(count));
    }
    return sum;
}

template <Divide kDivide, class T>
Status sparseCpu(KernelContext& context) {
    using A = Accumulator<T>;
    const Shape& shape = context.input(0).shape();
    const std::vector<std::int64_t> indices = idsOf(context.input(1));
    const std::vector<std::int64_t> ids = idsOf(context.input(2));
    const bool isGiven = context.inputs() > 3;
    const std::int64_t most =
        isGiven ? context.output(0).shape()[0] : std::numeric_limits<std::int64_t>::max();
    WEFT_TRY(checkSortedIds(ids, most));
    WEFT_TRY(checkIndices("indices", indices, shape[0]));
    Tensor output = context.output(0);
    if (!isGiven) {
        const Shape rows = WEFT_TRY(withRows(shape, 1, ids.empty() ? 0 : ids.back() + 1));
        output = WEFT_TRY(context.allocate(kDTypeOf<T>, rows));
    }
    const std::int64_t columns = rowElements(shape, 1);
    const T* data = context.inputValues<T>(0).data();
    const std::span<T> out = output.mutableValues<T>();
    std::ranges::fill(out, T(A{0}));
    std::vector<A> sums(static_cast<std::size_t>(columns));
    for (std::size_t begin = 0; begin < ids.size();) {
        std::size_t end = begin;
        std::ranges::fill(sums, A{0});
        for (; end < ids.size() && ids[end] == ids[begin]; ++end) {
            const T* row = data + indices[end] * columns;
            for (std::size_t c = 0; c < sums.size(); ++c) {
                sums[c] = simd::wrapAdd(sums[c], static_cast<A>(row[c]));
            }
        }
        T* to = out.data() + ids[begin] * columns;
        for (std::size_t c = 0; c < sums.size(); ++c) {
            to[c] = T(divided<kDivide>(sums[c], end - begin));
        }
        begin = end;
    }
    context.setOutput(0, std::move(output));
    return okStatus();
}

/// Each row of data gets the gradients of the segments that it was added to. A gradient op each
/// knows how the segment was divided.
std::vector<Expr> gradientBy(const GradientContext& context, std::string_view gradientOp) {
    const Expr x = context.input(0);
    const Expr rows =
        op("StridedSlice", {shapeOf(x), intVector(x, {0}), intVector(x, {1}), intVector(x, {1})},
           {{"shrink_axis_mask", std::int64_t{1}}});
    std::vector<Expr> by(static_cast<std::size_t>(context.inputs()));
    by[0] = op(gradientOp, {context.outputGradient(0), context.input(1), context.input(2), rows});
    return by;
}
Result<std::vector<Expr>> sumGradient(const GradientContext& context) {
    return gradientBy(context, "SparseSegmentSumGrad");
}
Result<std::vector<Expr>> meanGradient(const GradientContext& context) {
    return gradientBy(context, "SparseSegmentMeanGrad");
}
Result<std::vector<Expr>> sqrtNGradient(const GradientContext& context) {
    return gradientBy(context, "SparseSegmentSqrtNGrad");
}

void operands(OpBuilder& op) {
    op.category("math")
        .attr("Tsegmentids: {int32, int64} = DT_INT32")
        .attr("sparse_gradient: bool = false")
        .input("data: T", "[m, ...] a table of rows")
        .input("indices: Tidx", "[n] rows of the table")
        .input("segment_ids: Tsegmentids", "[n] segment of each of these rows, ascending");
}
void usedSegments(OpBuilder& op) {
    operands(op.attr("Tidx: {int32, int64} = DT_INT32"));
    op.output("output: T", "[last id + 1, ...] a row for each segment")
        .dynamicOutput(0)
        .shape(asManyAsUsed);
}
void givenSegments(OpBuilder& op) {
    operands(
        op.attr("Tidx: {int32, int64} = DT_INT32").attr("Tnumsegments: {int32, int64} = DT_INT32"));
    op.input("num_segments: Tnumsegments", "scalar: the number of segments")
        .output("output: T", "[num_segments, ...] a row for each segment")
        .hostInput("num_segments")
        .shape(asManyAsGiven);
}

template <Divide kDivide, class... T>
void kernels(OpBuilder& op) {
    (op.cpuKernel<T>(sparseCpu<kDivide, T>), ...);
}
template <Divide kDivide>
void floatKernels(OpBuilder& op) {
    kernels<kDivide, float, double, Half, BFloat16>(op);
}
void sumKernels(OpBuilder& op) {
    floatKernels<Divide::No>(op);
    kernels<Divide::No, std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t,
            std::uint16_t, std::uint32_t, std::uint64_t>(op);
}
constexpr std::string_view kFloats = "T: {bfloat16, half, float, double}";

WEFT_OP("SparseSegmentSum")
    .summary("Adds up chosen rows of a table, segment by segment.")
    .attr(kSegmentOrdered)
    .apply(usedSegments)
    .gradient(sumGradient)
    .apply(sumKernels);

WEFT_OP("SparseSegmentSumWithNumSegments")
    .summary("Adds up chosen rows of a table, for a given number of segments.")
    .attr(kSegmentOrdered)
    .apply(givenSegments)
    .gradient(sumGradient)
    .apply(sumKernels);

WEFT_OP("SparseSegmentMean")
    .summary("Averages chosen rows of a table, segment by segment.")
    .attr(kFloats)
    .apply(usedSegments)
    .gradient(meanGradient)
    .apply(floatKernels<Divide::ByCount>);

WEFT_OP("SparseSegmentMeanWithNumSegments")
    .summary("Averages chosen rows of a table, for a given number of segments.")
    .attr(kFloats)
    .apply(givenSegments)
    .gradient(meanGradient)
    .apply(floatKernels<Divide::ByCount>);

WEFT_OP("SparseSegmentSqrtN")
    .summary("Adds up chosen rows of a table over the square root of their number.")
    .attr(kFloats)
    .apply(usedSegments)
    .gradient(sqrtNGradient)
    .apply(floatKernels<Divide::BySquareRoot>);

WEFT_OP("SparseSegmentSqrtNWithNumSegments")
    .summary("As SparseSegmentSqrtN, for a given number of segments.")
    .attr(kFloats)
    .apply(givenSegments)
    .gradient(sqrtNGradient)
    .apply(floatKernels<Divide::BySquareRoot>);

}  // namespace
}  // namespace weft
