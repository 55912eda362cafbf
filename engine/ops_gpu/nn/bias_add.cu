// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernel of BiasAdd; contract: engine/ops/nn/bias_add.cpp.

#include "engine/ops_gpu/base/registration.h"

namespace weft::gpu {
namespace {

/// @param inner elements that follow each other under one channel.
template <class T>
__global__ void biasKernel(const T* x, const T* bias, T* y, std::int64_t n, std::int64_t channels,
                           std::int64_t inner) {
    for (std::int64_t i = flatBegin(); i < n; i += flatStride()) {
        y[i] = narrow<T>(wide(x[i]) + wide(bias[i / inner % channels]));
    }
}

template <class T>
struct BiasAdd {
    static std::int32_t run(const Call& call) {
        const View& x = call.inputs[0];
        const bool isFirst = isText(findAttr(call, "data_format"), "NCHW");
        std::int64_t inner = 1;
        for (std::int32_t d = 2; isFirst && d < x.rank; ++d) { inner *= x.dims[d]; }
        const std::int64_t n = elementsOf(x);
        return launchFlat(biasKernel<T>, n, call.stream, in<T>(call, 0), in<T>(call, 1),
                          out<T>(call), n, call.inputs[1].dims[0], inner);
    }
};

const ForFloats<BiasAdd> kBiasAdd("BiasAdd", {.inPlace = true, .element = kAddElement});
const ForFloats<BiasAdd> kBiasAddV1("BiasAddV1", {.inPlace = true, .element = kAddElement});

}  // namespace
}  // namespace weft::gpu
