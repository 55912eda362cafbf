// SPDX-License-Identifier: Apache-2.0
/// @file
/// RandomUniform: numbers of [0, 1), all equally likely.
///
/// Shapes   shape [rank] of sizes >= 0; output has that shape.
/// Types    half, bfloat16, float, double; shape int32 or int64.
/// Errors   InvalidArgument for a shape that is no vector or has a negative size.
/// Numerics Bits of a word as mantissa of a number in [1, 2), minus 1: never 1. Four numbers a
///          block of the node's Philox stream (double: two), the last block of a run cut short.
/// Source   Op contract of TensorFlow "RandomUniform" (ops.pbtxt); streams agree bit by bit.

#include "engine/ops/random/fill.h"

namespace weft {
namespace {

WEFT_OP("RandomUniform")
    .summary("Random numbers of [0, 1), all equally likely.")
    .apply(random::seededOp)
    .cpuKernel<float>(random::sampleFromNode<float, random::UniformSampler>)
    .cpuKernel<double>(random::sampleFromNode<double, random::UniformSampler>)
    .cpuKernel<Half>(random::sampleFromNode<Half, random::UniformSampler>)
    .cpuKernel<BFloat16>(random::sampleFromNode<BFloat16, random::UniformSampler>);

}  // namespace
}  // namespace weft
