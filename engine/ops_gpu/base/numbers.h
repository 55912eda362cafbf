// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/ops_gpu/base/launch.h"

/// @file
/// Element types of kernels. 16-bit floating types only store: arithmetic is done in float and rounded
/// once, as on the processor, and by the same rules.

namespace weft::gpu {

/// IEEE 754 binary16.
struct Half {
    std::uint16_t bits;
};
/// The upper half of a float.
struct BFloat16 {
    std::uint16_t bits;
};

__host__ __device__ inline float floatOfBits(std::uint32_t bits) {
    union {
        std::uint32_t from;
        float to;
    } view{bits};
    return view.to;
}
__host__ __device__ inline std::uint32_t bitsOfFloat(float value) {
    union {
        float from;
        std::uint32_t to;
    } view{value};
    return view.to;
}
__host__ __device__ inline double doubleOfBits(std::uint64_t bits) {
    union {
        std::uint64_t from;
        double to;
    } view{bits};
    return view.to;
}

/// The type that arithmetic on elements of type T is done in.
template <class T>
struct WideOf {
    using Type = T;
};
template <>
struct WideOf<Half> {
    using Type = float;
};
template <>
struct WideOf<BFloat16> {
    using Type = float;
};
template <class T>
using Wide = typename WideOf<T>::Type;

template <class T>
__host__ __device__ inline T wide(T value) {
    return value;
}
__host__ __device__ inline float wide(BFloat16 value) {
    return floatOfBits(static_cast<std::uint32_t>(value.bits) << 16U);
}
__host__ __device__ inline float wide(Half value) {
    const std::uint32_t sign = (value.bits & 0x8000U) << 16U;
    const std::uint32_t exponent = (value.bits >> 10U) & 0x1FU;
    const std::uint32_t mantissa = value.bits & 0x3FFU;
    if (exponent == 0x1FU) { return floatOfBits(sign | 0x7F800000U | (mantissa << 13U)); }
    if (exponent != 0) {
        return floatOfBits(sign | ((exponent + 112U) << 23U) | (mantissa << 13U));
    }
    const float small = static_cast<float>(mantissa) * 5.9604644775390625e-8F;  // 2^-24
    return sign != 0 ? -small : small;
}

template <class T>
struct Narrow {
    __host__ __device__ static T from(T value) { return value; }
};
template <>
struct Narrow<BFloat16> {
    __host__ __device__ static BFloat16 from(float value) {
        std::uint32_t word = bitsOfFloat(value);
        if ((word & 0x7FFFFFFFU) > 0x7F800000U) {
            return {static_cast<std::uint16_t>((word >> 16U) | 0x40U)};
        }
        word += 0x7FFFU + ((word >> 16U) & 1U);
        return {static_cast<std::uint16_t>(word >> 16U)};
    }
};
template <>
struct Narrow<Half> {
    /// To nearest, ties to even.
    __host__ __device__ static Half from(float value) {
        const std::uint32_t word = bitsOfFloat(value);
        const std::uint32_t sign = (word >> 16U) & 0x8000U;
        const std::uint32_t size = word & 0x7FFFFFFFU;
        std::uint32_t bits = 0;
        if (size > 0x7F800000U) {
            bits = 0x7E00U | ((size >> 13U) & 0x3FFU);
        } else if (size >= 0x477FF000U) {  // 65520: rounds to infinity
            bits = 0x7C00U;
        } else if (size >= 0x38800000U) {  // 2^-14: normal
            bits = (size - 0x38000000U + 0xFFFU + ((size >> 13U) & 1U)) >> 13U;
        } else {  // the unit of 0.5 is 2^-24: adding it rounds as it should
            bits = bitsOfFloat(floatOfBits(size) + 0.5F) - 0x3F000000U;
        }
        return {static_cast<std::uint16_t>(sign | bits)};
    }
};
/// What arithmetic gave, as it is stored.
template <class T>
__host__ __device__ inline T narrow(Wide<T> value) {
    return Narrow<T>::from(value);
}

/// TensorFlow's number of an element type.
template <class T>
inline constexpr std::int32_t kTypeOf = kAnyType;
template <>
inline constexpr std::int32_t kTypeOf<float> = kFloat;
template <>
inline constexpr std::int32_t kTypeOf<double> = kDouble;
template <>
inline constexpr std::int32_t kTypeOf<Half> = kHalf;
template <>
inline constexpr std::int32_t kTypeOf<BFloat16> = kBFloat16;
template <>
inline constexpr std::int32_t kTypeOf<std::int32_t> = kInt32;
template <>
inline constexpr std::int32_t kTypeOf<std::int64_t> = kInt64;
template <>
inline constexpr std::int32_t kTypeOf<std::uint8_t> = kUInt8;
template <>
inline constexpr std::int32_t kTypeOf<std::int8_t> = kInt8;
template <>
inline constexpr std::int32_t kTypeOf<std::int16_t> = kInt16;
template <>
inline constexpr std::int32_t kTypeOf<std::uint16_t> = kUInt16;
template <>
inline constexpr std::int32_t kTypeOf<std::uint32_t> = kUInt32;
template <>
inline constexpr std::int32_t kTypeOf<std::uint64_t> = kUInt64;
template <>
inline constexpr std::int32_t kTypeOf<bool> = kBool;

/// Bytes of an element of a type that kernels know, else 0.
inline std::int32_t bytesOfType(std::int32_t type) {
    switch (type) {
        case kDouble:
        case kInt64:
        case kUInt64:
            return 8;
        case kFloat:
        case kInt32:
        case kUInt32:
            return 4;
        case kHalf:
        case kBFloat16:
        case kInt16:
        case kUInt16:
            return 2;
        case kUInt8:
        case kInt8:
        case kBool:
            return 1;
        default:
            return 0;
    }
}

}  // namespace weft::gpu
