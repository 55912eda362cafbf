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

#include "engine/ops/random/distributions.h"

namespace weft {
namespace {

using random::Block;
using random::Philox;

constexpr double kBlockNs = 60;

template <class T>
Status normals(KernelContext& context) {
    return random::fillGroups<T>(context, kBlockNs, [](const Philox& stream, std::uint64_t g) {
        const Block w = stream.block(g);
        const std::array<float, 2> a = random::boxMuller(w[0], w[1]);
        const std::array<float, 2> b = random::boxMuller(w[2], w[3]);
        return std::array<float, 4>{a[0], a[1], b[0], b[1]};
    });
}

Status normalDoubles(KernelContext& context) {
    return random::fillGroups<double>(context, kBlockNs, [](const Philox& stream, std::uint64_t g) {
        return random::boxMullerDouble(stream.block(g));
    });
}

WEFT_OP("RandomStandardNormal")
    .summary("Random numbers of the normal distribution with mean 0 and deviation 1.")
    .category("random")
    .attr(random::kSeed)
    .attr(random::kSeed2)
    .attr("dtype: {half, bfloat16, float, double}")
    .attr("T: {int32, int64}")
    .input("shape: T", "[rank] the wanted shape")
    .output("output: dtype", "random numbers of the wanted shape")
    .stateful()
    .hostInput("shape")
    .shape(random::randomShape)
    .noGradient(random::kNoGradient)
    .parameters(random::parseSeeds)
    .cpuKernel<float>(normals<float>)
    .cpuKernel<double>(normalDoubles)
    .cpuKernel<Half>(normals<Half>)
    .cpuKernel<BFloat16>(normals<BFloat16>);

}  // namespace
}  // namespace weft
