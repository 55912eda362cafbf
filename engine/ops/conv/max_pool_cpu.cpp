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

}  // namespace

template <class T>
void maxPool(const Pooling& sizes, const T* image, T* output) {
    overBatch(sizes, [&](std::int64_t begin, std::int64_t end) {
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
        std::fill(dImage + begin * each, dImage + end * each, T{0});
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
