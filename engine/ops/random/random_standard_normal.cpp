// SPDX-License-Identifier: Apache-2.0
/// @file
/// RandomStandardNormal: numbers with mean 0 and standard deviation 1.
///
/// Shapes   shape [rank] of sizes >= 0; output has that shape.
/// Types    half, bfloat16 (float rounded), float, double; shape int32 or int64.
/// Errors   InvalidArgument for a shape that is no vector or has a negative size.
/// Numerics Box-Muller on pairs of uniforms, the sine first. Four numbers a block of the node's
///          Philox stream (double: two), the last block of a run cut short.
/// Source   Op contract of TensorFlow "RandomStandardNormal" (ops.pbtxt); same streams.

#include "engine/ops/random/fill.h"

namespace weft {
namespace {

WEFT_OP("RandomStandardNormal")
    .summary("Random numbers of the normal distribution with mean 0 and deviation 1.")
    .apply(random::seededOp)
    .cpuKernel<float>(random::sampleFromNode<float, random::NormalSampler>)
    .cpuKernel<double>(random::sampleFromNode<double, random::NormalSampler>)
    .cpuKernel<Half>(random::sampleFromNode<Half, random::NormalSampler>)
    .cpuKernel<BFloat16>(random::sampleFromNode<BFloat16, random::NormalSampler>);

}  // namespace
}  // namespace weft
