// SPDX-License-Identifier: Apache-2.0
/// @file
/// Reference loops of the three convolution ops; formula and contract: conv2d.cpp.

#include <algorithm>

#include "engine/ops/conv/conv2d.h"

namespace weft::conv {
namespace {

/// Nanoseconds of one multiplication and addition.
constexpr double kProductNs = 0.3;

/// to += factor * from over n contiguous elements.
template <class T>
void addScaled(const T* __restrict__ from, T factor, T* __restrict__ to, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i) { to[i] += factor * from[i]; }
}

/// Products in a fixed number of lanes, added in order at the end.
template <class T>
T dot(const T* __restrict__ a, const T* __restrict__ b, std::int64_t n) {
    constexpr std::int64_t kLanes = 8;
    T lanes[kLanes]{};
    std::int64_t i = 0;
    for (; i + kLanes <= n; i += kLanes) {
        for (std::int64_t k = 0; k < kLanes; ++k) { lanes[k] += a[i + k] * b[i + k]; }
    }
    T sum{0};
    for (const T lane : lanes) { sum += lane; }
    for (; i < n; ++i) { sum += a[i] * b[i]; }
    return sum;
}

/// Multiplications that one output pixel costs.
double productsOfPixel(const Convolution& s) {
    return static_cast<double>(s.rows.size * s.columns.size) *
           static_cast<double>(s.filterChannels * s.outChannels);
}

}  // namespace

template <class T>
void convolveForward(const ConvolutionCall<T>& call, T* output) {
    const Convolution& s = call.sizes;
    const std::int64_t outputsPerGroup = s.outChannels / s.groups;
    const auto pixel = [&](std::int64_t n, std::int64_t i, std::int64_t j, T* to) {
        std::fill(to, to + s.outChannels, T{0});
        overFilter(s, n, i, j, [&](std::int64_t a, std::int64_t b, std::int64_t at) {
            const T* from = call.image + at * s.inChannels;
            const T* weights =
                call.filter + (a * s.columns.size + b) * s.filterChannels * s.outChannels;
            for (std::int64_t c = 0; c < s.inChannels; ++c) {
                const std::int64_t group = c / s.filterChannels;
                const std::int64_t first = group * outputsPerGroup;
                addScaled(weights + (c % s.filterChannels) * s.outChannels + first, from[c],
                          to + first, outputsPerGroup);
            }
        });
    };
    const double rowNs = kProductNs * productsOfPixel(s) * static_cast<double>(s.columns.output);
    parallelFor(s.batch * s.rows.output, rowNs, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            for (std::int64_t j = 0; j < s.columns.output; ++j) {
                pixel(row / s.rows.output, row % s.rows.output, j,
                      output + (row * s.columns.output + j) * s.outChannels);
            }
        }
    });
}

template <class T>
void convolveBackToImage(const ConvolutionCall<T>& call, T* image) {
    const Convolution& s = call.sizes;
    const std::int64_t outputsPerGroup = s.outChannels / s.groups;
    const std::int64_t imageSize = s.rows.input * s.columns.input * s.inChannels;
    const std::int64_t outputPixels = s.rows.output * s.columns.output;
    // Windows overlap, so an image is one task.
    const double imageNs = kProductNs * productsOfPixel(s) * static_cast<double>(outputPixels);
    parallelFor(s.batch, imageNs, [&](std::int64_t begin, std::int64_t end) {
        std::fill(image + begin * imageSize, image + end * imageSize, T{0});
        for (std::int64_t p = begin * outputPixels; p < end * outputPixels; ++p) {
            const T* dy = call.output + p * s.outChannels;
            const std::int64_t n = p / outputPixels;
            const std::int64_t i = p % outputPixels / s.columns.output;
            overFilter(s, n, i, p % s.columns.output,
                       [&](std::int64_t a, std::int64_t b, std::int64_t at) {
                           T* to = image + at * s.inChannels;
                           const T* weights = call.filter + (a * s.columns.size + b) *
                                                                s.filterChannels * s.outChannels;
                           for (std::int64_t c = 0; c < s.inChannels; ++c) {
                               const std::int64_t first = c / s.filterChannels * outputsPerGroup;
                               to[c] +=
                                   dot(dy + first,
                                       weights + (c % s.filterChannels) * s.outChannels + first,
                                       outputsPerGroup);
                           }
                       });
        }
    });
}

template <class T>
void convolveBackToFilter(const ConvolutionCall<T>& call, T* filter) {
    const Convolution& s = call.sizes;
    const std::int64_t outputsPerGroup = s.outChannels / s.groups;
    const std::int64_t placeSize = s.filterChannels * s.outChannels;
    const std::int64_t places = s.rows.size * s.columns.size;
    std::fill(filter, filter + places * placeSize, T{0});
    // Each place of the filter is one task, which walks over all pixels in order.
    const auto inside = [](const Window& w, std::int64_t o, std::int64_t k, std::int64_t& at) {
        at = o * w.stride - w.margin.before + k * w.dilation;
        return at >= 0 && at < w.input;
    };
    const auto addPixel = [&](std::int64_t at, std::int64_t p, T* to) {
        const T* from = call.image + at * s.inChannels;
        const T* dy = call.output + p * s.outChannels;
        for (std::int64_t c = 0; c < s.inChannels; ++c) {
            const std::int64_t first = c / s.filterChannels * outputsPerGroup;
            addScaled(dy + first, from[c], to + (c % s.filterChannels) * s.outChannels + first,
                      outputsPerGroup);
        }
    };
    const std::int64_t outputRows = s.batch * s.rows.output;
    const double placeNs = kProductNs * static_cast<double>(placeSize) *
                           static_cast<double>(outputRows * s.columns.output);
    parallelFor(places, placeNs, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t k = begin; k < end; ++k) {
            T* to = filter + k * placeSize;
            for (std::int64_t row = 0; row < outputRows; ++row) {
                std::int64_t y = 0;
                if (!inside(s.rows, row % s.rows.output, k / s.columns.size, y)) { continue; }
                const std::int64_t line = (row / s.rows.output * s.rows.input + y);
                for (std::int64_t j = 0; j < s.columns.output; ++j) {
                    std::int64_t x = 0;
                    if (!inside(s.columns, j, k % s.columns.size, x)) { continue; }
                    addPixel(line * s.columns.input + x, row * s.columns.output + j, to);
                }
            }
        }
    });
}

template void convolveForward(const ConvolutionCall<float>&, float*);
template void convolveForward(const ConvolutionCall<double>&, double*);
template void convolveForward(const ConvolutionCall<std::int32_t>&, std::int32_t*);
template void convolveBackToImage(const ConvolutionCall<float>&, float*);
template void convolveBackToImage(const ConvolutionCall<double>&, double*);
template void convolveBackToImage(const ConvolutionCall<std::int32_t>&, std::int32_t*);
template void convolveBackToFilter(const ConvolutionCall<float>&, float*);
template void convolveBackToFilter(const ConvolutionCall<double>&, double*);

}  // namespace weft::conv
