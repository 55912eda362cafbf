// SPDX-License-Identifier: Apache-2.0
/// @file
/// RandomGamma, StatelessRandomGammaV2: numbers of the gamma distribution with rate 1.
///
/// Shapes   RandomGamma: output is shape, then the shape of alpha. Stateless: output has the wanted
///          shape, which ends with that of alpha; seed is [2].
/// Types    half, float, double; drawn in double and rounded.
/// Errors   InvalidArgument for a shape that is no vector, has a negative size or does not end as
///          it must, a seed of another shape.
/// Numerics Each sample has 256 blocks of the stream of its own. An alpha that is not above 0 gives
///          NaN.
/// Source   Op contracts of TensorFlow (ops.pbtxt); same streams. Marsaglia and Tsang, A simple
///          method for generating gamma variables, 2000.

#include <cmath>
#include <limits>

#include "engine/ops/random/distributions/by_parameter.h"

namespace weft {
namespace {

constexpr std::string_view kNoGradient =
    "TensorFlow's gradient is an op (RandomGammaGrad) outside the op list";

double drawGamma(double alpha, double /*largest*/, random::DoubleStream& numbers) {
    if (!(alpha > 0)) { return std::numeric_limits<double>::quiet_NaN(); }
    if (alpha == 1) { return -std::log1p(-numbers.uniform()); }
    const bool less = alpha < 1;
    const double d = alpha + (less ? 2.0 / 3 : -1.0 / 3);
    const double c = 1.0 / 3 / std::sqrt(d);
    for (;;) {
        const double x = numbers.normal();
        double v = 1 + c * x;
        if (v <= 0) { continue; }
        v = v * v * v;
        const double u = numbers.uniform();
        const bool accepted = u < 1 - 0.0331 * (x * x) * (x * x) ||
                              std::log(u) < 0.5 * x * x + d * (1 - v + std::log(v));
        if (!accepted) { continue; }
        return less ? d * v * std::pow(numbers.uniform(), 1 / alpha) : d * v;
    }
}

WEFT_OP("RandomGamma")
    .summary("Random numbers of the gamma distribution.")
    .category("random")
    .attr(random::kSeed)
    .attr(random::kSeed2)
    .attr("S: {int32, int64}")
    .attr("T: {half, float, double}")
    .input("shape: S", "[rank] how many samples of each alpha")
    .input("alpha: T", "the shape parameters of the distributions, each above 0")
    .output("output: T", "[shape..., alpha...] the samples")
    .stateful()
    .hostInput("shape")
    .shape(random::samplesThenParameter)
    .noGradient(kNoGradient)
    .parameters(random::parseSeeds)
    .cpuKernel(random::byParameterFromNode<drawGamma>);

WEFT_OP("StatelessRandomGammaV2")
    .summary("Numbers of the gamma distribution that a seed fixes.")
    .category("random")
    .attr("dtype: {half, float, double}")
    .attr("T: {int32, int64}")
    .attr("Tseed: {int32, int64} = DT_INT64")
    .input("shape: T", "[rank] the wanted shape; it ends with that of alpha")
    .input("seed: Tseed", "[2] names the stream")
    .input("alpha: dtype", "the shape parameters of the distributions, each above 0")
    .output("output: dtype", "the samples")
    .hostInput("shape")
    .shape(random::endsWithParameter)
    .noGradient(kNoGradient)
    .cpuKernel(random::byParameterFromSeed<drawGamma>);

}  // namespace
}  // namespace weft
