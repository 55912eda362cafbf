// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/tensor/half.h"

/// @file
/// Elementwise loops over one operand, compiled for every instruction set and chosen at run time.

namespace weft::simd {

/// What unary() computes; the formulas are in functors.h.
enum class Unary {
    // float, double, int32, int64:
    Neg,
    Abs,
    Sign,
    Square,
    // Floating types only:
    Sqrt,
    Rsqrt,
    Reciprocal,
    Floor,
    Ceil,
    Rint,  ///< ties to even
};

/// y[i] = f(x[i]) for n elements. y may be x.
void unary(Unary op, const float* x, float* y, std::int64_t n);
void unary(Unary op, const double* x, double* y, std::int64_t n);
void unary(Unary op, const std::int32_t* x, std::int32_t* y, std::int64_t n);
void unary(Unary op, const std::int64_t* x, std::int64_t* y, std::int64_t n);

/// What transcendental() computes.
enum class Transcendental {
    Exp,
    Expm1,
    Log,
    Log1p,
    Sin,
    Cos,
    Tanh,
    Sigmoid,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Asinh,
    Acosh,
    Atanh,
    Erf,
    Erfinv,    ///< infinite at -1 and 1, NaN beyond
    Softplus,  ///< log(1 + e^x)
    Softsign,  ///< x / (1 + |x|)
    // By the C library, element by element:
    Erfc,
};

/// False for functions computed element by element, ten times slower.
constexpr bool hasVectorFormula(Transcendental op) { return op <= Transcendental::Softsign; }

/// y[i] = f(x[i]) for n elements. y may be x.
/// Numerics: within 4 ulp of the true value; infinities, NaN, signed zeros and values outside the
/// domain give what the C library gives. An element's result does not depend on its neighbours or
/// on n.
void transcendental(Transcendental op, const float* x, float* y, std::int64_t n);
void transcendental(Transcendental op, const double* x, double* y, std::int64_t n);

/// The 16-bit types from and to float, as their constructors and conversions do it.
void widen(const Half* x, float* y, std::int64_t n);
void widen(const BFloat16* x, float* y, std::int64_t n);
void narrow(const float* x, Half* y, std::int64_t n);
void narrow(const float* x, BFloat16* y, std::int64_t n);

}  // namespace weft::simd
