// SPDX-License-Identifier: Apache-2.0
/// @file
/// Multinomial, StatelessMultinomial: classes drawn by their logits.
///
/// Shapes   logits [batch, classes], num_samples scalar, seed [2]; output [batch, num_samples].
/// Types    logits of all real number types; output int32 or int64.
/// Errors   InvalidArgument for logits that are no matrix or have no classes, num_samples that is
///          no scalar or negative, a seed of another shape.
/// Numerics In double whatever the type. A sample is the first class whose running sum of
///          exp(logit - largest finite logit) is above uniform x total; logits that are not finite
///          add nothing. One stream of words for the whole batch, in row order, on one thread.
/// Source   Op contracts of TensorFlow (ops.pbtxt); same streams as its CPU kernel on one thread.

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/ops/random/stateless.h"

namespace weft {
namespace {

using random::Words;

Result<PartialShape> multinomialShape(const ShapeContext& context) {
    const Result<PartialShape> logits = context.input(0).withRank(2);
    if (!logits.ok()) {
        return invalidArgument(concat("logits should be a matrix, got shape ", context.input(0)));
    }
    WEFT_TRY(context.input(1).withRank(0));
    const std::optional<std::int64_t> samples = WEFT_TRY(context.valueAsInt(1));
    if (samples && *samples < 0) {
        return invalidArgument(concat("num_samples should be nonnegative, got ", *samples));
    }
    return PartialShape{(*logits)[0], samples.value_or(kUnknownDim)};
}
Result<PartialShape> statelessMultinomialShape(const ShapeContext& context) {
    WEFT_TRY(random::checkSeed(context, 2));
    return multinomialShape(context);
}

/// The running sums of exp(logit - largest) of a row.
template <class T>
void runningSums(std::span<const T> logits, std::vector<double>& sums) {
    double largest = std::numeric_limits<double>::lowest();
    for (const T logit : logits) {
        const double value = random::asDouble(logit);
        if (std::isfinite(value)) { largest = std::max(largest, value); }
    }
    double total = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        const double value = random::asDouble(logits[i]);
        if (std::isfinite(value)) { total += std::exp(value - largest); }
        sums[i] = total;
    }
}

template <class T, class Index>
void drawClasses(KernelContext& context, const random::Philox& stream) {
    const RowsView<const T> logits = context.inputRows<T>(0);
    const RowsView<Index> out = context.outputRows<Index>(0);
    std::vector<double> sums(static_cast<std::size_t>(logits.columns));
    Words words(stream);
    for (std::int64_t row = 0; row < logits.rows; ++row) {
        runningSums<T>(logits.row(row), sums);
        for (Index& sample : out.row(row)) {
            const std::uint32_t first = words.next();
            const double find = random::uniformDouble(first, words.next()) * sums.back();
            sample =
                static_cast<Index>(std::upper_bound(sums.begin(), sums.end(), find) - sums.begin());
        }
    }
}

/// The smallest number of samples that a row reserves words for.
constexpr std::int64_t kSamplesRounded = 4;

/// @param streamOf gives the stream once it is known that there is something to draw.
template <class T, class F>
Status multinomial(KernelContext& context, const F& streamOf) {
    if (context.input(0).shape()[1] <= 0) {
        return invalidArgument(
            concat("num_classes should be positive, got ", context.input(0).shape()[1]));
    }
    if (context.output(0).elements() == 0) { return okStatus(); }
    const random::Philox stream = WEFT_TRY(streamOf());
    if (context.output(0).dtype() == DType::Int32) {
        drawClasses<T, std::int32_t>(context, stream);
    } else {
        drawClasses<T, std::int64_t>(context, stream);
    }
    return okStatus();
}

template <class T>
Status multinomialFromNode(KernelContext& context) {
    return multinomial<T>(context, [&] {
        const Shape& shape = context.output(0).shape();
        const std::int64_t samples =
            (shape[1] + kSamplesRounded - 1) / kSamplesRounded * kSamplesRounded;
        return random::reserveBlocks(context, 2 * random::kBlocksPerOutput *
                                                  static_cast<std::uint64_t>(shape[0]) *
                                                  static_cast<std::uint64_t>(samples));
    });
}
template <class T>
Status multinomialFromSeed(KernelContext& context) {
    return multinomial<T>(
        context, [&]() -> Result<random::Philox> { return random::seedStream(context, 2); });
}

void logitsOp(OpBuilder& op) {
    op.input("logits: T", "[batch, classes] unnormalised log probabilities")
        .input("num_samples: int32", "scalar: how many classes to draw for each row");
}

WEFT_OP("Multinomial")
    .summary("Draws classes by their logits.")
    .category("random")
    .attr(random::kSeed)
    .attr(random::kSeed2)
    .attr(
        "T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, "
        "uint64}")
    .attr("output_dtype: {int32, int64} = DT_INT64")
    .apply(logitsOp)
    .output("output: output_dtype", "[batch, num_samples] numbers of [0, classes)")
    .stateful()
    .hostInput("num_samples")
    .shape(multinomialShape)
    .noGradient(random::kNoGradient)
    .parameters(random::parseSeeds)
    .cpuKernel<float>(multinomialFromNode<float>)
    .cpuKernel<double>(multinomialFromNode<double>)
    .cpuKernel<Half>(multinomialFromNode<Half>)
    .cpuKernel<BFloat16>(multinomialFromNode<BFloat16>);

WEFT_OP("StatelessMultinomial")
    .summary("Draws classes by their logits; the seed fixes them.")
    .category("random")
    .attr(
        "T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, "
        "uint64}")
    .attr("Tseed: {int32, int64} = DT_INT64")
    .attr("output_dtype: {int32, int64} = DT_INT64")
    .apply(logitsOp)
    .input("seed: Tseed", "[2] names the stream")
    .output("output: output_dtype", "[batch, num_samples] numbers of [0, classes)")
    .hostInput("num_samples")
    .shape(statelessMultinomialShape)
    .noGradient(random::kStatelessNoGradient)
    .cpuKernel<float>(multinomialFromSeed<float>)
    .cpuKernel<double>(multinomialFromSeed<double>)
    .cpuKernel<Half>(multinomialFromSeed<Half>)
    .cpuKernel<BFloat16>(multinomialFromSeed<BFloat16>);

}  // namespace
}  // namespace weft
