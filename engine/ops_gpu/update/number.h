// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

#include "engine/ops_gpu/base/numbers.h"

/// @file
/// Arithmetic of the updates, operation for operation that of the processor's kernels: 16-bit types round
/// after each operation.

namespace weft::gpu {

/// A 16-bit number that can be computed with.
template <class Stored>
class Rounded {
public:
    Rounded() = default;
    __host__ __device__ explicit Rounded(Stored stored) : m_value(wide(stored)) {}
    __host__ __device__ explicit Rounded(float value) : m_value(wide(narrow<Stored>(value))) {}
    __host__ __device__ explicit Rounded(int value) : Rounded(static_cast<float>(value)) {}
    __host__ __device__ float value() const { return m_value; }
    __host__ __device__ friend Rounded operator+(Rounded a, Rounded b) {
        return Rounded(a.m_value + b.m_value);
    }
    __host__ __device__ friend Rounded operator-(Rounded a, Rounded b) {
        return Rounded(a.m_value - b.m_value);
    }
    __host__ __device__ friend Rounded operator*(Rounded a, Rounded b) {
        return Rounded(a.m_value * b.m_value);
    }
    __host__ __device__ friend Rounded operator/(Rounded a, Rounded b) {
        return Rounded(a.m_value / b.m_value);
    }
    __host__ __device__ friend Rounded operator-(Rounded a) { return Rounded(-a.m_value); }
    __host__ __device__ Rounded& operator+=(Rounded b) { return *this = *this + b; }
    __host__ __device__ Rounded& operator-=(Rounded b) { return *this = *this - b; }
    __host__ __device__ friend bool operator<(Rounded a, Rounded b) {
        return a.m_value < b.m_value;
    }
    __host__ __device__ friend bool operator>(Rounded a, Rounded b) {
        return a.m_value > b.m_value;
    }
    __host__ __device__ friend bool operator==(Rounded a, Rounded b) {
        return a.m_value == b.m_value;
    }

private:
    float m_value;
};

template <class T>
struct NumberOf {
    using Type = T;
    __host__ __device__ static T stored(T number) { return number; }
};
template <>
struct NumberOf<Half> {
    using Type = Rounded<Half>;
    __host__ __device__ static Half stored(Type number) { return narrow<Half>(number.value()); }
};
template <>
struct NumberOf<BFloat16> {
    using Type = Rounded<BFloat16>;
    __host__ __device__ static BFloat16 stored(Type number) {
        return narrow<BFloat16>(number.value());
    }
};

template <class T>
__host__ __device__ inline T squareRoot(T x) {
    return std::sqrt(x);
}
template <class S>
__host__ __device__ inline Rounded<S> squareRoot(Rounded<S> x) {
    return Rounded<S>(std::sqrt(x.value()));
}
/// 1 / sqrt(x).
template <class T>
__host__ __device__ inline T inverseRoot(T x) {
    return T(1) / std::sqrt(x);
}
template <class S>
__host__ __device__ inline Rounded<S> inverseRoot(Rounded<S> x) {
    return Rounded<S>(1.0F / std::sqrt(x.value()));
}
template <class T>
__host__ __device__ inline T power(T x, T y) {
    return std::pow(x, y);
}
template <class S>
__host__ __device__ inline Rounded<S> power(Rounded<S> x, Rounded<S> y) {
    return Rounded<S>(std::pow(x.value(), y.value()));
}
template <class T>
__host__ __device__ inline T exponential(T x) {
    return std::exp(x);
}
template <class S>
__host__ __device__ inline Rounded<S> exponential(Rounded<S> x) {
    return Rounded<S>(std::exp(x.value()));
}
template <class N>
__host__ __device__ inline N magnitude(N x) {
    return x < N(0) ? -x : x;
}
/// 1, -1, or x itself where it is 0 or no number.
template <class N>
__host__ __device__ inline N signOf(N x) {
    return x > N(0) ? N(1) : x < N(0) ? N(-1) : x;
}
/// The larger; a where either is no number.
template <class N>
__host__ __device__ inline N larger(N a, N b) {
    return a < b ? b : a;
}
/// sign(x) max(|x| - threshold, 0).
template <class N>
__host__ __device__ inline N shrunk(N x, N threshold) {
    return signOf(x) * larger(magnitude(x) - threshold, N(0));
}

}  // namespace weft::gpu
