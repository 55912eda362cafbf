// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// @file
/// Vector loops of activations and biases, on plain pointers. All run on the calling thread and
/// may be given ranges of a larger array. No two arrays overlap, except that `out` may be an input.

namespace weft::simd {

/// out = max(x, 0); NaN stays NaN.
void relu(const float* x, float* out, std::int64_t n);
void relu(const double* x, double* out, std::int64_t n);
/// out = dy * (x > 0), so that a NaN of dy is never hidden.
void reluGrad(const float* dy, const float* x, float* out, std::int64_t n);
void reluGrad(const double* dy, const double* x, double* out, std::int64_t n);
/// out[r, c] = x[r, c] + bias[c].
void biasAddRows(const float* x, const float* bias, float* out, std::int64_t rows,
                 std::int64_t columns);
void biasAddRows(const double* x, const double* bias, double* out, std::int64_t rows,
                 std::int64_t columns);
/// sums[c] = sum over rows of x[r, c] for columns begin <= c < end of `columns`.
/// Numerics: blocks of 64 rows are summed each by itself and added in order.
void sumRows(const float* x, float* sums, std::int64_t rows, std::int64_t columns,
             std::int64_t begin, std::int64_t end);
void sumRows(const double* x, double* sums, std::int64_t rows, std::int64_t columns,
             std::int64_t begin, std::int64_t end);

}  // namespace weft::simd
