// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cmath>
#include <numbers>

#include "engine/ops/random/generator.h"

/// @file
/// From the words of a stream to numbers, bit by bit as TensorFlow's CPU kernels do it.

namespace weft::random {

/// The low 23 bits as the mantissa of a float in [1, 2), minus 1.
inline float uniformFloat(std::uint32_t word) {
    return std::bit_cast<float>(0x3F800000U | (word & 0x7FFFFFU)) - 1.0F;
}
/// The low 20 bits of the first word above the second as the mantissa of a double in [1, 2), minus
/// 1.
inline double uniformDouble(std::uint32_t first, std::uint32_t second) {
    const std::uint64_t mantissa = (std::uint64_t{first & 0xFFFFFU} << 32U) | second;
    return std::bit_cast<double>((std::uint64_t{1023} << 52U) | mantissa) - 1.0;
}

/// Keeps the logarithm of Box-Muller finite.
inline constexpr double kSmallestUniform = 1.0e-7;

/// Two normals of two words. Only the angle is formed in double.
inline std::array<float, 2> boxMuller(std::uint32_t a, std::uint32_t b) {
    const float u = std::max(uniformFloat(a), static_cast<float>(kSmallestUniform));
    const auto angle = static_cast<float>(2 * std::numbers::pi * uniformFloat(b));
    const float radius = std::sqrt(-2.0F * std::log(u));
    return {std::sin(angle) * radius, std::cos(angle) * radius};
}
/// Two normals of four words.
inline std::array<double, 2> boxMullerDouble(const Block& words) {
    const double u = std::max(uniformDouble(words[0], words[1]), kSmallestUniform);
    const double angle = 2 * std::numbers::pi * uniformDouble(words[2], words[3]);
    const double radius = std::sqrt(-2.0 * std::log(u));
    return {std::sin(angle) * radius, std::cos(angle) * radius};
}

/// Numbers that a group (what one block gives) holds: 2 of 64-bit types, else 4.
template <class T>
inline constexpr std::int64_t kGroup = sizeof(T) == 8 ? 2 : 4;

/// Shape function of ops whose input 0 is the wanted shape.
Result<PartialShape> randomShape(const ShapeContext& context);

/// Fills output 0: group g of it with the first elements of sample(stream, g), which returns an
/// array of kGroup<T> numbers. Moves the generator by 256 blocks an element.
template <class T, class F>
Status fillGroups(KernelContext& context, double nanosecondsAGroup, const F& sample) {
    const std::int64_t n = context.output(0).elements();
    if (n == 0) { return okStatus(); }
    const Philox stream =
        WEFT_TRY(reserveBlocks(context, kBlocksPerOutput * static_cast<std::uint64_t>(n)));
    T* out = context.outputValues<T>(0).data();
    const std::int64_t groups = (n + kGroup<T> - 1) / kGroup<T>;
    parallelFor(groups, nanosecondsAGroup, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t g = begin; g < end; ++g) {
            const auto numbers = sample(stream, static_cast<std::uint64_t>(g));
            const std::int64_t first = g * kGroup<T>;
            const std::int64_t last = std::min(n, first + kGroup<T>);
            for (std::int64_t i = first; i < last; ++i) {
                out[i] = static_cast<T>(numbers[static_cast<std::size_t>(i - first)]);
            }
        }
    });
    return okStatus();
}

}  // namespace weft::random
