// SPDX-License-Identifier: Apache-2.0
/// @file
/// RandomPoissonV2, StatelessRandomPoisson: whole numbers of the Poisson distribution.
///
/// Shapes   RandomPoissonV2: output is shape, then the shape of rate. Stateless: output has the
///          wanted shape, which ends with that of lam; seed is [2].
/// Types    half, float, double, int32, int64 for rates and samples alike; drawn in double.
/// Errors   InvalidArgument for a shape that is no vector, has a negative size or does not end as
///          it must, a seed of another shape.
/// Numerics Each sample has 256 blocks of the stream of its own. Rate infinity gives infinity (of
///          whole-number types the largest number), NaN gives NaN (0).
/// Source   Op contracts of TensorFlow (ops.pbtxt); same streams. Below rate 10 Knuth's product of
///          uniforms; else Hormann, The transformed rejection method for generating Poisson random
///          variables, 1993.

#include <cmath>

#include "engine/ops/random/distributions/by_parameter.h"

namespace weft {
namespace {

constexpr double kTransformedFrom = 10;

/// Uniforms are multiplied until the product is at most exp(-rate).
double drawByProduct(double rate, double largest, random::DoubleStream& numbers) {
    const double limit = std::exp(-rate);
    double product = 1;
    for (double count = 0;; count += 1) {
        product *= numbers.uniform();
        if (product <= limit && count <= largest) { return count; }
    }
}

double drawByRejection(double rate, double largest, random::DoubleStream& numbers) {
    const double b = 0.931 + 2.53 * std::sqrt(rate);
    const double a = -0.059 + 0.02483 * b;
    const double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    for (;;) {
        const double u = numbers.uniform() - 0.5;
        const double v = numbers.uniform();
        const double shifted = 0.5 - std::abs(u);
        const double k = std::floor((2 * a / shifted + b) * u + rate + 0.43);
        if (k > largest) { continue; }
        if (shifted >= 0.07 && v <= 0.9277 - 3.6224 / (b - 2)) { return k; }
        if (k < 0 || (shifted < 0.013 && v > shifted)) { continue; }
        const double s = std::log(v * inverseAlpha / (a / (shifted * shifted) + b));
        const double t = -rate + k * std::log(rate) - std::lgamma(k + 1);
        if (s <= t) { return k; }
    }
}

double drawPoisson(double rate, double largest, random::DoubleStream& numbers) {
    if (std::isnan(rate)) { return largest < 1e30 ? 0 : rate; }
    if (rate < kTransformedFrom) { return drawByProduct(rate, largest, numbers); }
    // Rates at which every sample would be more than the type holds.
    if (rate > largest) { return std::isinf(rate) && largest > 1e30 ? rate : largest; }
    return drawByRejection(rate, largest, numbers);
}

WEFT_OP("RandomPoissonV2")
    .summary("Random whole numbers of the Poisson distribution.")
    .category("random")
    .attr(random::kSeed)
    .attr(random::kSeed2)
    .attr("S: {int32, int64}")
    .attr("R: {half, float, double, int32, int64} = DT_DOUBLE")
    .attr("dtype: {half, float, double, int32, int64} = DT_INT64")
    .input("shape: S", "[rank] how many samples of each rate")
    .input("rate: R", "the means of the distributions")
    .output("output: dtype", "[shape..., rate...] the samples")
    .stateful()
    .hostInput("shape")
    .shape(random::samplesThenParameter)
    .noGradient(random::kNoGradient)
    .parameters(random::parseSeeds)
    .cpuKernel(random::byParameterFromNode<drawPoisson>);

WEFT_OP("StatelessRandomPoisson")
    .summary("Whole numbers of the Poisson distribution that a seed fixes.")
    .category("random")
    .attr("Rtype: {half, float, double, int32, int64}")
    .attr("dtype: {half, float, double, int32, int64}")
    .attr("T: {int32, int64}")
    .attr("Tseed: {int32, int64} = DT_INT64")
    .input("shape: T", "[rank] the wanted shape; it ends with that of lam")
    .input("seed: Tseed", "[2] names the stream")
    .input("lam: Rtype", "the means of the distributions")
    .output("output: dtype", "the samples")
    .hostInput("shape")
    .shape(random::endsWithParameter)
    .noGradient(random::kStatelessNoGradient)
    .cpuKernel(random::byParameterFromSeed<drawPoisson>);

}  // namespace
}  // namespace weft
