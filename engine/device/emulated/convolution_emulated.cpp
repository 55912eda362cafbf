// SPDX-License-Identifier: Apache-2.0
/// @file
/// Convolutions of the emulated card: plain loops, sums in double.

#include <vector>

#include "engine/device/emulated/emulation_knobs.h"
#include "engine/ops_gpu/nn/convolution.h"

namespace weft::gpu {
namespace {

/// Calls f(image element, filter element, output element) for every product of the convolution.
template <class F>
void overProducts(const Convolution& conv, const F& f) {
    const Windows& w = conv.windows;
    const std::int64_t groups = w.channels / conv.groupChannels;
    const std::int64_t groupFilters = conv.filters / groups;
    Windows out = w;  // places count filters as channels
    out.channels = conv.filters;
    for (std::int64_t b = 0; b < w.batch; ++b) {
        for (std::int64_t i = 0; i < w.outRows * w.outColumns * w.high * w.wide; ++i) {
            const std::int64_t s = i % w.wide;
            const std::int64_t r = i / w.wide % w.high;
            const std::int64_t oc = i / w.wide / w.high % w.outColumns;
            const std::int64_t orow = i / w.wide / w.high / w.outColumns;
            const std::int64_t row = orow * w.stepDown + r * w.dilateDown - w.above;
            const std::int64_t column = oc * w.stepRight + s * w.dilateRight - w.left;
            if (row < 0 || row >= w.rows || column < 0 || column >= w.columns) { continue; }
            for (std::int64_t k = 0; k < conv.filters; ++k) {
                for (std::int64_t c = 0; c < conv.groupChannels; ++c) {
                    const std::int64_t channel = k / groupFilters * conv.groupChannels + c;
                    f(w.pixel(b, row, column, channel),
                      ((k * w.high + r) * w.wide + s) * conv.groupChannels + c,
                      out.place(b, orow, oc, k));
                }
            }
        }
    }
}

template <class T>
void convolve(const Convolution& conv, T* image, T* filter, T* output) {
    const Windows& w = conv.windows;
    const std::int64_t images = w.batch * w.rows * w.columns * w.channels;
    const std::int64_t filters = conv.filters * w.high * w.wide * conv.groupChannels;
    const std::int64_t outputs = w.batch * w.outRows * w.outColumns * conv.filters;
    const auto number = [](const T* from, std::int64_t i) {
        return static_cast<double>(wide(from[i]));
    };
    const bool ofImage = conv.of == Convolution::Of::Image;
    const bool ofFilter = conv.of == Convolution::Of::Filter;
    std::vector<double> sums(
        static_cast<std::size_t>(ofImage ? images : (ofFilter ? filters : outputs)));
    overProducts(conv, [&](std::int64_t i, std::int64_t f, std::int64_t o) {
        if (ofImage) {
            sums[static_cast<std::size_t>(i)] += number(filter, f) * number(output, o);
        } else if (ofFilter) {
            sums[static_cast<std::size_t>(f)] += number(image, i) * number(output, o);
        } else {
            sums[static_cast<std::size_t>(o)] += number(image, i) * number(filter, f);
        }
    });
    T* to = ofImage ? image : (ofFilter ? filter : output);
    for (std::size_t i = 0; i < sums.size(); ++i) {
        to[i] = narrow<T>(static_cast<Wide<T>>(sums[i]));
    }
}

template <class T>
std::int32_t enqueueOne(const Call& call, const Convolution& conv, void* image, void* filter,
                        void* output) {
    enqueue(call.stream, [=] {
        convolve(conv, static_cast<T*>(image), static_cast<T*>(filter), static_cast<T*>(output));
    });
    return kOk;
}

/// What follows the convolution in it.
void enqueueEpilogue(const Call& call, const Convolution& conv, const float* bias, float* output) {
    const Windows& w = conv.windows;
    const std::int64_t n = w.batch * w.outRows * w.outColumns * conv.filters;
    enqueue(call.stream, [=] {
        for (std::int64_t i = 0; i < n; ++i) {
            const float sum = output[i] + bias[i % conv.filters];
            output[i] = conv.isRectified && sum < 0 ? 0 : sum;
        }
    });
}

}  // namespace

const char* convolutionObstacle() {
    return knobs().withoutCudnn != 0 ? "libcudnn.so.9 was not found" : nullptr;
}

std::int32_t prepareConvolution(const Call& call, const Convolution& conv, Plan& /*plan*/) {
    if ((call.flags & kAutotune) != 0) { ++knobs().tuned; }
    if (conv.addsBias && knobs().withoutEpilogues != 0) {
        return fail(call, kUnimplemented, "no epilogues (emulated)");
    }
    if (conv.windows.above == conv.windows.below || conv.windows.stepDown < 4) { return kOk; }
    return fail(call, kUnimplemented, "no engine for this convolution (emulated)");
}

std::int32_t runConvolution(const Call& call, const Convolution& conv, void* image, void* filter,
                            void* output, void* /*scratch*/, void* bias) {
    countLaunch();
    if (conv.addsBias) {
        enqueueOne<float>(call, conv, image, filter, output);
        enqueueEpilogue(call, conv, static_cast<const float*>(bias), static_cast<float*>(output));
        return kOk;
    }
    switch (conv.type) {
        case kHalf:
            return enqueueOne<Half>(call, conv, image, filter, output);
        case kBFloat16:
            return enqueueOne<BFloat16>(call, conv, image, filter, output);
        default:
            return enqueueOne<float>(call, conv, image, filter, output);
    }
}

}  // namespace weft::gpu
