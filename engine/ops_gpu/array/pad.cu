// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernels of Pad and PadV2; contract: engine/ops/array/layout/pad.cpp.

#include "engine/ops_gpu/base/registration.h"

namespace weft::gpu {
namespace {

/// An image of a tensor in a larger one.
struct Frame {
    std::int32_t rank;
    std::int64_t inner[kMostDims];
    std::int64_t outer[kMostDims];
    std::int64_t before[kMostDims];
};

template <class T>
__global__ void padKernel(const T* x, const T* with, T* y, std::int64_t n, Frame frame) {
    for (std::int64_t i = flatBegin(); i < n; i += flatStride()) {
        std::int64_t left = i;
        std::int64_t at = 0;
        std::int64_t step = 1;
        bool isInside = true;
        for (std::int32_t d = frame.rank - 1; d >= 0; --d) {
            const std::int64_t place = left % frame.outer[d] - frame.before[d];
            left /= frame.outer[d];
            isInside = isInside && place >= 0 && place < frame.inner[d];
            at += place * step;
            step *= frame.inner[d];
        }
        y[i] = isInside ? x[at] : (with != nullptr ? with[0] : narrow<T>(Wide<T>(0)));
    }
}

template <class T>
struct Pad {
    static std::int32_t run(const Call& call) {
        const View& x = call.inputs[0];
        const View& y = call.outputs[0];
        Frame frame = {};
        frame.rank = x.rank;
        for (std::int32_t d = 0; d < x.rank; ++d) {
            frame.inner[d] = x.dims[d];
            frame.outer[d] = y.dims[d];
            frame.before[d] = hostNumber(call.inputs[1], 2 * d);
        }
        const std::int64_t n = elementsOf(y);
        const T* with = call.inputCount > 2 ? in<T>(call, 2) : nullptr;
        return launchFlat(padKernel<T>, n, call.stream, in<T>(call, 0), with, out<T>(call), n,
                          frame);
    }
};

const ForFloats<Pad> kPad("Pad");
const ForFloats<Pad> kPadV2("PadV2");

}  // namespace
}  // namespace weft::gpu
