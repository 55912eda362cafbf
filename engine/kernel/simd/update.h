// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// @file
/// One pass over a variable, its slots and its gradient, in place. No two arrays overlap. Double
/// variants do the same in double.

namespace weft::simd {

/// var -= rate * grad.
void gradientDescent(float* var, const float* grad, float rate, std::int64_t n);
void gradientDescent(double* var, const double* grad, double rate, std::int64_t n);

/// accum = accum * momentum + grad; var -= rate * accum, or with nesterov
/// var -= rate * grad + rate * momentum * accum.
void momentum(float* var, float* accum, const float* grad, float rate, float momentum,
              bool nesterov, std::int64_t n);
void momentum(double* var, double* accum, const double* grad, double rate, double momentum,
              bool nesterov, std::int64_t n);

/// Scalars of one Adam step.
template <class T>
struct AdamStep {
    T rate;  ///< learning rate with the bias corrections: lr * sqrt(1 - beta2^t) / (1 - beta1^t)
    T beta1;
    T beta2;
    T epsilon;
    bool nesterov;
};
/// m += (1 - beta1) (grad - m); v += (1 - beta2) (grad^2 - v);
/// var -= rate * m / (sqrt(v) + epsilon), with nesterov (beta1 m + (1 - beta1) grad) in place of m.
void adam(float* var, float* m, float* v, const float* grad, const AdamStep<float>& step,
          std::int64_t n);
void adam(double* var, double* m, double* v, const double* grad, const AdamStep<double>& step,
          std::int64_t n);

}  // namespace weft::simd
