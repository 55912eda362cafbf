// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

/// @file
/// Arithmetic of one element, written once: kernel/simd compiles loops over these for every
/// instruction set, ops/math for rare dtypes. Integers wrap around as TensorFlow's do.

namespace weft::simd {

// Inlined into loops compiled for other instruction sets; an out-of-line copy would be slow.
#define WEFT_INLINE inline __attribute__((always_inline))

/// The type to compute in: unsigned for integers of 32 bits and more, whose overflow is defined;
/// T otherwise (smaller integers are computed in int and truncated).
template <class T>
struct Wrapping {
    using Type = T;
};
template <>
struct Wrapping<std::int32_t> {
    using Type = std::uint32_t;
};
template <>
struct Wrapping<std::int64_t> {
    using Type = std::uint64_t;
};
// uint16 * uint16 is computed in int and may overflow it.
template <>
struct Wrapping<std::uint16_t> {
    using Type = std::uint32_t;
};
template <class T>
using WrappingType = typename Wrapping<T>::Type;

template <class T>
WEFT_INLINE T wrapAdd(T a, T b) {
    using U = WrappingType<T>;
    return static_cast<T>(static_cast<U>(a) + static_cast<U>(b));
}
template <class T>
WEFT_INLINE T wrapSub(T a, T b) {
    using U = WrappingType<T>;
    return static_cast<T>(static_cast<U>(a) - static_cast<U>(b));
}
template <class T>
WEFT_INLINE T wrapMul(T a, T b) {
    using U = WrappingType<T>;
    return static_cast<T>(static_cast<U>(a) * static_cast<U>(b));
}

struct NegFn {
    template <class T>
    WEFT_INLINE T operator()(T x) const {
        if constexpr (std::is_floating_point_v<T>) { return -x; }
        return wrapSub(T{0}, x);
    }
};
struct AbsFn {
    template <class T>
    WEFT_INLINE T operator()(T x) const {
        if constexpr (std::is_floating_point_v<T>) { return std::fabs(x); }
        return x < T{0} ? wrapSub(T{0}, x) : x;
    }
};
/// -1, 0 or 1; NaN stays NaN.
struct SignFn {
    template <class T>
    WEFT_INLINE T operator()(T x) const {
        if constexpr (std::is_floating_point_v<T>) {
            const T sign = x > T{0} ? T{1} : (x < T{0} ? T{-1} : T{0});
            return x != x ? x : sign;
        }
        return static_cast<T>(static_cast<int>(x > T{0}) - static_cast<int>(x < T{0}));
    }
};
struct SquareFn {
    template <class T>
    WEFT_INLINE T operator()(T x) const {
        return wrapMul(x, x);
    }
};
struct SqrtFn {
    template <class T>
    WEFT_INLINE T operator()(T x) const {
        return std::sqrt(x);
    }
};
/// 1 / sqrt(x); -inf for -0 because sqrt(-0) is -0.
struct RsqrtFn {
    template <class T>
    WEFT_INLINE T operator()(T x) const {
        return T{1} / std::sqrt(x);
    }
};
struct ReciprocalFn {
    template <class T>
    WEFT_INLINE T operator()(T x) const {
        return T{1} / x;
    }
};
struct FloorFn {
    template <class T>
    WEFT_INLINE T operator()(T x) const {
        return std::floor(x);
    }
};
struct CeilFn {
    template <class T>
    WEFT_INLINE T operator()(T x) const {
        return std::ceil(x);
    }
};
/// To the nearest integer, ties to even (the rounding mode is never changed).
struct RintFn {
    template <class T>
    WEFT_INLINE T operator()(T x) const {
        return std::nearbyint(x);
    }
};

struct AddFn {
    template <class T>
    WEFT_INLINE T operator()(T a, T b) const {
        return wrapAdd(a, b);
    }
};
struct SubFn {
    template <class T>
    WEFT_INLINE T operator()(T a, T b) const {
        return wrapSub(a, b);
    }
};
struct MulFn {
    template <class T>
    WEFT_INLINE T operator()(T a, T b) const {
        return wrapMul(a, b);
    }
};
/// Of floating types.
struct DivFn {
    template <class T>
    WEFT_INLINE T operator()(T a, T b) const {
        return a / b;
    }
};
/// NaN if either is.
struct MaximumFn {
    template <class T>
    WEFT_INLINE T operator()(T a, T b) const {
        if constexpr (std::is_floating_point_v<T>) { return (a > b) | (a != a) ? a : b; }
        return a > b ? a : b;
    }
};
struct MinimumFn {
    template <class T>
    WEFT_INLINE T operator()(T a, T b) const {
        if constexpr (std::is_floating_point_v<T>) { return (a < b) | (a != a) ? a : b; }
        return a < b ? a : b;
    }
};
struct SquaredDifferenceFn {
    template <class T>
    WEFT_INLINE T operator()(T a, T b) const {
        const T d = wrapSub(a, b);
        return wrapMul(d, d);
    }
};
/// 0 where the divisor is 0, whatever the dividend.
struct DivNoNanFn {
    template <class T>
    WEFT_INLINE T operator()(T a, T b) const {
        const T quotient = a / b;
        return b == T{0} ? T{0} : quotient;
    }
};
/// 0 where the second factor is 0, whatever the first.
struct MulNoNanFn {
    template <class T>
    WEFT_INLINE T operator()(T a, T b) const {
        const T product = a * b;
        return b == T{0} ? T{0} : product;
    }
};
/// floor(a / b) of floating types.
struct FloorDivFn {
    template <class T>
    WEFT_INLINE T operator()(T a, T b) const {
        return std::floor(a / b);
    }
};

// Gradients by the output y of a function of x: (y, dy) -> dx. Where the slope may be infinite, a
// gradient of 0 stays 0.
struct TanhGradFn {
    template <class T>
    WEFT_INLINE T operator()(T y, T dy) const {
        return dy * (T{1} - y * y);
    }
};
struct SigmoidGradFn {
    template <class T>
    WEFT_INLINE T operator()(T y, T dy) const {
        return dy * y * (T{1} - y);
    }
};
struct SqrtGradFn {
    template <class T>
    WEFT_INLINE T operator()(T y, T dy) const {
        const T slope = dy * T{0.5} / y;
        return dy == T{0} ? T{0} : slope;
    }
};
struct RsqrtGradFn {
    template <class T>
    WEFT_INLINE T operator()(T y, T dy) const {
        const T slope = (T{-0.5} * dy) * (y * y * y);
        return dy == T{0} ? T{0} : slope;
    }
};
struct ReciprocalGradFn {
    template <class T>
    WEFT_INLINE T operator()(T y, T dy) const {
        const T slope = -dy * (y * y);
        return dy == T{0} ? T{0} : slope;
    }
};

struct EqualFn {
    template <class T>
    WEFT_INLINE bool operator()(const T& a, const T& b) const {
        return a == b;
    }
};
struct NotEqualFn {
    template <class T>
    WEFT_INLINE bool operator()(const T& a, const T& b) const {
        return !(a == b);
    }
};
struct LessFn {
    template <class T>
    WEFT_INLINE bool operator()(T a, T b) const {
        return a < b;
    }
};
struct LessEqualFn {
    template <class T>
    WEFT_INLINE bool operator()(T a, T b) const {
        return a <= b;
    }
};

}  // namespace weft::simd
