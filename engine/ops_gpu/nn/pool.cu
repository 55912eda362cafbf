// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernels of MaxPool, AvgPool and their gradients; contracts: engine/ops/conv. The first of equal
/// maxima wins; gradients are gathered by the pixel's thread in the order of the windows, so that nothing
/// is added in no order.

#include "engine/ops_gpu/nn/windows.h"

namespace weft::gpu {
namespace {

/// A place of a window and the channel, from their number.
struct Where {
    std::int64_t b, r, c, channel;
};
__host__ __device__ inline Where whereOf(std::int64_t i, std::int64_t rows, std::int64_t columns,
                                         const Windows& w) {
    Where at = {};
    if (w.channelsFirst) {
        at.c = i % columns;
        at.r = i / columns % rows;
        at.channel = i / columns / rows % w.channels;
        at.b = i / columns / rows / w.channels;
    } else {
        at.channel = i % w.channels;
        at.c = i / w.channels % columns;
        at.r = i / w.channels / columns % rows;
        at.b = i / w.channels / columns / rows;
    }
    return at;
}

/// Rows or columns begin..end of the image that a window covers.
struct Span {
    std::int64_t begin, end;
};
__host__ __device__ inline Span spanOf(std::int64_t place, std::int64_t step, std::int64_t before,
                                       std::int64_t size, std::int64_t limit) {
    const std::int64_t begin = place * step - before;
    const std::int64_t end = begin + size;
    return {begin < 0 ? 0 : begin, end > limit ? limit : end};
}
/// Places begin..end of the window that cover a row or column.
__host__ __device__ inline Span placesOver(std::int64_t pixel, std::int64_t step,
                                           std::int64_t before, std::int64_t size,
                                           std::int64_t places) {
    const std::int64_t last = (pixel + before) / step + 1;
    const std::int64_t first = pixel + before - size;
    const std::int64_t begin = first < 0 ? 0 : first / step + 1;
    return {begin, last > places ? places : last};
}

/// The pixel of the window's maximum; a NaN is one.
template <class T>
__host__ __device__ std::int64_t maximumOf(const T* x, const Windows& w, const Where& at) {
    const Span down = spanOf(at.r, w.stepDown, w.above, w.high, w.rows);
    const Span right = spanOf(at.c, w.stepRight, w.left, w.wide, w.columns);
    std::int64_t best = -1;
    Wide<T> largest = 0;
    for (std::int64_t r = down.begin; r < down.end; ++r) {
        for (std::int64_t c = right.begin; c < right.end; ++c) {
            const std::int64_t pixel = w.pixel(at.b, r, c, at.channel);
            const Wide<T> value = wide(x[pixel]);
            if (best < 0 || value > largest || (value != value && largest == largest)) {
                best = pixel;
                largest = value;
            }
        }
    }
    return best;
}

template <class T>
__global__ void maxPoolKernel(const T* x, T* y, std::int64_t n, Windows w) {
    for (std::int64_t i = flatBegin(); i < n; i += flatStride()) {
        y[i] = x[maximumOf(x, w, whereOf(i, w.outRows, w.outColumns, w))];
    }
}

template <class T>
__global__ void maxPoolGradKernel(const T* x, const T* dy, T* dx, std::int64_t n, Windows w) {
    for (std::int64_t i = flatBegin(); i < n; i += flatStride()) {
        const Where at = whereOf(i, w.rows, w.columns, w);
        const Span down = placesOver(at.r, w.stepDown, w.above, w.high, w.outRows);
        const Span right = placesOver(at.c, w.stepRight, w.left, w.wide, w.outColumns);
        Wide<T> sum = 0;
        for (std::int64_t r = down.begin; r < down.end; ++r) {
            for (std::int64_t c = right.begin; c < right.end; ++c) {
                const Where window = {at.b, r, c, at.channel};
                if (maximumOf(x, w, window) != i) { continue; }
                sum += wide(dy[w.place(at.b, r, c, at.channel)]);
            }
        }
        dx[i] = narrow<T>(sum);
    }
}

template <class T>
__global__ void avgPoolKernel(const T* x, T* y, std::int64_t n, Windows w) {
    for (std::int64_t i = flatBegin(); i < n; i += flatStride()) {
        const Where at = whereOf(i, w.outRows, w.outColumns, w);
        const Span down = spanOf(at.r, w.stepDown, w.above, w.high, w.rows);
        const Span right = spanOf(at.c, w.stepRight, w.left, w.wide, w.columns);
        Wide<T> sum = 0;
        for (std::int64_t r = down.begin; r < down.end; ++r) {
            for (std::int64_t c = right.begin; c < right.end; ++c) {
                sum += wide(x[w.pixel(at.b, r, c, at.channel)]);
            }
        }
        const std::int64_t count = (down.end - down.begin) * (right.end - right.begin);
        y[i] = narrow<T>(sum / static_cast<Wide<T>>(count));
    }
}

template <class T>
__global__ void avgPoolGradKernel(const T* dy, T* dx, std::int64_t n, Windows w) {
    for (std::int64_t i = flatBegin(); i < n; i += flatStride()) {
        const Where at = whereOf(i, w.rows, w.columns, w);
        const Span down = placesOver(at.r, w.stepDown, w.above, w.high, w.outRows);
        const Span right = placesOver(at.c, w.stepRight, w.left, w.wide, w.outColumns);
        Wide<T> sum = 0;
        for (std::int64_t r = down.begin; r < down.end; ++r) {
            for (std::int64_t c = right.begin; c < right.end; ++c) {
                const Span high = spanOf(r, w.stepDown, w.above, w.high, w.rows);
                const Span wideSpan = spanOf(c, w.stepRight, w.left, w.wide, w.columns);
                const std::int64_t count =
                    (high.end - high.begin) * (wideSpan.end - wideSpan.begin);
                sum += wide(dy[w.place(at.b, r, c, at.channel)]) / static_cast<Wide<T>>(count);
            }
        }
        dx[i] = narrow<T>(sum);
    }
}

template <class T>
struct MaxPool {
    static std::int32_t run(const Call& call) {
        const Windows w = windowsOf(call, call.inputs[0], call.outputs[0]);
        const std::int64_t n = elementsOf(call.outputs[0]);
        return launchFlat(maxPoolKernel<T>, n, call.stream, in<T>(call, 0), out<T>(call), n, w);
    }
};
/// Inputs: the image, what pooling gave, and the gradient of that.
template <class T>
struct MaxPoolGrad {
    static std::int32_t run(const Call& call) {
        const Windows w = windowsOf(call, call.inputs[0], call.inputs[2]);
        const std::int64_t n = elementsOf(call.outputs[0]);
        return launchFlat(maxPoolGradKernel<T>, n, call.stream, in<T>(call, 0), in<T>(call, 2),
                          out<T>(call), n, w);
    }
};
template <class T>
struct AvgPool {
    static std::int32_t run(const Call& call) {
        const Windows w = windowsOf(call, call.inputs[0], call.outputs[0]);
        const std::int64_t n = elementsOf(call.outputs[0]);
        return launchFlat(avgPoolKernel<T>, n, call.stream, in<T>(call, 0), out<T>(call), n, w);
    }
};
/// Inputs: the shape of the image, the gradient.
template <class T>
struct AvgPoolGrad {
    static std::int32_t run(const Call& call) {
        const Windows w = windowsOf(call, call.outputs[0], call.inputs[1]);
        const std::int64_t n = elementsOf(call.outputs[0]);
        return launchFlat(avgPoolGradKernel<T>, n, call.stream, in<T>(call, 1), out<T>(call), n, w);
    }
};

const Options kOptions{.decline = otherWindows};
const ForFloats<MaxPool> kMaxPool("MaxPool", kOptions);
const ForFloats<MaxPoolGrad> kMaxPoolGrad("MaxPoolGrad", kOptions);
const ForFloats<AvgPool> kAvgPool("AvgPool", kOptions);
const ForFloats<AvgPoolGrad> kAvgPoolGrad("AvgPoolGrad", kOptions);

}  // namespace
}  // namespace weft::gpu
