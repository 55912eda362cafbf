// SPDX-License-Identifier: Apache-2.0
/// @file
/// StatelessRandomUniform and its V2: numbers of [0, 1) that a seed fixes.
///
/// Shapes   shape [rank] of sizes >= 0, seed [2]; V2 has key [1], counter [2] and alg [] in place of
///          seed. The output has the wanted shape.
/// Types    half, bfloat16, float, double.
/// Errors   InvalidArgument for a shape that is no vector or has a negative size, a seed, key or
///          counter of another length, an algorithm other than Philox.
/// Numerics The numbers of RandomUniform from block 0 of the stream that the inputs name.
/// Source   Op contracts of TensorFlow "StatelessRandomUniform", "StatelessRandomUniformV2" (ops.pbtxt); same streams.

#include "engine/ops/random/stateless.h"

namespace weft {
namespace {

WEFT_OP("StatelessRandomUniform")
    .summary("Numbers of [0, 1), all equally likely, that a seed fixes.")
    .attr("dtype: {half, bfloat16, float, double} = DT_FLOAT")
    .apply(random::seedOp)
    .cpuKernel<float>(random::sampleFromSeed<float, random::UniformSampler>)
    .cpuKernel<double>(random::sampleFromSeed<double, random::UniformSampler>)
    .cpuKernel<Half>(random::sampleFromSeed<Half, random::UniformSampler>)
    .cpuKernel<BFloat16>(random::sampleFromSeed<BFloat16, random::UniformSampler>);

WEFT_OP("StatelessRandomUniformV2")
    .summary("Numbers of [0, 1), all equally likely, that a seed fixes.")
    .attr("dtype: {half, bfloat16, float, double} = DT_FLOAT")
    .apply(random::keyOp)
    .cpuKernel<float>(random::sampleFromKey<float, random::UniformSampler>)
    .cpuKernel<double>(random::sampleFromKey<double, random::UniformSampler>)
    .cpuKernel<Half>(random::sampleFromKey<Half, random::UniformSampler>)
    .cpuKernel<BFloat16>(random::sampleFromKey<BFloat16, random::UniformSampler>);

}  // namespace
}  // namespace weft
