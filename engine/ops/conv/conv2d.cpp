// SPDX-License-Identifier: Apache-2.0
/// @file
/// Conv2D: output[n, i, j, o] = sum over a, b, c of
/// input[n, i s + a d - p, j s + b d - p, g + c] filter[a, b, c, o], with stride s, dilation d,
/// padding p and g the first channel of o's group.
///
/// Shapes   input [batch, rows, columns, channels], filter [rows, columns, channels / groups,
///          outputs]; output [batch, rows, columns, outputs]. The number of groups is the ratio of
///          the channels. With data_format NCHW the channels are axis 1 (shapes only).
/// Types    half, bfloat16 (through float), float, double, int32.
/// Errors   InvalidArgument for bad attributes, other ranks, channels that do not fit, an output
///          of negative size; Unimplemented for strides over batch or channels.
/// Numerics float by oneDNN's direct kernels, else a sum in the order of the filter; both repeat
///          bit by bit for one number of threads.
/// Source   Op contract of TensorFlow "Conv2D" (ops.pbtxt).

#include "engine/ops/conv/conv2d.h"

#include "engine/kernel/via_float.h"

namespace weft {
namespace conv {

AttrMap sharedAttrs(const GradientContext& context) {
    return attrsOf(context, {"strides", "padding", "explicit_paddings", "data_format", "dilations",
                             "use_cudnn_on_gpu"});
}

}  // namespace conv

namespace {

using conv::ConvolutionCall;
using conv::WindowSpec;

Result<PartialShape> conv2dShape(const ShapeContext& context) {
    const WindowSpec spec = WEFT_TRY(conv::parseConvolution(context.attrs()));
    return conv::convolutionShape(spec, context.input(0), context.input(1));
}

/// Bilinear: by the input it is the transposed convolution, by the filter a correlation.
Result<std::vector<Expr>> conv2dGradient(const GradientContext& context) {
    const AttrMap attrs = conv::sharedAttrs(context);
    const Expr input = context.input(0);
    const Expr filter = context.input(1);
    const Expr dy = context.outputGradient(0);
    return std::vector<Expr>{op("Conv2DBackpropInput", {shapeOf(input), filter, dy}, attrs),
                             op("Conv2DBackpropFilter", {input, shapeOf(filter), dy}, attrs)};
}

template <class T>
Result<ConvolutionCall<T>> callOf(KernelContext& context) {
    const Tensor& input = context.input(0);
    const Tensor& filter = context.input(1);
    return ConvolutionCall<T>{WEFT_TRY(conv::convolutionOf(context.parameters<WindowSpec>(),
                                                           input.shape(), filter.shape())),
                              input.values<T>().data(), filter.values<T>().data(), nullptr};
}

template <class T>
Status conv2d(KernelContext& context) {
    const ConvolutionCall<T> call = WEFT_TRY(callOf<T>(context));
    conv::convolveForward(call, context.outputValues<T>(0).data());
    return okStatus();
}

#ifndef WEFT_NO_DNNL
/// True where every output is a sum of nothing.
bool sumsNothing(const KernelContext& context) {
    return context.input(0).elements() == 0 || context.input(1).elements() == 0;
}

Status conv2dDnnl(KernelContext& context) {
    if (sumsNothing(context)) { return conv2d<float>(context); }
    const ConvolutionCall<float> call = WEFT_TRY(callOf<float>(context));
    return conv::dnnlForward(call, context.outputValues<float>(0).data());
}
#endif

WEFT_OP("Conv2D")
    .summary("Slides a filter over images and sums the products.")
    .category("nn")
    .attr("T: {half, bfloat16, float, double, int32}")
    .attr(conv::kStrides)
    .attr(conv::kCudnn)
    .attr(conv::kPadding)
    .attr(conv::kExplicit)
    .attr(conv::kFormat)
    .attr(conv::kDilations)
    .input("input: T", "[batch, rows, columns, channels] images")
    .input("filter: T", "[rows, columns, channels / groups, outputs] weights")
    .output("output: T", "[batch, rows, columns, outputs] weighted sums")
    .shape(conv2dShape)
    .gradient(conv2dGradient)
    .parameters(conv::parseConvolution)
#ifndef WEFT_NO_DNNL
    .kernel(conv::nhwcKernel(DType::Float, conv2dDnnl, "dnnl"))
#endif
    .kernel(conv::nhwcKernel(DType::Float, conv2d<float>, "reference"))
    .kernel(conv::nhwcKernel(DType::Double, conv2d<double>, "reference"))
    .kernel(conv::nhwcKernel(DType::Int32, conv2d<std::int32_t>, "reference"))
    .kernel(conv::nhwcKernel(DType::Half, viaFloat<conv2d<float>>, "reference"))
    .kernel(conv::nhwcKernel(DType::BFloat16, viaFloat<conv2d<float>>, "reference"));

}  // namespace
}  // namespace weft
