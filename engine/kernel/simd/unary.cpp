// SPDX-License-Identifier: Apache-2.0
/// @file
/// The loops are plain C++ over the functors; the compiler vectorises them for each target.

#include "engine/kernel/simd/unary.h"

#include <bit>

#include "engine/base/check.h"
#include "engine/kernel/simd/functors.h"
#include "engine/kernel/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernel/simd/unary.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace weft::simd::HWY_NAMESPACE {

template <class Fn, class T>
void loop(const T* x, T* y, std::int64_t n) {
    const Fn f;
#pragma GCC ivdep
    for (std::int64_t i = 0; i < n; ++i) { y[i] = f(x[i]); }
}

template <class T>
void run(Unary op, const T* x, T* y, std::int64_t n) {
    switch (op) {
        case Unary::Neg:
            return loop<NegFn>(x, y, n);
        case Unary::Abs:
            return loop<AbsFn>(x, y, n);
        case Unary::Sign:
            return loop<SignFn>(x, y, n);
        case Unary::Square:
            return loop<SquareFn>(x, y, n);
        default:
            break;
    }
    if constexpr (std::is_floating_point_v<T>) {
        switch (op) {
            case Unary::Sqrt:
                return loop<SqrtFn>(x, y, n);
            case Unary::Rsqrt:
                return loop<RsqrtFn>(x, y, n);
            case Unary::Reciprocal:
                return loop<ReciprocalFn>(x, y, n);
            case Unary::Floor:
                return loop<FloorFn>(x, y, n);
            case Unary::Ceil:
                return loop<CeilFn>(x, y, n);
            case Unary::Rint:
                return loop<RintFn>(x, y, n);
            default:
                break;
        }
    }
    WEFT_CHECK(false, "operation on a type it is not for");
}
void unaryFloat(Unary op, const float* x, float* y, std::int64_t n) { run(op, x, y, n); }
void unaryDouble(Unary op, const double* x, double* y, std::int64_t n) { run(op, x, y, n); }
void unaryInt32(Unary op, const std::int32_t* x, std::int32_t* y, std::int64_t n) {
    run(op, x, y, n);
}
void unaryInt64(Unary op, const std::int64_t* x, std::int64_t* y, std::int64_t n) {
    run(op, x, y, n);
}

// The conversions of half.cpp without branches, so that they become vectors.
void widenHalves(const std::uint16_t* x, float* y, std::int64_t n) {
#pragma GCC ivdep
    for (std::int64_t i = 0; i < n; ++i) {
        const std::uint32_t bits = x[i];
        const std::uint32_t size = bits & 0x7FFFU;
        const std::uint32_t moved = (size << 13U) + (112U << 23U);
        const std::uint32_t large = size >= 0x7C00U ? moved + (112U << 23U) : moved;
        const auto small = std::bit_cast<std::uint32_t>(
            static_cast<float>(static_cast<std::int32_t>(size)) * 0x1p-24F);
        const std::uint32_t word = size < 0x400U ? small : large;
        y[i] = std::bit_cast<float>(word | ((bits & 0x8000U) << 16U));
    }
}
void narrowToHalves(const float* x, std::uint16_t* y, std::int64_t n) {
#pragma GCC ivdep
    for (std::int64_t i = 0; i < n; ++i) {
        const auto word = std::bit_cast<std::uint32_t>(x[i]);
        const std::uint32_t size = word & 0x7FFF'FFFFU;
        const std::uint32_t rounded = (size + 0xFFFU + ((size >> 13U) & 1U) - (112U << 23U)) >> 13U;
        const std::uint32_t tiny =
            std::bit_cast<std::uint32_t>(std::bit_cast<float>(size) + 0.5F) - 0x3F00'0000U;
        const std::uint32_t nan = 0x7E00U | ((size >> 13U) & 0x1FFU);
        const std::uint32_t finite = size < 0x3880'0000U ? tiny : rounded;
        const std::uint32_t bounded = size >= 0x4780'0000U ? 0x7C00U : finite;
        const std::uint32_t half = size > 0x7F80'0000U ? nan : bounded;
        y[i] = static_cast<std::uint16_t>(half | ((word >> 16U) & 0x8000U));
    }
}
void widenBFloats(const std::uint16_t* x, float* y, std::int64_t n) {
#pragma GCC ivdep
    for (std::int64_t i = 0; i < n; ++i) {
        y[i] = std::bit_cast<float>(static_cast<std::uint32_t>(x[i]) << 16U);
    }
}
void narrowToBFloats(const float* x, std::uint16_t* y, std::int64_t n) {
#pragma GCC ivdep
    for (std::int64_t i = 0; i < n; ++i) {
        const auto word = std::bit_cast<std::uint32_t>(x[i]);
        const std::uint32_t nan = (word >> 16U) | 0x40U;
        const std::uint32_t rounded = (word + 0x7FFFU + ((word >> 16U) & 1U)) >> 16U;
        y[i] = static_cast<std::uint16_t>((word & 0x7FFF'FFFFU) > 0x7F80'0000U ? nan : rounded);
    }
}

}  // namespace weft::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace weft::simd {

HWY_EXPORT(unaryFloat);
HWY_EXPORT(unaryDouble);
HWY_EXPORT(unaryInt32);
HWY_EXPORT(unaryInt64);
HWY_EXPORT(widenHalves);
HWY_EXPORT(narrowToHalves);
HWY_EXPORT(widenBFloats);
HWY_EXPORT(narrowToBFloats);

void unary(Unary op, const float* x, float* y, std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(unaryFloat)(op, x, y, n);
}
void unary(Unary op, const double* x, double* y, std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(unaryDouble)(op, x, y, n);
}
void unary(Unary op, const std::int32_t* x, std::int32_t* y, std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(unaryInt32)(op, x, y, n);
}
void unary(Unary op, const std::int64_t* x, std::int64_t* y, std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(unaryInt64)(op, x, y, n);
}

// Both types are one 16-bit word, which they were made to be read as.
void widen(const Half* x, float* y, std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(widenHalves)(&x->bits, y, n);
}
void widen(const BFloat16* x, float* y, std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(widenBFloats)(&x->bits, y, n);
}
void narrow(const float* x, Half* y, std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(narrowToHalves)(x, &y->bits, n);
}
void narrow(const float* x, BFloat16* y, std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(narrowToBFloats)(x, &y->bits, n);
}

}  // namespace weft::simd
#endif
