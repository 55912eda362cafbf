// SPDX-License-Identifier: Apache-2.0
/// @file
/// oneDNN kernels of the three convolution ops; formula and contract: conv2d.cpp. Images stay in
/// NHWC, which oneDNN's kernels read directly; the filter is reordered into the layout they choose.

#include <algorithm>

#include "engine/kernel/dnnl_primitive.h"
#include "engine/ops/conv/conv2d.h"

#ifndef WEFT_NO_DNNL

namespace weft::conv {
namespace {

using dnnl::memory;
using Desc = memory::desc;

enum class Kind : std::int64_t { Forward = 100, BackToImage, BackToFilter };

/// Everything that tells one convolution primitive from another.
DnnlKey keyOf(Kind kind, const Convolution& s) {
    DnnlKey key{static_cast<std::int64_t>(kind), s.batch, s.inChannels, s.outChannels, s.groups};
    for (const Window* w : {&s.rows, &s.columns}) {
        key.insert(key.end(), {w->input, w->size, w->stride, w->dilation, w->margin.before,
                               w->margin.after, w->output});
    }
    return key;
}

/// The convolution in oneDNN's words: sizes in the order N, C, H, W whatever the layout.
struct Descriptors {
    Desc image;
    Desc filter;        // as in the tensor: HWIO
    Desc wantedFilter;  // oneDNN's choice
    Desc output;
    memory::dims strides;
    memory::dims dilations;
    memory::dims before;
    memory::dims after;
};

Descriptors describe(const Convolution& s) {
    constexpr auto type = memory::data_type::f32;
    const auto images = [&](std::int64_t channels, std::int64_t rows, std::int64_t columns) {
        return Desc({s.batch, channels, rows, columns}, type, memory::format_tag::nhwc);
    };
    Descriptors d;
    d.image = images(s.inChannels, s.rows.input, s.columns.input);
    d.output = images(s.outChannels, s.rows.output, s.columns.output);
    memory::dims sizes{s.outChannels / s.groups, s.filterChannels, s.rows.size, s.columns.size};
    memory::dims steps{1, s.outChannels, s.columns.size * s.filterChannels * s.outChannels,
                       s.filterChannels * s.outChannels};
    if (s.groups > 1) {
        sizes.insert(sizes.begin(), s.groups);
        steps.insert(steps.begin(), s.outChannels / s.groups);
    }
    d.filter = Desc(sizes, type, steps);
    d.wantedFilter = Desc(sizes, type, memory::format_tag::any);
    d.strides = {s.rows.stride, s.columns.stride};
    d.dilations = {s.rows.dilation - 1, s.columns.dilation - 1};
    d.before = {s.rows.margin.before, s.columns.margin.before};
    // What the windows really reach: VALID and strides may leave some of the image untouched.
    const auto reached = [](const Window& w) {
        const std::int64_t end =
            (w.output - 1) * w.stride + (w.size - 1) * w.dilation + 1 - w.margin.before;
        return std::max<std::int64_t>(0, end - w.input);
    };
    d.after = {reached(s.rows), reached(s.columns)};
    return d;
}

dnnl::convolution_forward::primitive_desc forwardOf(const Descriptors& d) {
    return {dnnl::convolution_forward::desc(
                dnnl::prop_kind::forward_training, dnnl::algorithm::convolution_direct, d.image,
                d.wantedFilter, d.output, d.strides, d.dilations, d.before, d.after),
            DnnlPrimitive::engine()};
}

DnnlPrimitive makeForward(const Descriptors& d) {
    const auto desc = forwardOf(d);
    return DnnlPrimitive(dnnl::convolution_forward(desc),
                         {{DNNL_ARG_SRC, d.image, desc.src_desc()},
                          {DNNL_ARG_WEIGHTS, d.filter, desc.weights_desc()},
                          {DNNL_ARG_DST, d.output, desc.dst_desc(), true}});
}

DnnlPrimitive makeBackToImage(const Descriptors& d) {
    const dnnl::convolution_backward_data::primitive_desc desc(
        dnnl::convolution_backward_data::desc(dnnl::algorithm::convolution_direct, d.image,
                                              d.wantedFilter, d.output, d.strides, d.dilations,
                                              d.before, d.after),
        DnnlPrimitive::engine(), forwardOf(d));
    return DnnlPrimitive(dnnl::convolution_backward_data(desc),
                         {{DNNL_ARG_DIFF_SRC, d.image, desc.diff_src_desc(), true},
                          {DNNL_ARG_WEIGHTS, d.filter, desc.weights_desc()},
                          {DNNL_ARG_DIFF_DST, d.output, desc.diff_dst_desc()}});
}

DnnlPrimitive makeBackToFilter(const Descriptors& d) {
    const dnnl::convolution_backward_weights::primitive_desc desc(
        dnnl::convolution_backward_weights::desc(dnnl::algorithm::convolution_direct, d.image,
                                                 d.wantedFilter, d.output, d.strides, d.dilations,
                                                 d.before, d.after),
        DnnlPrimitive::engine(), forwardOf(d));
    return DnnlPrimitive(dnnl::convolution_backward_weights(desc),
                         {{DNNL_ARG_SRC, d.image, desc.src_desc()},
                          {DNNL_ARG_DIFF_WEIGHTS, d.filter, desc.diff_weights_desc(), true},
                          {DNNL_ARG_DIFF_DST, d.output, desc.diff_dst_desc()}});
}

Status runPrimitive(Kind kind, const Convolution& sizes, DnnlPrimitive (*make)(const Descriptors&),
                    std::span<const void* const> buffers) {
    const DnnlLease primitive =
        WEFT_TRY(DnnlLease::acquire(keyOf(kind, sizes), [&] { return make(describe(sizes)); }));
    return primitive->run(buffers);
}

}  // namespace

Status dnnlForward(const ConvolutionCall<float>& call, float* output) {
    const void* const buffers[] = {call.image, call.filter, output};
    return runPrimitive(Kind::Forward, call.sizes, makeForward, buffers);
}

Status dnnlBackToImage(const ConvolutionCall<float>& call, float* image) {
    const void* const buffers[] = {image, call.filter, call.output};
    return runPrimitive(Kind::BackToImage, call.sizes, makeBackToImage, buffers);
}

Status dnnlBackToFilter(const ConvolutionCall<float>& call, float* filter) {
    const void* const buffers[] = {call.image, filter, call.output};
    return runPrimitive(Kind::BackToFilter, call.sizes, makeBackToFilter, buffers);
}

}  // namespace weft::conv

#endif  // WEFT_NO_DNNL
