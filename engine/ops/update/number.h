// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <complex>
#include <type_traits>

#include "engine/tensor/half.h"

/// @file
/// Arithmetic of the updates, the same words for every dtype. Half and bfloat16 are computed as
/// TensorFlow does: each operation in float, its result rounded at once.

namespace weft::update {

/// A half or bfloat16 that can be computed with.
template <class Stored>
class Rounded {
public:
    explicit Rounded(Stored stored) : m_value(static_cast<float>(stored)) {}
    explicit Rounded(float value) : m_value(static_cast<float>(Stored(value))) {}
    explicit Rounded(int value) : Rounded(static_cast<float>(value)) {}
    float value() const { return m_value; }
    Stored stored() const { return Stored(m_value); }

    friend Rounded operator+(Rounded a, Rounded b) { return Rounded(a.m_value + b.m_value); }
    friend Rounded operator-(Rounded a, Rounded b) { return Rounded(a.m_value - b.m_value); }
    friend Rounded operator*(Rounded a, Rounded b) { return Rounded(a.m_value * b.m_value); }
    friend Rounded operator/(Rounded a, Rounded b) { return Rounded(a.m_value / b.m_value); }
    friend Rounded operator-(Rounded a) { return Rounded(-a.m_value); }
    Rounded& operator+=(Rounded b) { return *this = *this + b; }
    Rounded& operator-=(Rounded b) { return *this = *this - b; }
    friend bool operator<(Rounded a, Rounded b) { return a.m_value < b.m_value; }
    friend bool operator>(Rounded a, Rounded b) { return a.m_value > b.m_value; }
    friend bool operator==(Rounded a, Rounded b) { return a.m_value == b.m_value; }

private:
    float m_value;
};

template <class T>
inline constexpr bool kIsNarrow = std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>;

/// What elements of T are computed as.
template <class T>
using Number = std::conditional_t<kIsNarrow<T>, Rounded<T>, T>;

template <class T>
T stored(const Number<T>& number) {
    if constexpr (kIsNarrow<T>) {
        return number.stored();
    } else {
        return number;
    }
}

template <class N>
N square(const N& x) {
    return x * x;
}

template <class T>
T squareRoot(const T& x) {
    return std::sqrt(x);
}
template <class S>
Rounded<S> squareRoot(Rounded<S> x) {
    return Rounded<S>(std::sqrt(x.value()));
}

/// 1 / sqrt(x).
template <class T>
T inverseRoot(const T& x) {
    return T(1) / std::sqrt(x);
}
template <class S>
Rounded<S> inverseRoot(Rounded<S> x) {
    return Rounded<S>(1.0F / std::sqrt(x.value()));
}

template <class T>
T power(T x, T exponent) {
    return std::pow(x, exponent);
}
template <class S>
Rounded<S> power(Rounded<S> x, Rounded<S> exponent) {
    return Rounded<S>(std::pow(x.value(), exponent.value()));
}

template <class T>
T exponential(T x) {
    return std::exp(x);
}
template <class S>
Rounded<S> exponential(Rounded<S> x) {
    return Rounded<S>(std::exp(x.value()));
}

/// |x| of a real number.
template <class N>
N magnitude(N x) {
    return x < N(0) ? -x : x;
}

/// 1, -1, or x itself where it is 0 or no number.
template <class N>
N signOf(N x) {
    return x > N(0) ? N(1) : x < N(0) ? N(-1) : x;
}

/// The larger; a where either is no number.
template <class N>
N larger(N a, N b) {
    return a < b ? b : a;
}

/// sign(x) max(|x| - threshold, 0).
template <class N>
N shrunk(N x, N threshold) {
    return signOf(x) * larger(magnitude(x) - threshold, N(0));
}

}  // namespace weft::update
