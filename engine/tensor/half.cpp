// SPDX-License-Identifier: Apache-2.0
#include "engine/tensor/half.h"

namespace weft {
namespace {

constexpr std::uint32_t kSignBit = 0x8000'0000U;
constexpr std::uint32_t kFloatInfinity = 0x7F80'0000U;
constexpr std::uint32_t kOverflow = 0x4780'0000U;        // 65536: the first float past every half
constexpr std::uint32_t kSmallestNormal = 0x3880'0000U;  // 2^-14

}  // namespace

Half::Half(float value) {
    const auto word = std::bit_cast<std::uint32_t>(value);
    const auto sign = static_cast<std::uint16_t>((word & kSignBit) >> 16U);
    std::uint32_t size = word & ~kSignBit;
    if (size > kFloatInfinity) {  // NaN: keep the payload's top, and quiet
        bits = static_cast<std::uint16_t>(sign | 0x7E00U | ((size >> 13U) & 0x1FFU));
        return;
    }
    if (size >= kOverflow) {
        bits = static_cast<std::uint16_t>(sign | 0x7C00U);
        return;
    }
    if (size < kSmallestNormal) {
        // Adding 0.5 puts the half's last subnormal bit at the float's last bit, so that the
        // processor does the rounding.
        const float shifted = std::bit_cast<float>(size) + 0.5F;
        bits = static_cast<std::uint16_t>(
            sign | (std::bit_cast<std::uint32_t>(shifted) - std::bit_cast<std::uint32_t>(0.5F)));
        return;
    }
    size += 0xFFFU + ((size >> 13U) & 1U);  // ties to even; a carry moves into the exponent
    size -= (127U - 15U) << 23U;
    bits = static_cast<std::uint16_t>(sign | (size >> 13U));
}

Half::operator float() const {
    const std::uint32_t sign = (bits & 0x8000U) << 16U;
    const std::uint32_t exponent = (bits >> 10U) & 0x1FU;
    const std::uint32_t mantissa = bits & 0x3FFU;
    if (exponent == 0) {  // zero and subnormals: mantissa * 2^-24, exact
        const float size = static_cast<float>(mantissa) * 0x1p-24F;
        return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(size));
    }
    const std::uint32_t wide = exponent == 0x1FU ? 0xFFU : exponent + (127U - 15U);
    return std::bit_cast<float>(sign | (wide << 23U) | (mantissa << 13U));
}

}  // namespace weft
