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

#include "engine/ops/random/distributions.h"

namespace weft {
namespace {

using random::Philox;
using random::Words;

constexpr double kGroupNs = 90;
constexpr double kCut = 2.0;
/// Blocks between the regions of two groups.
template <class T>
constexpr std::uint64_t kGroupBlocks = random::kGroup<T> == 2 ? 128 : 256;

template <class T>
Status truncated(KernelContext& context) {
    using Wide = std::conditional_t<std::is_same_v<T, double>, double, float>;
    constexpr auto size = static_cast<std::size_t>(random::kGroup<T>);
    return random::fillGroups<T>(context, kGroupNs, [](const Philox& stream, std::uint64_t g) {
        Words words(stream.skipped(g * kGroupBlocks<T>));
        std::array<Wide, size> kept{};
        std::size_t count = 0;
        while (count < size) {
            std::array<Wide, 2> pair{};
            const std::uint32_t a = words.next();
            const std::uint32_t b = words.next();
            if constexpr (std::is_same_v<T, double>) {
                const std::uint32_t c = words.next();
                pair = random::boxMullerDouble({a, b, c, words.next()});
            } else {
                pair = random::boxMuller(a, b);
            }
            for (const Wide value : pair) {
                if (std::abs(value) < static_cast<Wide>(kCut) && count < size) {
                    kept[count++] = value;
                }
            }
        }
        return kept;
    });
}

WEFT_OP("TruncatedNormal")
    .summary("Random numbers of the normal distribution, cut off at two standard deviations.")
    .category("random")
    .attr(random::kSeed)
    .attr(random::kSeed2)
    .attr("dtype: {half, bfloat16, float, double}")
    .attr("T: {int32, int64}")
    .input("shape: T", "[rank] the wanted shape")
    .output("output: dtype", "random numbers of (-2, 2) of the wanted shape")
    .stateful()
    .hostInput("shape")
    .shape(random::randomShape)
    .noGradient(random::kNoGradient)
    .parameters(random::parseSeeds)
    .cpuKernel<float>(truncated<float>)
    .cpuKernel<double>(truncated<double>)
    .cpuKernel<Half>(truncated<Half>)
    .cpuKernel<BFloat16>(truncated<BFloat16>);

}  // namespace
}  // namespace weft
