// SPDX-License-Identifier: Apache-2.0
/// @file
/// The loops are plain C++ over the functors; the compiler vectorises them for each target.

#include "engine/kernel/simd/unary.h"

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

}  // namespace weft::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace weft::simd {

HWY_EXPORT(unaryFloat);
HWY_EXPORT(unaryDouble);
HWY_EXPORT(unaryInt32);
HWY_EXPORT(unaryInt64);

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

}  // namespace weft::simd
#endif
