// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>

/// @file
/// The two 16-bit floating types. They only store: arithmetic is done in float and rounded once.

namespace weft {

/// IEEE 754 binary16: 1 sign, 5 exponent, 10 mantissa bits.
struct Half {
    std::uint16_t bits = 0;

    Half() = default;
    /// Rounds to nearest, ties to even; overflow gives an infinity, NaN stays NaN.
    explicit Half(float value);
    /// Exact.
    explicit operator float() const;
    friend bool operator==(Half a, Half b) {
        return static_cast<float>(a) == static_cast<float>(b);
    }
};

/// The upper half of a float: 1 sign, 8 exponent, 7 mantissa bits.
struct BFloat16 {
    std::uint16_t bits = 0;

    BFloat16() = default;
    /// Rounds to nearest, ties to even; NaN stays NaN.
    explicit BFloat16(float value) {
        auto word = std::bit_cast<std::uint32_t>(value);
        if ((word & 0x7FFFFFFFU) > 0x7F800000U) {
            bits = static_cast<std::uint16_t>((word >> 16U) | 0x40U);
            return;
        }
        word += 0x7FFFU + ((word >> 16U) & 1U);
        bits = static_cast<std::uint16_t>(word >> 16U);
    }
    /// Exact.
    explicit operator float() const { return std::bit_cast<float>(std::uint32_t{bits} << 16U); }
    friend bool operator==(BFloat16 a, BFloat16 b) {
        return static_cast<float>(a) == static_cast<float>(b);
    }
};

}  // namespace weft
