// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "engine/kernel/op_builder.h"
#include "engine/ops/conv/window_spec.h"

/// @file
/// What Conv2D, Conv2DBackpropInput and Conv2DBackpropFilter share: three ops of one bilinear form,
/// each a partial derivative of another.

namespace weft::conv {

/// Attributes of the three ops.
inline constexpr std::string_view kStrides = "strides: list(int)";
inline constexpr std::string_view kCudnn = "use_cudnn_on_gpu: bool = true";
inline constexpr std::string_view kPadding = "padding: {'SAME', 'VALID', 'EXPLICIT'}";
inline constexpr std::string_view kExplicit = "explicit_paddings: list(int) = []";
inline constexpr std::string_view kFormat = "data_format: {'NHWC', 'NCHW'} = 'NHWC'";
inline constexpr std::string_view kDilations = "dilations: list(int) = [1, 1, 1, 1]";

/// Those attributes of the node that a gradient hands to the next op of the three.
AttrMap sharedAttrs(const GradientContext& context);

/// Image, filter and output of a kernel call with its sizes; one of the three is written.
template <class T>
struct ConvolutionCall {
    Convolution sizes;
    const T* image = nullptr;
    const T* filter = nullptr;
    const T* output = nullptr;
};

/// Reference kernels: plain loops, innermost over contiguous output channels; any group and
/// dilation. Sums run in a fixed order, whatever the number of threads.
template <class T>
void convolveForward(const ConvolutionCall<T>& call, T* output);
template <class T>
void convolveBackToImage(const ConvolutionCall<T>& call, T* image);
template <class T>
void convolveBackToFilter(const ConvolutionCall<T>& call, T* filter);

/// First and last + 1 of the filter's places k for which input o * stride - before + k * dilation
/// exists.
struct PlaceSpan {
    std::int64_t begin;
    std::int64_t end;
};
inline PlaceSpan placesInside(const Window& w, std::int64_t o) {
    const std::int64_t first = o * w.stride - w.margin.before;
    const std::int64_t begin = first >= 0 ? 0 : (-first + w.dilation - 1) / w.dilation;
    const std::int64_t left = w.input - first;
    const std::int64_t end = left <= 0 ? 0 : (left + w.dilation - 1) / w.dilation;
    return {begin, std::min(end, w.size)};
}

/// Calls f(a, b, input pixel) for each place (a, b) of the filter that covers a pixel of image n at
/// output position (i, j).
template <class F>
void overFilter(const Convolution& s, std::int64_t n, std::int64_t i, std::int64_t j, const F& f) {
    const PlaceSpan rows = placesInside(s.rows, i);
    const PlaceSpan columns = placesInside(s.columns, j);
    for (std::int64_t a = rows.begin; a < rows.end; ++a) {
        const std::int64_t y = i * s.rows.stride - s.rows.margin.before + a * s.rows.dilation;
        for (std::int64_t b = columns.begin; b < columns.end; ++b) {
            const std::int64_t x =
                j * s.columns.stride - s.columns.margin.before + b * s.columns.dilation;
            f(a, b, (n * s.rows.input + y) * s.columns.input + x);
        }
    }
}

#ifndef WEFT_NO_DNNL
/// The same by oneDNN, float only. Errors: those of oneDNN.
Status dnnlForward(const ConvolutionCall<float>& call, float* output);
Status dnnlBackToImage(const ConvolutionCall<float>& call, float* image);
Status dnnlBackToFilter(const ConvolutionCall<float>& call, float* filter);
#endif

}  // namespace weft::conv
