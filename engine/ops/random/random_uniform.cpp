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

#include "engine/ops/random/distributions.h"

namespace weft {
namespace {

using random::Block;
using random::Philox;

constexpr double kBlockNs = 15;

Status uniformFloats(KernelContext& context) {
    return random::fillGroups<float>(context, kBlockNs, [](const Philox& stream, std::uint64_t g) {
        const Block w = stream.block(g);
        return std::array<float, 4>{random::uniformFloat(w[0]), random::uniformFloat(w[1]),
                                    random::uniformFloat(w[2]), random::uniformFloat(w[3])};
    });
}

Status uniformDoubles(KernelContext& context) {
    return random::fillGroups<double>(context, kBlockNs, [](const Philox& stream, std::uint64_t g) {
        const Block w = stream.block(g);
        return std::array<double, 2>{random::uniformDouble(w[0], w[1]),
                                     random::uniformDouble(w[2], w[3])};
    });
}

/// 16-bit types: the low mantissa bits of a word.
template <class T, std::uint16_t kOne, std::uint16_t kMantissa>
Status uniformShort(KernelContext& context) {
    return random::fillGroups<T>(context, kBlockNs, [](const Philox& stream, std::uint64_t g) {
        const Block w = stream.block(g);
        std::array<float, 4> numbers{};
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            T value;
            value.bits = static_cast<std::uint16_t>(kOne | (w[i] & kMantissa));
            numbers[i] = static_cast<float>(value) - 1.0F;
        }
        return numbers;
    });
}

WEFT_OP("RandomUniform")
    .summary("Random numbers of [0, 1), all equally likely.")
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
    .cpuKernel<float>(uniformFloats)
    .cpuKernel<double>(uniformDoubles)
    .cpuKernel<Half>(uniformShort<Half, 0x3C00, 0x3FF>)
    .cpuKernel<BFloat16>(uniformShort<BFloat16, 0x3F80, 0x7F>);

}  // namespace
}  // namespace weft
