// SPDX-License-Identifier: Apache-2.0
/// @file
/// Loops of max pooling; contract: max_pool.cpp.

#include "engine/kernel/combine.h"
#include "engine/kernel/simd/pool.h"
#include "engine/ops/conv/max_pool.h"

namespace weft::conv {
namespace {

template <class T>
constexpr bool kVector = std::is_same_v<T, float> || std::is_same_v<T, double>;

/// The first place of the window with the largest integer.
template <class T>
std::int64_t firstMaximum(const T* in, const WindowOffsets& window, std::int64_t c) {
    std::int64_t best = window[0] + c;
    for (const std::int64_t offset : window) {
        if (in[offset + c] > in[best]) { best = offset + c; }
    }
    return best;
}

/// Whether windows are pairs of pixels that lie side by side along the axis.
bool isPaired(const Window& w) {
    return w.size == 2 && w.stride == 2 && w.dilation == 1 && w.margin.before == 0 &&
           2 * w.output <= w.input;
}
/// The common case: windows of two by two that share no pixel.
bool isPaired(const Pooling& s) {
    return s.channelSize == 1 && isPaired(s.rows) && isPaired(s.columns);
}

/// Calls f(upper, lower, out) for each row of such windows of images [begin, end): offsets of the two
/// rows of pixels and of the row of output pixels.
template <class F>
void overPairedRows(const Pooling& s, std::int64_t begin, std::int64_t end, const F& f) {
    const std::int64_t row = s.columns.input * s.channels;
    for (std::int64_t n = begin; n < end; ++n) {
        for (std::int64_t i = 0; i < s.rows.output; ++i) {
            const std::int64_t upper = (n * s.rows.input + 2 * i) * row;
            f(upper, upper + row, (n * s.rows.output + i) * s.columns.output * s.outChannels);
        }
    }
}

}  // namespace

template <class T>
void maxPool(const Pooling& sizes, const T* image, T* output) {
    overBatch(sizes, [&](std::int64_t begin, std::int64_t end) {
        if constexpr (kVector<T>) {
            if (isPaired(sizes)) {
                return overPairedRows(
                    sizes, begin, end,
                    [&](std::int64_t upper, std::int64_t lower, std::int64_t out) {
                        simd::maxOverPairs(image + upper, image + lower, output + out,
                                           sizes.columns.output, sizes.channels);
                    });
            }
        }
        overWindows(sizes, begin, end,
                    [&](const WindowOffsets& window, std::int64_t out, std::int64_t n) {
                        if constexpr (kVector<T>) {
                            simd::maxOver(image, window, output + out, n);
                        } else {
                            for (std::int64_t c = 0; c < n; ++c) {
                                output[out + c] = image[firstMaximum(image, window, c)];
                            }
                        }
                    });
    });
}

template <class T>
void maxPoolGrad(const Pooling& sizes, const T* image, const T* dy, T* dImage) {
    const std::int64_t each = imageElements(sizes);
    overBatch(sizes, [&](std::int64_t begin, std::int64_t end) {
        const bool isCovered = isPaired(sizes) && sizes.rows.input == 2 * sizes.rows.output &&
                               sizes.columns.input == 2 * sizes.columns.output;
        if (!kVector<T> || !isCovered) {
            std::fill(dImage + begin * each, dImage + end * each, T{0});
        }
        if constexpr (kVector<T>) {
            if (isPaired(sizes)) {
                return overPairedRows(
                    sizes, begin, end,
                    [&](std::int64_t upper, std::int64_t lower, std::int64_t out) {
                        simd::spreadToMax(image + upper, image + lower, dy + out, dImage + upper,
                                          dImage + lower, sizes.columns.output, sizes.channels);
                    });
            }
        }
        overWindows(sizes, begin, end,
                    [&](const WindowOffsets& window, std::int64_t out, std::int64_t n) {
                        if constexpr (kVector<T>) {
                            simd::addToMax(image, window, dy + out, dImage, n);
                        } else {
                            for (std::int64_t c = 0; c < n; ++c) {
                                T& sum = dImage[firstMaximum(image, window, c)];
                                sum = elements::combine<elements::Plus, T>(sum, dy[out + c]);
                            }
                        }
                    });
    });
}

template <class T>
void maxPoolGradGrad(const Pooling& sizes, const T* image, const T* from, T* output) {
    overBatch(sizes, [&](std::int64_t begin, std::int64_t end) {
        overWindows(sizes, begin, end,
                    [&](const WindowOffsets& window, std::int64_t out, std::int64_t n) {
                        if constexpr (kVector<T>) {
                            simd::takeAtMax(image, window, from, output + out, n);
                        } else {
                            for (std::int64_t c = 0; c < n; ++c) {
                                output[out + c] = from[firstMaximum(image, window, c)];
                            }
                        }
                    });
    });
}

#define WEFT_MAX_POOL(T)                                               \
    template void maxPool(const Pooling&, const T*, T*);               \
    template void maxPoolGrad(const Pooling&, const T*, const T*, T*); \
    template void maxPoolGradGrad(const Pooling&, const T*, const T*, T*)

WEFT_MAX_POOL(float);
WEFT_MAX_POOL(double);
WEFT_MAX_POOL(std::int8_t);
WEFT_MAX_POOL(std::int16_t);
WEFT_MAX_POOL(std::int32_t);
WEFT_MAX_POOL(std::int64_t);
WEFT_MAX_POOL(std::uint8_t);
WEFT_MAX_POOL(std::uint16_t);
WEFT_MAX_POOL(std::uint32_t);
WEFT_MAX_POOL(std::uint64_t);

#undef WEFT_MAX_POOL

}  // namespace weft::conv
