// SPDX-License-Identifier: Apache-2.0
/// @file
/// SegmentSum, SegmentMean, SegmentProd, SegmentMax, SegmentMin: output[s, ...] folds the rows
/// data[i, ...] with segment_ids[i] = s. The ids ascend.
///
/// Shapes   data [n, ...], segment_ids [n]; output [last id + 1, ...].
/// Types    numbers; Max and Min numbers with an order. 16-bit floats are folded in float.
/// Errors   InvalidArgument for ids that descend, are negative, or are not one for each row.
/// Numerics Rows are folded in their order. A segment without rows is 1 for Prod, else 0. Integers
///          wrap around, and their mean is rounded towards zero.
/// Source   Op contracts of TensorFlow (ops.pbtxt); gradients as its math_grad.py has them.

#include "engine/ops/reduce/segment/segment_rows.h"

namespace weft {
namespace {

Result<PartialShape> segmentShape(const ShapeContext& context) {
    const PartialShape data = WEFT_TRY(context.input(0).withRankAtLeast(1));
    WEFT_TRY(context.input(1).withRank(1));
    return data.hasRank() ? data.withDim(0, kUnknownDim) : PartialShape::unknown();
}

enum class Mean { No, Yes };

template <class A>
A average(A sum, std::int64_t count) {
    if constexpr (std::is_integral_v<A>) {
        // The count may not fit into A.
        using Wide = std::conditional_t<std::is_signed_v<A>, std::int64_t, std::uint64_t>;
        return static_cast<A>(static_cast<Wide>(sum) / static_cast<Wide>(count));
    } else if constexpr (std::is_floating_point_v<A>) {
        return sum / static_cast<A>(count);
    } else {
        return sum / static_cast<typename A::value_type>(count);
    }
}

template <class Fold, Mean kMean, class T>
Status segmentCpu(KernelContext& context) {
    using A = Accumulator<T>;
    const Shape& shape = context.input(0).shape();
    const std::vector<std::int64_t> ids = idsOf(context.input(1));
    if (std::ssize(ids) != shape[0]) {
        return invalidArgument(
            concat("segment_ids should be the same size as dimension 0 of input: got ",
                   std::ssize(ids), ", want ", shape[0]));
    }
    WEFT_TRY(checkSortedIds(ids, std::numeric_limits<std::int64_t>::max()));
    const std::int64_t segments = ids.empty() ? 0 : ids.back() + 1;
    const Shape outShape = WEFT_TRY(withRows(shape, 1, segments));
    Tensor output = WEFT_TRY(context.allocate(kDTypeOf<T>, outShape));
    const std::int64_t columns = rowElements(shape, 1);
    const T* data = context.inputValues<T>(0).data();
    T* out = output.mutableValues<T>().data();
    const T empty(std::is_same_v<Fold, ProdFold> ? A{1} : A{0});
    std::fill_n(out, outShape.elements(), empty);
    std::vector<A> folded(static_cast<std::size_t>(columns));
    for (std::size_t begin = 0; begin < ids.size();) {
        std::size_t end = begin;
        std::fill(folded.begin(), folded.end(), Fold::template start<A>());
        for (; end < ids.size() && ids[end] == ids[begin]; ++end) {
            const T* row = data + static_cast<std::int64_t>(end) * columns;
            for (std::size_t c = 0; c < folded.size(); ++c) {
                folded[c] = Fold::join(static_cast<A>(row[c]), folded[c]);
            }
        }
        T* to = out + ids[begin] * columns;
        const auto count = static_cast<std::int64_t>(end - begin);
        for (std::size_t c = 0; c < folded.size(); ++c) {
            to[c] = T(kMean == Mean::Yes ? average(folded[c], count) : folded[c]);
        }
        begin = end;
    }
    context.setOutput(0, std::move(output));
    return okStatus();
}

Result<std::vector<Expr>> sumGradient(const GradientContext& context) {
    return std::vector<Expr>{gatherRows(context.outputGradient(0), context.input(1)), Expr()};
}
/// The sum's gradient over the number of rows in each segment.
Result<std::vector<Expr>> meanGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    const Expr ids = context.input(1);
    const Expr one = intVector(dy, {1});
    const Expr more = op(
        "Fill", {reshape(rankOf(context.input(0)) - intConstant(dy, 1), one), intConstant(dy, 1)});
    const Expr shape = op("ConcatV2", {shapeOf(ids), more, intConstant(dy, 0)});
    const Expr counts = op("SegmentSum", {op("Fill", {shape, constantLike(dy, 1)}), ids});
    return std::vector<Expr>{gatherRows(dy / counts, ids), Expr()};
}
/// Rows that equal the extreme share its gradient.
Result<std::vector<Expr>> extremeGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    const Expr x = context.input(0);
    const Expr ids = context.input(1);
    const Expr isChosen = op("Equal", {x, gatherRows(context.output(0), ids)});
    const Expr count = op("SegmentSum", {cast(isChosen, dy.dtype()), ids});
    const Expr dx = op("SelectV2", {isChosen, gatherRows(dy / count, ids), zerosLike(x)});
    return std::vector<Expr>{dx, Expr()};
}
/// The product of the other rows: the whole over this one, unless zeros are among them.
Result<std::vector<Expr>> prodGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    const Expr ids = context.input(1);
    const Expr isZero = op("Equal", {x, constantLike(x, 0)});
    const Expr zeros = op("SegmentSum", {cast(isZero, DType::Int32), ids});
    const Expr all = context.outputGradient(0);
    const Expr dy =
        op("SelectV2", {op("Greater", {zeros, constantLike(zeros, 1)}), zerosLike(all), all});
    const Expr nonZero = op("SelectV2", {isZero, onesLike(x), x});
    const Expr others = op("SegmentProd", {nonZero, ids});
    const Expr quotient = gatherRows(context.output(0), ids) / nonZero;
    const Expr slope = op("SelectV2", {isZero, gatherRows(others, ids), quotient});
    return std::vector<Expr>{gatherRows(dy, ids) * slope, Expr()};
}

void segmentSignature(OpBuilder& op) {
    op.category("math")
        .attr("Tindices: {int32, int64}")
        .input("data: T", "[n, ...] the rows")
        .input("segment_ids: Tindices", "[n] segment of each row, ascending")
        .output("output: T", "[last id + 1, ...] a row for each segment")
        .dynamicOutput(0)
        .shape(segmentShape);
}
template <class Fold, Mean kMean, class... T>
void kernels(OpBuilder& op) {
    (op.cpuKernel<T>(segmentCpu<Fold, kMean, T>), ...);
}
template <class Fold, Mean kMean = Mean::No>
void orderedKernels(OpBuilder& op) {
    kernels<Fold, kMean, float, double, Half, BFloat16, std::int8_t, std::int16_t, std::int32_t,
            std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>(op);
}
template <class Fold, Mean kMean = Mean::No>
void numberKernels(OpBuilder& op) {
    orderedKernels<Fold, kMean>(op);
    kernels<Fold, kMean, std::complex<float>, std::complex<double>>(op);
}

WEFT_OP("SegmentSum")
    .summary("Adds up the rows of each segment.")
    .attr(kSegmentNumbers)
    .apply(segmentSignature)
    .gradient(sumGradient)
    .apply(numberKernels<SumFold>);

WEFT_OP("SegmentMean")
    .summary("Averages the rows of each segment.")
    .attr(kSegmentNumbers)
    .apply(segmentSignature)
    .gradient(meanGradient)
    .apply(numberKernels<SumFold, Mean::Yes>);

WEFT_OP("SegmentProd")
    .summary("Multiplies the rows of each segment.")
    .attr(kSegmentNumbers)
    .apply(segmentSignature)
    .gradient(prodGradient)
    .apply(numberKernels<ProdFold>);

WEFT_OP("SegmentMax")
    .summary("The largest of the rows of each segment, column by column.")
    .attr(kSegmentOrdered)
    .apply(segmentSignature)
    .gradient(extremeGradient)
    .apply(orderedKernels<MaxFold>);

WEFT_OP("SegmentMin")
    .summary("The smallest of the rows of each segment, column by column.")
    .attr(kSegmentOrdered)
    .apply(segmentSignature)
    .gradient(extremeGradient)
    .apply(orderedKernels<MinFold>);

}  // namespace
}  // namespace weft
