// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernels of Conv2D and its two gradients; contracts: engine/ops/conv. The convolution is the
/// backend's (nn/convolution.h); TensorFlow's filters [rows, columns, channels, filters] are turned for it.

#include "engine/ops_gpu/nn/convolution.h"

namespace weft::gpu {
namespace {

constexpr std::int64_t kAlignment = 256;

/// Between [places, channels, filters] and [filters, places, channels].
template <class T>
__global__ void turnKernel(const T* from, T* to, std::int64_t n, std::int64_t places,
                           std::int64_t channels, std::int64_t filters, bool isBack) {
    for (std::int64_t i = flatBegin(); i < n; i += flatStride()) {
        const std::int64_t f = i % filters;
        const std::int64_t c = i / filters % channels;
        const std::int64_t p = i / filters / channels;
        const std::int64_t turned = (f * places + p) * channels + c;
        if (isBack) {
            to[i] = from[turned];
        } else {
            to[turned] = from[i];
        }
    }
}

/// @param filter [rows, columns, channels, filters]
Convolution convolutionOf(const Call& call, Convolution::Of of, const View& image,
                          const View& filter, const View& output) {
    Convolution c;
    c.of = of;
    c.windows = windowsOf(call, image, output, filter.dims[0], filter.dims[1]);
    c.groupChannels = filter.dims[2];
    c.filters = filter.dims[3];
    c.type = image.type;
    c.addsBias = of == Convolution::Of::Output && call.inputCount == 3;
    c.isRectified = numberOr(call, "relu", 0) != 0;
    return c;
}

/// Which views are the image, the filter and the output of the convolution that the call is about.
struct Roles {
    const View* image;
    const View* filter;
    const View* output;
};
Roles rolesOf(const Call& call, Convolution::Of of) {
    switch (of) {
        case Convolution::Of::Output:
            return {&call.inputs[0], &call.inputs[1], &call.outputs[0]};
        case Convolution::Of::Image:
            return {&call.outputs[0], &call.inputs[1], &call.inputs[2]};
        default:
            return {&call.inputs[0], &call.outputs[0], &call.inputs[2]};
    }
}

std::int64_t filterBytes(const View& filter) {
    const std::int64_t bytes = elementsOf(filter) * bytesOfType(filter.type);
    return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

bool isEmpty(const Roles& roles) {
    return elementsOf(*roles.image) == 0 || elementsOf(*roles.filter) == 0 ||
           elementsOf(*roles.output) == 0;
}

template <Convolution::Of kOf>
std::int32_t prepareConv(const Call& call, Plan& plan) {
    const Roles roles = rolesOf(call, kOf);
    if (isEmpty(roles)) { return fail(call, kUnimplemented, "a convolution of nothing"); }
    const Convolution c = convolutionOf(call, kOf, *roles.image, *roles.filter, *roles.output);
    const std::int32_t error = prepareConvolution(call, c, plan);
    plan.scratchBytes += filterBytes(*roles.filter);
    return error;
}

template <Convolution::Of kOf>
struct Conv {
    template <class T>
    struct For {
        static std::int32_t run(const Call& call) {
            const Roles roles = rolesOf(call, kOf);
            const Convolution c =
                convolutionOf(call, kOf, *roles.image, *roles.filter, *roles.output);
            auto* turned = static_cast<T*>(call.scratch);
            void* scratch = static_cast<char*>(call.scratch) + filterBytes(*roles.filter);
            auto* filter = static_cast<T*>(roles.filter->data);
            const std::int64_t n = elementsOf(*roles.filter);
            const std::int64_t places = roles.filter->dims[0] * roles.filter->dims[1];
            if (kOf != Convolution::Of::Filter) {
                launchFlat(turnKernel<T>, n, call.stream, filter, turned, n, places,
                           c.groupChannels, c.filters, false);
            }
            void* bias = c.addsBias ? call.inputs[2].data : nullptr;
            const std::int32_t error = runConvolution(call, c, roles.image->data, turned,
                                                      roles.output->data, scratch, bias);
            if (error != kOk || kOf != Convolution::Of::Filter) { return error; }
            return launchFlat(turnKernel<T>, n, call.stream, turned, filter, n, places,
                              c.groupChannels, c.filters, true);
        }
    };
};

const char* declines(const Attr* attrs, std::int32_t count) {
    if (isText(findAttr(attrs, count, "data_format"), "NCHW")) { return "channels are not last"; }
    if (const char* why = otherWindows(attrs, count)) { return why; }
    return convolutionObstacle();
}

template <Convolution::Of kOf>
using ConvKernels = ForTypes<Conv<kOf>::template For, float, Half, BFloat16>;
template <Convolution::Of kOf>
constexpr Options optionsOf() {
    return {.decline = declines, .prepare = prepareConv<kOf>};
}
const ConvKernels<Convolution::Of::Output> kForward("Conv2D", optionsOf<Convolution::Of::Output>());
const ConvKernels<Convolution::Of::Image> kByImage("Conv2DBackpropInput",
                                                   optionsOf<Convolution::Of::Image>());
const ConvKernels<Convolution::Of::Filter> kByFilter("Conv2DBackpropFilter",
                                                     optionsOf<Convolution::Of::Filter>());

const Registration kBiased(kConvBiasOp, kFloat, Conv<Convolution::Of::Output>::For<float>::run,
                           {.prepare = prepareConv<Convolution::Of::Output>});

}  // namespace
}  // namespace weft::gpu
