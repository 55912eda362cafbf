// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// @file
/// Vector loops over rows of logits. The row maximum is subtracted first, so no finite input
/// overflows; a row holding +inf or NaN gives NaN, a row of all -inf gives NaN. Sums run in a fixed
/// order. Rows are `columns` elements apart; `out` may be `logits`.

namespace weft::simd {

/// out[r] = exp(logits[r]) / sum exp(logits[r]).
void softmaxRows(const float* logits, float* out, std::int64_t rows, std::int64_t columns);
void softmaxRows(const double* logits, double* out, std::int64_t rows, std::int64_t columns);

/// out[r] = logits[r] - log(sum exp(logits[r])).
void logSoftmaxRows(const float* logits, float* out, std::int64_t rows, std::int64_t columns);
void logSoftmaxRows(const double* logits, double* out, std::int64_t rows, std::int64_t columns);

/// loss[r] = sum_c labels[r, c] * (log(sum exp(logits[r])) - logits[r, c]);
/// backprop[r] = softmax(logits[r]) - labels[r].
void crossEntropyRows(const float* logits, const float* labels, float* loss, float* backprop,
                      std::int64_t rows, std::int64_t columns);
void crossEntropyRows(const double* logits, const double* labels, double* loss, double* backprop,
                      std::int64_t rows, std::int64_t columns);

/// The same with one label of probability 1 a row, 0 <= labels[r] < columns.
void sparseCrossEntropyRows(const float* logits, const std::int64_t* labels, float* loss,
                            float* backprop, std::int64_t rows, std::int64_t columns);
void sparseCrossEntropyRows(const double* logits, const std::int64_t* labels, double* loss,
                            double* backprop, std::int64_t rows, std::int64_t columns);

}  // namespace weft::simd
