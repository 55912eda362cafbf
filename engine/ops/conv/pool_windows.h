// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "absl/container/inlined_vector.h"
#include "engine/kernel/parallel.h"
#include "engine/ops/conv/window_spec.h"

/// @file
/// What the pooling ops share: walking over windows, and handing attributes on.

namespace weft::conv {

/// Attributes of pooling ops.
inline constexpr std::string_view kKsize = "ksize: list(int) >= 4";
inline constexpr std::string_view kPoolStrides = "strides: list(int) >= 4";

/// Offsets of the pixels of one window from the start of the image tensor.
using WindowOffsets = absl::InlinedVector<std::int64_t, 16>;

/// Calls f(window, out, n) for each output pixel of images [begin, end): the offsets of the pixels
/// that the window covers, the offset of the output pixel, and the channels to treat at once. Over
/// channels, each output channel is a window of single numbers.
template <class F>
void overWindows(const Pooling& s, std::int64_t begin, std::int64_t end, const F& f) {
    WindowOffsets window;
    const auto clipped = [](const Window& w, std::int64_t o) {
        const std::int64_t first = o * w.stride - w.margin.before;
        return std::pair{std::max<std::int64_t>(0, first), std::min(w.input, first + w.size)};
    };
    const auto pixel = [&](std::int64_t n, std::int64_t i, std::int64_t j) {
        const auto [top, bottom] = clipped(s.rows, i);
        const auto [left, right] = clipped(s.columns, j);
        const std::int64_t out = ((n * s.rows.output + i) * s.columns.output + j) * s.outChannels;
        window.clear();
        for (std::int64_t y = top; y < bottom; ++y) {
            for (std::int64_t x = left; x < right; ++x) {
                window.push_back(((n * s.rows.input + y) * s.columns.input + x) * s.channels);
            }
        }
        if (s.channelSize == 1) { return f(window, out, s.channels); }
        const std::int64_t at = window[0];
        for (std::int64_t c = 0; c < s.outChannels; ++c) {
            window.clear();
            for (std::int64_t k = 0; k < s.channelSize; ++k) {
                window.push_back(at + c * s.channelSize + k);
            }
            f(window, out + c, 1);
        }
    };
    for (std::int64_t n = begin; n < end; ++n) {
        for (std::int64_t i = 0; i < s.rows.output; ++i) {
            for (std::int64_t j = 0; j < s.columns.output; ++j) { pixel(n, i, j); }
        }
    }
}

/// overWindows() over the whole batch, an image being one task, since windows of one overlap.
template <class F>
void overBatch(const Pooling& s, const F& f) {
    const double imageNs = static_cast<double>(s.rows.output * s.columns.output) *
                           (10 + 0.3 * static_cast<double>(s.rows.size * s.columns.size) *
                                     static_cast<double>(s.channels));
    parallelFor(s.batch, imageNs, [&](std::int64_t begin, std::int64_t end) { f(begin, end); });
}

/// Elements of one image of the batch.
inline std::int64_t imageElements(const Pooling& s) {
    return s.rows.input * s.columns.input * s.channels;
}

/// The shape is the one wanted. Errors: InvalidArgument with both.
Status expectShape(std::string_view what, const Shape& got, const PartialShape& want);

}  // namespace weft::conv
