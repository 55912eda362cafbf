// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

/// @file
/// Vector loops of max pooling: one output pixel at a time, vectors along the channels. A window is
/// a list of offsets of pixels from a base. Of equal values the first in the list is the maximum;
/// NaN counts as larger than everything, the first NaN wins.

namespace weft::simd {

/// out[c] = max over k of in[window[k] + c] for 0 <= c < n. The window is not empty.
void maxOver(const float* in, std::span<const std::int64_t> window, float* out, std::int64_t n);
void maxOver(const double* in, std::span<const std::int64_t> window, double* out, std::int64_t n);

/// to[window[k] + c] += dy[c] for the k at which in[window[k] + c] is the maximum.
void addToMax(const float* in, std::span<const std::int64_t> window, const float* dy, float* to,
              std::int64_t n);
void addToMax(const double* in, std::span<const std::int64_t> window, const double* dy, double* to,
              std::int64_t n);

/// out[c] = from[window[k] + c] for the k at which in[window[k] + c] is the maximum.
void takeAtMax(const float* in, std::span<const std::int64_t> window, const float* from, float* out,
               std::int64_t n);
void takeAtMax(const double* in, std::span<const std::int64_t> window, const double* from,
               double* out, std::int64_t n);

/// A row of windows of two by two pixels that lie side by side, pixels of `channels` numbers each:
/// out[j, c] = max of upper[2j, c], upper[2j + 1, c], lower[2j, c], lower[2j + 1, c] for 0 <= j < columns.
void maxOverPairs(const float* upper, const float* lower, float* out, std::int64_t columns,
                  std::int64_t channels);
void maxOverPairs(const double* upper, const double* lower, double* out, std::int64_t columns,
                  std::int64_t channels);

/// toUpper and toLower, 2 * columns pixels each, are dy[j, c] where a window's maximum is, else 0.
void spreadToMax(const float* upper, const float* lower, const float* dy, float* toUpper,
                 float* toLower, std::int64_t columns, std::int64_t channels);
void spreadToMax(const double* upper, const double* lower, const double* dy, double* toUpper,
                 double* toLower, std::int64_t columns, std::int64_t channels);

}  // namespace weft::simd
