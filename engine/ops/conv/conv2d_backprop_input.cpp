// SPDX-License-Identifier: Apache-2.0
/// @file
/// Conv2DBackpropInput: the gradient of Conv2D by its input, also known as transposed convolution:
/// output[n, y, x, g + c] = sum over all i, j, a, b, o for which Conv2D multiplies
/// input[n, y, x, g + c] by filter[a, b, c, o] of out_backprop[n, i, j, o] filter[a, b, c, o].
///
/// Shapes   input_sizes [4], or [2] for rows and columns only; filter [rows, columns, channels /
///          groups, outputs]; out_backprop as Conv2D's output; output has the shape input_sizes.
/// Types    half, bfloat16 (through float), float, double, int32.
/// Errors   InvalidArgument for bad attributes, negative sizes, or an out_backprop that Conv2D
///          would not give for these sizes.
/// Numerics As Conv2D.
/// Source   Op contract of TensorFlow "Conv2DBackpropInput" (ops.pbtxt). Beyond TensorFlow's CPU
///          kernel, groups and dilations are computed.

#include <algorithm>

#include "engine/kernel/via_float.h"
#include "engine/ops/conv/conv2d.h"

namespace weft {
namespace {

using conv::Convolution;
using conv::ConvolutionCall;
using conv::WindowSpec;

Result<PartialShape> imageShape(const ShapeContext& context, const WindowSpec& spec,
                                const PartialShape& filter, const PartialShape& dy) {
    const PartialShape sizes = WEFT_TRY(context.input(0).withRank(1));
    if (sizes[0] == kUnknownDim) { return PartialShape::ofRank(4); }
    const auto values = WEFT_TRY(context.valueAsInts(0));
    if (values) {
        for (const std::int64_t size : *values) {
            if (size < 0) {
                return invalidArgument(concat("input_sizes has a negative entry: got [",
                                              join(*values, ","), "], want sizes >= 0"));
            }
        }
    }
    const PartialShape known = WEFT_TRY(context.valueAsShape(0));
    if (sizes[0] == 4) { return known.withRank(4); }
    if (sizes[0] != 2) {
        return invalidArgument(
            concat("input_sizes has the wrong length: got ", sizes, ", want [4] or [2]"));
    }
    const PartialShape spatial = WEFT_TRY(known.withRank(2));
    return spec.shape(dy[0], spatial[0], spatial[1], filter[2]);
}

Result<PartialShape> backpropInputShape(const ShapeContext& context) {
    const WindowSpec spec = WEFT_TRY(conv::parseConvolution(context.attrs()));
    const PartialShape filter = WEFT_TRY(context.input(1).withRank(4));
    const PartialShape dy = WEFT_TRY(context.input(2).withRank(4));
    const PartialShape image = WEFT_TRY(imageShape(context, spec, filter, dy));
    const auto fullImage = image.full();
    const auto fullFilter = filter.full();
    const auto fullDy = dy.full();
    if (fullImage && fullFilter && fullDy) {
        WEFT_TRY(conv::convolutionWithOutput(spec, *fullImage, *fullFilter, *fullDy));
    }
    return image;
}

/// TensorFlow's shape function looks at the sizes, at ranks, and at batch and outputs; not at what
/// windows make of the image.
Result<PartialShape> backpropInputImportShape(const ShapeContext& context) {
    const PartialShape sizes = WEFT_TRY(context.input(0).withRank(1));
    if (sizes[0] != kUnknownDim && sizes[0] != 4 && sizes[0] != 2) {
        return invalidArgument(
            concat("input_sizes has the wrong length: got ", sizes, ", want [4] or [2]"));
    }
    const PartialShape known = WEFT_TRY(context.valueAsShape(0));
    const PartialShape filter = WEFT_TRY(context.input(1).withRank(4));
    const PartialShape dy = WEFT_TRY(context.input(2).withRank(4));
    const bool channelsFirst = context.attrs().getOr<std::string>("data_format", "NHWC") == "NCHW";
    WEFT_TRY(mergeDim(filter[3], dy[channelsFirst ? 1 : 3]));
    if (known.hasRank() && known.rank() == 4) { WEFT_TRY(mergeDim(known[0], dy[0])); }
    return checkedWhenRun<backpropInputShape>(context);
}

/// Bilinear in filter and out_backprop.
Result<std::vector<Expr>> backpropInputGradient(const GradientContext& context) {
    const AttrMap attrs = conv::sharedAttrs(context);
    const Expr filter = context.input(1);
    const Expr dImage = context.outputGradient(0);
    return std::vector<Expr>{
        Expr(), op("Conv2DBackpropFilter", {dImage, shapeOf(filter), context.input(2)}, attrs),
        op("Conv2D", {dImage, filter}, attrs)};
}

template <class T>
Result<ConvolutionCall<T>> callOf(KernelContext& context) {
    return ConvolutionCall<T>{WEFT_TRY(conv::convolutionWithOutput(
                                  context.parameters<WindowSpec>(), context.output(0).shape(),
                                  context.input(1).shape(), context.input(2).shape())),
                              nullptr, context.inputValues<T>(1).data(),
                              context.inputValues<T>(2).data()};
}

template <class T>
Status backpropInput(KernelContext& context) {
    const ConvolutionCall<T> call = WEFT_TRY(callOf<T>(context));
    conv::convolveBackToImage(call, context.outputValues<T>(0).data());
    return okStatus();
}

#ifndef WEFT_NO_DNNL
Status backpropInputDnnl(KernelContext& context) {
    const bool sumsNothing = context.input(1).elements() == 0 || context.input(2).elements() == 0;
    if (sumsNothing) { return backpropInput<float>(context); }
    const ConvolutionCall<float> call = WEFT_TRY(callOf<float>(context));
    return conv::dnnlBackToImage(call, context.outputValues<float>(0).data());
}
#endif

WEFT_OP("Conv2DBackpropInput")
    .summary("Gradient of Conv2D by its input: a transposed convolution.")
    .category("nn")
    .attr("T: {half, bfloat16, float, double, int32}")
    .attr(conv::kStrides)
    .attr(conv::kCudnn)
    .attr(conv::kPadding)
    .attr(conv::kExplicit)
    .attr(conv::kFormat)
    .attr(conv::kDilations)
    .input("input_sizes: int32", "shape of Conv2D's input, or its rows and columns only")
    .input("filter: T", "[rows, columns, channels / groups, outputs] weights")
    .input("out_backprop: T", "[batch, rows, columns, outputs] gradients by Conv2D's output")
    .output("output: T", "[batch, rows, columns, channels] gradients by Conv2D's input")
    .hostInput("input_sizes")
    .shape(backpropInputImportShape)
    .gradient(backpropInputGradient)
    .parameters(conv::parseConvolution)
#ifndef WEFT_NO_DNNL
    .kernel(conv::nhwcKernel(DType::Float, backpropInputDnnl, "dnnl"))
#endif
    .kernel(conv::nhwcKernel(DType::Float, backpropInput<float>, "reference"))
    .kernel(conv::nhwcKernel(DType::Double, backpropInput<double>, "reference"))
    .kernel(conv::nhwcKernel(DType::Int32, backpropInput<std::int32_t>, "reference"))
    .kernel(conv::nhwcKernel(DType::Half, viaFloat<backpropInput<float>>, "reference"))
    .kernel(conv::nhwcKernel(DType::BFloat16, viaFloat<backpropInput<float>>, "reference"));

}  // namespace
}  // namespace weft
