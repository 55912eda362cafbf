// SPDX-License-Identifier: Apache-2.0
/// @file
/// TruncatedNormal: normal numbers, those beyond two standard deviations drawn again.
///
/// Shapes   shape [rank] of sizes >= 0; output has that shape.
/// Types    half, bfloat16 (float rounded), float, double; shape int32 or int64.
/// Errors   InvalidArgument for a shape that is no vector or has a negative size.
/// Numerics Each group of four numbers (double: two) has its own 256 (128) blocks an element of
///          the node's Philox stream; Box-Muller values with |x| < 2 are kept in order until the
///          group is full.
/// Source   Op contract of TensorFlow "TruncatedNormal" (ops.pbtxt); same streams.

#include "engine/ops/random/fill.h"

namespace weft {
namespace {

WEFT_OP("TruncatedNormal")
    .summary("Random numbers of the normal distribution, cut off at two standard deviations.")
    .apply(random::seededOp)
    .cpuKernel<float>(random::sampleFromNode<float, random::TruncatedSampler>)
    .cpuKernel<double>(random::sampleFromNode<double, random::TruncatedSampler>)
    .cpuKernel<Half>(random::sampleFromNode<Half, random::TruncatedSampler>)
    .cpuKernel<BFloat16>(random::sampleFromNode<BFloat16, random::TruncatedSampler>);

}  // namespace
}  // namespace weft
