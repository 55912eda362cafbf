// SPDX-License-Identifier: Apache-2.0
/// @file
/// Conv2DBackpropFilter: the gradient of Conv2D by its filter:
/// output[a, b, c, o] = sum over n, i, j of input[n, i s + a d - p, j s + b d - p, g + c]
/// out_backprop[n, i, j, o].
///
/// Shapes   input [batch, rows, columns, channels]; filter_sizes [4]; out_backprop as Conv2D's
///          output; output has the shape filter_sizes.
/// Types    half, bfloat16 (through float), float, double.
/// Errors   InvalidArgument for bad attributes, negative sizes, or an out_backprop that Conv2D
///          would not give for these sizes. A filter without elements gives an empty result.
/// Numerics As Conv2D. An empty batch gives zeros.
/// Source   Op contract of TensorFlow "Conv2DBackpropFilter" (ops.pbtxt). Beyond TensorFlow's CPU
///          kernel, groups and dilations are computed.

#include <algorithm>

#include "engine/kernel/via_float.h"
#include "engine/ops/conv/conv2d.h"

namespace weft {
namespace {

using conv::Convolution;
using conv::ConvolutionCall;
using conv::WindowSpec;

Result<PartialShape> backpropFilterShape(const ShapeContext& context) {
    const WindowSpec spec = WEFT_TRY(conv::parseOwnConvolution(context.attrs()));
    const PartialShape image = WEFT_TRY(context.input(0).withRank(4));
    const PartialShape sizes = WEFT_TRY(context.input(1).withRank(1));
    const PartialShape dy = WEFT_TRY(context.input(2).withRank(4));
    if (sizes[0] != kUnknownDim && sizes[0] != 4) {
        return invalidArgument(
            concat("filter_sizes has the wrong length: got ", sizes, ", want [4]"));
    }
    const auto values = WEFT_TRY(context.valueAsInts(1));
    if (values) {
        for (const std::int64_t size : *values) {
            if (size < 0) {
                return invalidArgument(concat("filter_sizes has a negative entry: got [",
                                              join(*values, ","), "], want sizes >= 0"));
            }
        }
    }
    const PartialShape known = WEFT_TRY(context.valueAsShape(1));
    const PartialShape filter = WEFT_TRY(known.withRank(4));
    const auto fullImage = image.full();
    const auto fullFilter = filter.full();
    const auto fullDy = dy.full();
    if (fullImage && fullFilter && fullDy && fullFilter->elements() > 0) {
        WEFT_TRY(conv::convolutionWithOutput(spec, *fullImage, *fullFilter, *fullDy));
    }
    return filter;
}

/// TensorFlow's shape function looks at filter_sizes alone.
Result<PartialShape> backpropFilterImportShape(const ShapeContext& context) {
    WEFT_TRY(context.valueAsShape(1));
    return checkedWhenRun<backpropFilterShape>(context);
}

/// Bilinear in input and out_backprop.
Result<std::vector<Expr>> backpropFilterGradient(const GradientContext& context) {
    const AttrMap attrs = conv::sharedAttrs(context);
    const Expr image = context.input(0);
    const Expr dFilter = context.outputGradient(0);
    return std::vector<Expr>{
        op("Conv2DBackpropInput", {shapeOf(image), dFilter, context.input(2)}, attrs), Expr(),
        op("Conv2D", {image, dFilter}, attrs)};
}

template <class T>
Result<ConvolutionCall<T>> callOf(KernelContext& context) {
    return ConvolutionCall<T>{WEFT_TRY(conv::convolutionWithOutput(
                                  context.parameters<WindowSpec>(), context.input(0).shape(),
                                  context.output(0).shape(), context.input(2).shape())),
                              context.inputValues<T>(0).data(), nullptr,
                              context.inputValues<T>(2).data()};
}

template <class T>
Status backpropFilter(KernelContext& context) {
    if (context.output(0).elements() == 0) { return okStatus(); }
    const ConvolutionCall<T> call = WEFT_TRY(callOf<T>(context));
    conv::convolveBackToFilter(call, context.outputValues<T>(0).data());
    return okStatus();
}

#ifndef WEFT_NO_DNNL
Status backpropFilterDnnl(KernelContext& context) {
    const bool sumsNothing = context.input(0).elements() == 0 || context.input(2).elements() == 0;
    if (sumsNothing || context.output(0).elements() == 0) { return backpropFilter<float>(context); }
    const ConvolutionCall<float> call = WEFT_TRY(callOf<float>(context));
    return conv::dnnlBackToFilter(call, context.outputValues<float>(0).data());
}
#endif

WEFT_OP("Conv2DBackpropFilter")
    .summary("Gradient of Conv2D by its filter.")
    .category("nn")
    .attr("T: {half, bfloat16, float, double}")
    .attr(conv::kStrides)
    .attr(conv::kCudnn)
    .attr(conv::kPadding)
    .attr(conv::kExplicit)
    .attr(conv::kFormat)
    .attr(conv::kDilations)
    .input("input: T", "[batch, rows, columns, channels] images")
    .input("filter_sizes: int32", "[4] shape of Conv2D's filter")
    .input("out_backprop: T", "[batch, rows, columns, outputs] gradients by Conv2D's output")
    .output("output: T", "[rows, columns, channels / groups, outputs] gradients by the filter")
    .hostInput("filter_sizes")
    .shape(backpropFilterImportShape)
    .gradient(backpropFilterGradient)
    .parameters(conv::parseOwnConvolution)
#ifndef WEFT_NO_DNNL
    .kernel(conv::nhwcKernel(DType::Float, backpropFilterDnnl, "dnnl"))
#endif
    .kernel(conv::nhwcKernel(DType::Float, backpropFilter<float>, "reference"))
    .kernel(conv::nhwcKernel(DType::Double, backpropFilter<double>, "reference"))
    .kernel(conv::nhwcKernel(DType::Half, viaFloat<backpropFilter<float>>, "reference"))
    .kernel(conv::nhwcKernel(DType::BFloat16, viaFloat<backpropFilter<float>>, "reference"));

}  // namespace
}  // namespace weft
