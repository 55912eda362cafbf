// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>
#include <type_traits>

#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/kernel/state/philox.h"
#include "engine/tensor/half.h"

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

/// Exact; 16-bit floating types go through float.
template <class T>
double asDouble(T value) {
    if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
        return static_cast<double>(static_cast<float>(value));
    } else {
        return static_cast<double>(value);
    }
}

/// Numbers that a group (what one block gives) holds: 2 of 64-bit types, else 4.
template <class T>
inline constexpr std::int64_t kGroup = sizeof(T) == 8 ? 2 : 4;
/// What samplers give for a group; 16-bit types are rounded from float when stored.
template <class T>
using Group =
    std::array<std::conditional_t<sizeof(T) == 2, float, T>, static_cast<std::size_t>(kGroup<T>)>;

/// [0, 1). Each sampler's kNs is what a group costs, in nanoseconds. Those whose group g is made of block g
/// alone have ofBlock(), so that many blocks can be found at once.
template <class T>
struct UniformSampler {
    static constexpr double kNs = 5;
    Group<T> operator()(const Philox& stream, std::uint64_t g) const {
        return ofBlock(stream.block(g));
    }
    Group<T> ofBlock(const Block& w) const {
        if constexpr (std::is_same_v<T, double>) {
            return {uniformDouble(w[0], w[1]), uniformDouble(w[2], w[3])};
        } else {
            return {uniform(w[0]), uniform(w[1]), uniform(w[2]), uniform(w[3])};
        }
    }

private:
    /// 16-bit types: the low bits of the word as mantissa of a number in [1, 2), minus 1.
    static float uniform(std::uint32_t word) {
        if constexpr (sizeof(T) == 2) {
            constexpr bool kIsHalf = std::is_same_v<T, Half>;
            T number;
            number.bits = static_cast<std::uint16_t>(kIsHalf ? 0x3C00U | (word & 0x3FFU)
                                                             : 0x3F80U | (word & 0x7FU));
            return static_cast<float>(number) - 1.0F;
        } else {
            return uniformFloat(word);
        }
    }
};

/// Mean 0, deviation 1: Box-Muller on pairs of uniforms, the sine first.
template <class T>
struct NormalSampler {
    static constexpr double kNs = 50;
    Group<T> operator()(const Philox& stream, std::uint64_t g) const {
        return ofBlock(stream.block(g));
    }
    Group<T> ofBlock(const Block& w) const {
        if constexpr (std::is_same_v<T, double>) {
            return boxMullerDouble(w);
        } else {
            const std::array<float, 2> a = boxMuller(w[0], w[1]);
            const std::array<float, 2> b = boxMuller(w[2], w[3]);
            return {a[0], a[1], b[0], b[1]};
        }
    }
};

/// Normals of (-2, 2). Each group has 256 blocks of its own (double: 128); those beyond are dropped
/// and drawn again.
template <class T>
struct TruncatedSampler {
    static constexpr double kNs = 90;
    Group<T> operator()(const Philox& stream, std::uint64_t g) const {
        using Wide = typename Group<T>::value_type;
        constexpr Wide kCut = 2;
        Words words(stream.skipped(g * (kGroup<T> == 2 ? 128 : 256)));
        Group<T> kept{};
        std::size_t count = 0;
        while (count < kept.size()) {
            std::array<Wide, 2> pair{};
            const std::uint32_t a = words.next();
            const std::uint32_t b = words.next();
            if constexpr (std::is_same_v<T, double>) {
                const std::uint32_t c = words.next();
                pair = boxMullerDouble({a, b, c, words.next()});
            } else {
                pair = boxMuller(a, b);
            }
            for (const Wide value : pair) {
                if (std::abs(value) < kCut && count < kept.size()) { kept[count++] = value; }
            }
        }
        return kept;
    }
};

/// All bits of the words; 64-bit types take pairs, the lower half first.
template <class T>
struct BitsSampler {
    static constexpr double kNs = 5;
    Group<T> operator()(const Philox& stream, std::uint64_t g) const {
        return ofBlock(stream.block(g));
    }
    Group<T> ofBlock(const Block& w) const {
        Group<T> numbers{};
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            if constexpr (sizeof(T) == 8) {
                numbers[i] =
                    static_cast<T>(w[2 * i] | (static_cast<std::uint64_t>(w[2 * i + 1]) << 32U));
            } else {
                numbers[i] = static_cast<T>(w[i]);
            }
        }
        return numbers;
    }
};

/// first + bits mod range, in unsigned arithmetic: a little biased where the range is no power of
/// two, as in TensorFlow.
template <class T>
struct RangeSampler {
    static constexpr double kNs = 20;
    using Unsigned = std::make_unsigned_t<T>;
    Unsigned first = 0;
    Unsigned range = 1;

    /// Errors: InvalidArgument when low >= high.
    static Result<RangeSampler> between(T low, T high) {
        if (low >= high) {
            return invalidArgument(concat("Need minval < maxval: got minval ", low, " and maxval ",
                                          high, ", want minval < maxval"));
        }
        const auto first = static_cast<Unsigned>(low);
        return RangeSampler{first, static_cast<Unsigned>(static_cast<Unsigned>(high) - first)};
    }
    Group<T> operator()(const Philox& stream, std::uint64_t g) const {
        return ofBlock(stream.block(g));
    }
    Group<T> ofBlock(const Block& w) const {
        Group<T> numbers{};
        const Group<Unsigned> bits = BitsSampler<Unsigned>().ofBlock(w);
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            numbers[i] = static_cast<T>(static_cast<Unsigned>(first + bits[i] % range));
        }
        return numbers;
    }
};

}  // namespace weft::random
