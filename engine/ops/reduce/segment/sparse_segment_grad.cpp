// SPDX-License-Identifier: Apache-2.0
/// @file
/// SparseSegmentSumGrad, SparseSegmentMeanGrad, SparseSegmentSqrtNGrad: output[indices[i], ...] adds
/// up grad[segment_ids[i], ...], over the number of rows in that segment (Mean) or its square root.
///
/// Shapes   grad [segments, ...], indices [n], segment_ids [n]; output [output_dim0, ...].
/// Types    half, bfloat16 (through float), float, double.
/// Errors   InvalidArgument for indices or ids out of range, vectors of different sizes, a negative
///          output_dim0.
/// Numerics Rows are added in their order; rows that nothing is added to are 0.
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include <cmath>

#include "engine/kernel/via_float.h"
#include "engine/ops/reduce/segment/segment_rows.h"

namespace weft {
namespace {

enum class Divide { No, ByCount, BySquareRoot };

Result<PartialShape> gradShape(const ShapeContext& context) {
    const PartialShape grad = WEFT_TRY(context.input(0).withRankAtLeast(1));
    const PartialShape indices = WEFT_TRY(context.input(1).withRank(1));
    const PartialShape ids = WEFT_TRY(context.input(2).withRank(1));
    WEFT_TRY(context.input(3).withRank(0));
    if (!mergeDim(indices[0], ids[0]).ok()) {
        return invalidArgument(concat("segment_ids and indices should have same size: got ", ids[0],
                                      ", want ", indices[0]));
    }
    const std::optional<std::int64_t> rows = WEFT_TRY(context.valueAsInt(3));
    if (rows.value_or(0) < 0) {
        return invalidArgument(concat("output_dim0 must not be negative: got ", *rows));
    }
    return grad.hasRank() ? grad.withDim(0, rows.value_or(kUnknownDim)) : grad;
}

template <Divide kDivide, class T>
Status gradCpu(KernelContext& context) {
    const Shape& shape = context.input(0).shape();
    const std::vector<std::int64_t> indices = idsOf(context.input(1));
    const std::vector<std::int64_t> ids = idsOf(context.input(2));
    WEFT_TRY(checkIndices("indices", indices, context.output(0).shape()[0]));
    WEFT_TRY(checkIndices("segment_ids", ids, shape[0]));
    std::vector<T> scale(static_cast<std::size_t>(shape[0]), T{0});
    for (const std::int64_t id : ids) { scale[static_cast<std::size_t>(id)] += T{1}; }
    for (T& count : scale) {
        const T most = std::max(count, T{1});
        count = kDivide == Divide::No ? T{1}
                                      : 1 / (kDivide == Divide::ByCount ? most : std::sqrt(most));
    }
    const std::int64_t columns = rowElements(shape, 1);
    const T* grad = context.inputValues<T>(0).data();
    const std::span<T> out = context.outputValues<T>(0);
    std::ranges::fill(out, T{0});
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const T* row = grad + ids[i] * columns;
        T* to = out.data() + indices[i] * columns;
        const T factor = scale[static_cast<std::size_t>(ids[i])];
        for (std::int64_t c = 0; c < columns; ++c) { to[c] += row[c] * factor; }
    }
    return okStatus();
}

template <Divide kDivide>
void gradOp(OpBuilder& op) {
    op.category("math")
        .attr("T: {bfloat16, half, float, double}")
        .attr("Tidx: {int32, int64} = DT_INT32")
        .attr("Tsegmentids: {int32, int64} = DT_INT32")
        .input("grad: T", "[segments, ...] gradients by the results")
        .input("indices: Tidx", "[n] rows of the table, as the op was given")
        .input("segment_ids: Tsegmentids", "[n] segment of each of these rows")
        .input("output_dim0: int32", "scalar: rows of the table")
        .output("output: T", "[output_dim0, ...] gradient by the table")
        .hostInput("output_dim0")
        .shape(gradShape)
        .noGradient("TensorFlow defines none")
        .template cpuKernel<float>(gradCpu<kDivide, float>)
        .template cpuKernel<double>(gradCpu<kDivide, double>)
        .template cpuKernel<Half>(viaFloat<gradCpu<kDivide, float>>)
        .template cpuKernel<BFloat16>(viaFloat<gradCpu<kDivide, float>>);
}

WEFT_OP("SparseSegmentSumGrad")
    .summary("Gradient of SparseSegmentSum by its table.")
    .apply(gradOp<Divide::No>);

WEFT_OP("SparseSegmentMeanGrad")
    .summary("Gradient of SparseSegmentMean by its table.")
    .apply(gradOp<Divide::ByCount>);

WEFT_OP("SparseSegmentSqrtNGrad")
    .summary("Gradient of SparseSegmentSqrtN by its table.")
    .apply(gradOp<Divide::BySquareRoot>);

}  // namespace
}  // namespace weft
