// SPDX-License-Identifier: Apache-2.0
/// @file
/// StatelessTruncatedNormal and its V2: normal numbers of (-2, 2) that a seed fixes.
///
/// Shapes   shape [rank] of sizes >= 0, seed [2]; V2 has key [1], counter [2] and alg [] in place of
///          seed. The output has the wanted shape.
/// Types    half, bfloat16, float, double.
/// Errors   InvalidArgument for a shape that is no vector or has a negative size, a seed, key or
///          counter of another length, an algorithm other than Philox.
/// Numerics The numbers of TruncatedNormal from block 0 of the stream that the inputs name.
/// Source   Op contracts of TensorFlow "StatelessTruncatedNormal", "StatelessTruncatedNormalV2" (ops.pbtxt); same streams.

#include "engine/ops/random/stateless.h"

namespace weft {
namespace {

WEFT_OP("StatelessTruncatedNormal")
    .summary("Normal numbers, cut off at two deviations, that a seed fixes.")
    .attr("dtype: {half, bfloat16, float, double} = DT_FLOAT")
    .apply(random::seedOp)
    .cpuKernel<float>(random::sampleFromSeed<float, random::TruncatedSampler>)
    .cpuKernel<double>(random::sampleFromSeed<double, random::TruncatedSampler>)
    .cpuKernel<Half>(random::sampleFromSeed<Half, random::TruncatedSampler>)
    .cpuKernel<BFloat16>(random::sampleFromSeed<BFloat16, random::TruncatedSampler>);

WEFT_OP("StatelessTruncatedNormalV2")
    .summary("Normal numbers, cut off at two deviations, that a seed fixes.")
    .attr("dtype: {half, bfloat16, float, double} = DT_FLOAT")
    .apply(random::keyOp)
    .cpuKernel<float>(random::sampleFromKey<float, random::TruncatedSampler>)
    .cpuKernel<double>(random::sampleFromKey<double, random::TruncatedSampler>)
    .cpuKernel<Half>(random::sampleFromKey<Half, random::TruncatedSampler>)
    .cpuKernel<BFloat16>(random::sampleFromKey<BFloat16, random::TruncatedSampler>);

}  // namespace
}  // namespace weft
