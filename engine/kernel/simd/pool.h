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

}  // namespace weft::simd
