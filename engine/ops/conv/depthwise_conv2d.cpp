// SPDX-License-Identifier: Apache-2.0
/// @file
/// DepthwiseConv2dNative: each channel is convolved by filters of its own,
/// output[n, i, j, k m + q] = sum over a, b of input[n, i s + a d - p, j s + b d - p, k]
/// filter[a, b, k, q]. DepthwiseConv2dNativeBackpropInput, ...BackpropFilter: its gradients.
///
/// Shapes   input [batch, rows, columns, channels]; filter [rows, columns, channels, m]; output
///          [batch, rows', columns', channels * m].
/// Types    half, bfloat16 (through float), float, double.
/// Errors   InvalidArgument for bad attributes, strides that differ, shapes that do not fit;
///          Unimplemented for data_format NCHW.
/// Numerics A sum runs over the filter's rows, then its columns.
/// Source   Op contracts of TensorFlow "DepthwiseConv2dNative", "...BackpropInput",
///          "...BackpropFilter" (ops.pbtxt). A convolution in as many groups as there are channels.

#include <algorithm>

#include "engine/kernel/via_float.h"
#include "engine/ops/conv/conv2d.h"

namespace weft {
namespace {

using conv::Convolution;
using conv::ConvolutionCall;
using conv::WindowSpec;

/// As a node that is run must be.
Result<WindowSpec> parseDepthwise(const AttrMap& attrs) {
    const WindowSpec spec = WEFT_TRY(conv::parseOwnConvolution(attrs));
    if (spec.stride[0] != spec.stride[1]) {
        return invalidArgument(
            concat("Current implementation only supports equal length strides "
                   "in the row and column dimensions: got ",
                   spec.stride[0], " and ", spec.stride[1]));
    }
    if (spec.channelsFirst) {
        return unimplemented(
            "Depthwise convolution on CPU is only supported for NHWC format: got NCHW");
    }
    return spec;
}

/// Errors: InvalidArgument where image and filter do not fit.
Result<Convolution> depthwiseOf(const WindowSpec& spec, const Shape& image, const Shape& filter) {
    if (image.rank() != 4 || filter.rank() != 4 || image[spec.channelAxis()] != filter[2]) {
        return invalidArgument(concat("input and filter must have the same depth: got ", image,
                                      " and ", filter, ", want 4 axes each"));
    }
    std::int64_t outputs = 0;
    if (multiplyOverflows(filter[2], filter[3], outputs)) {
        return invalidArgument(concat("filter has too many outputs: got ", filter));
    }
    return Convolution{.batch = image[0],
                       .rows = WEFT_TRY(spec.window(0, image[spec.spatialAxis(0)], filter[0])),
                       .columns = WEFT_TRY(spec.window(1, image[spec.spatialAxis(1)], filter[1])),
                       .inChannels = filter[2],
                       .filterChannels = 1,
                       .outChannels = outputs,
                       .groups = filter[2]};
}

Status checkGradient(const WindowSpec& spec, const PartialShape& image, const PartialShape& filter,
                     const PartialShape& dy) {
    const auto fullImage = image.full();
    const auto fullFilter = filter.full();
    const auto fullDy = dy.full();
    if (!fullImage || !fullFilter || !fullDy) { return okStatus(); }
    const Convolution sizes = WEFT_TRY(depthwiseOf(spec, *fullImage, *fullFilter));
    if (sizes.outputShape(spec) == dy) { return okStatus(); }
    return invalidArgument(
        concat("out_backprop has the wrong shape: got ", dy, ", want ", sizes.outputShape(spec)));
}

Result<PartialShape> depthwiseShape(const ShapeContext& context) {
    const WindowSpec spec = WEFT_TRY(conv::parseOwnConvolution(context.attrs()));
    const PartialShape image = WEFT_TRY(context.input(0).withRank(4));
    const PartialShape filter = WEFT_TRY(context.input(1).withRank(4));
    const std::int64_t depth = WEFT_TRY(mergeDim(image[spec.channelAxis()], filter[2]));
    std::int64_t outputs = kUnknownDim;
    if (depth != kUnknownDim && filter[3] != kUnknownDim &&
        multiplyOverflows(depth, filter[3], outputs)) {
        return invalidArgument(concat("filter has too many outputs: got ", filter));
    }
    return spec.shape(
        image[0], WEFT_TRY(spec.plannedSize(0, image[spec.spatialAxis(0)], filter[0])),
        WEFT_TRY(spec.plannedSize(1, image[spec.spatialAxis(1)], filter[1])), outputs);
}

/// The shape that an input holds as its value; it has 4 sizes >= 0.
Result<PartialShape> shapeFrom(const ShapeContext& context, int input) {
    const PartialShape length = WEFT_TRY(context.input(input).withRank(1));
    WEFT_TRY(mergeDim(length[0], 4));
    if (const auto values = WEFT_TRY(context.valueAsInts(input))) {
        if (std::any_of(values->begin(), values->end(), [](auto size) { return size < 0; })) {
            return invalidArgument(
                concat("sizes must not be negative: got [", join(*values, ","), "]"));
        }
    }
    const PartialShape shape = WEFT_TRY(context.valueAsShape(input));
    return shape.withRank(4);
}

Result<PartialShape> byInputShape(const ShapeContext& context) {
    const WindowSpec spec = WEFT_TRY(conv::parseOwnConvolution(context.attrs()));
    const PartialShape image = WEFT_TRY(shapeFrom(context, 0));
    const PartialShape filter = WEFT_TRY(context.input(1).withRank(4));
    WEFT_TRY(checkGradient(spec, image, filter, WEFT_TRY(context.input(2).withRank(4))));
    return image;
}

Result<PartialShape> byFilterShape(const ShapeContext& context) {
    const WindowSpec spec = WEFT_TRY(conv::parseOwnConvolution(context.attrs()));
    const PartialShape filter = WEFT_TRY(shapeFrom(context, 1));
    const PartialShape image = WEFT_TRY(context.input(0).withRank(4));
    WEFT_TRY(checkGradient(spec, image, filter, WEFT_TRY(context.input(2).withRank(4))));
    return filter;
}

constexpr const char* kForward = "DepthwiseConv2dNative";
constexpr const char* kByInput = "DepthwiseConv2dNativeBackpropInput";
constexpr const char* kByFilter = "DepthwiseConv2dNativeBackpropFilter";

/// The three ops are partial derivatives of one form that is linear in image, filter and output.
Result<std::vector<Expr>> forwardGradient(const GradientContext& context) {
    const AttrMap attrs = conv::sharedAttrs(context);
    const Expr image = context.input(0);
    const Expr filter = context.input(1);
    const Expr dy = context.outputGradient(0);
    return std::vector<Expr>{op(kByInput, {shapeOf(image), filter, dy}, attrs),
                             op(kByFilter, {image, shapeOf(filter), dy}, attrs)};
}
Result<std::vector<Expr>> byInputGradient(const GradientContext& context) {
    const AttrMap attrs = conv::sharedAttrs(context);
    const Expr filter = context.input(1);
    const Expr g = context.outputGradient(0);
    return std::vector<Expr>{Expr(), op(kByFilter, {g, shapeOf(filter), context.input(2)}, attrs),
                             op(kForward, {g, filter}, attrs)};
}
Result<std::vector<Expr>> byFilterGradient(const GradientContext& context) {
    const AttrMap attrs = conv::sharedAttrs(context);
    const Expr image = context.input(0);
    const Expr g = context.outputGradient(0);
    return std::vector<Expr>{op(kByInput, {shapeOf(image), g, context.input(2)}, attrs), Expr(),
                             op(kForward, {image, g}, attrs)};
}

/// Nanoseconds of one output pixel.
double pixelNs(const Convolution& s) {
    return 0.4 * static_cast<double>(s.rows.size * s.columns.size * s.outChannels);
}

/// The product at place (a, b) of the filter for every channel, with m outputs a channel.
template <class T>
void addProducts(std::span<const T> from, const T* weights, T* __restrict__ to, std::int64_t m) {
    const T* __restrict__ x = from.data();
    const T* __restrict__ w = weights;
    const std::int64_t channels = std::ssize(from);
    if (m == 1) {
        for (std::int64_t k = 0; k < channels; ++k) { to[k] += x[k] * w[k]; }
        return;
    }
    for (std::int64_t k = 0; k < channels; ++k) {
        for (std::int64_t q = 0; q < m; ++q) { to[k * m + q] += x[k] * w[k * m + q]; }
    }
}

/// The same back to the channels, each a sum over its m outputs.
template <class T>
void addBack(std::span<const T> from, const T* weights, std::span<T> to, std::int64_t m) {
    if (m == 1) { return addProducts(from, weights, to.data(), 1); }
    for (std::size_t k = 0; k < to.size(); ++k) {
        const std::size_t first = k * static_cast<std::size_t>(m);
        T sum{0};
        for (std::size_t q = first; q < first + static_cast<std::size_t>(m); ++q) {
            sum += from[q] * weights[q];
        }
        to[k] += sum;
    }
}

template <class T>
Status forward(KernelContext& context) {
    const Convolution s = WEFT_TRY(depthwiseOf(context.parameters<WindowSpec>(),
                                               context.input(0).shape(), context.input(1).shape()));
    const T* image = context.inputValues<T>(0).data();
    const T* filter = context.inputValues<T>(1).data();
    T* output = context.outputValues<T>(0).data();
    const std::int64_t m = context.input(1).shape()[3];
    const auto channels = static_cast<std::size_t>(s.inChannels);
    const double rowNs = pixelNs(s) * static_cast<double>(s.columns.output);
    parallelFor(s.batch * s.rows.output, rowNs, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t p = begin * s.columns.output; p < end * s.columns.output; ++p) {
            const std::int64_t row = p / s.columns.output;
            T* to = output + p * s.outChannels;
            std::fill_n(to, s.outChannels, T{0});
            conv::overFilter(s, row / s.rows.output, row % s.rows.output, p % s.columns.output,
                             [&](std::int64_t a, std::int64_t b, std::int64_t at) {
                                 addProducts<T>({image + at * s.inChannels, channels},
                                                filter + (a * s.columns.size + b) * s.outChannels,
                                                to, m);
                             });
        }
    });
    return okStatus();
}

template <class T>
Status byInput(KernelContext& context) {
    const Convolution s = WEFT_TRY(depthwiseOf(
        context.parameters<WindowSpec>(), context.output(0).shape(), context.input(1).shape()));
    const T* filter = context.inputValues<T>(1).data();
    const T* dy = context.inputValues<T>(2).data();
    T* image = context.outputValues<T>(0).data();
    const std::int64_t m = context.input(1).shape()[3];
    const std::int64_t imageSize = s.rows.input * s.columns.input * s.inChannels;
    const std::int64_t pixels = s.rows.output * s.columns.output;
    const auto channels = static_cast<std::size_t>(s.inChannels);
    const auto outputs = static_cast<std::size_t>(s.outChannels);
    // Windows overlap, so an image is one task.
    const double imageNs = pixelNs(s) * static_cast<double>(pixels);
    parallelFor(s.batch, imageNs, [&](std::int64_t begin, std::int64_t end) {
        std::fill(image + begin * imageSize, image + end * imageSize, T{0});
        for (std::int64_t p = begin * pixels; p < end * pixels; ++p) {
            const T* from = dy + p * s.outChannels;
            const std::int64_t i = p % pixels / s.columns.output;
            conv::overFilter(s, p / pixels, i, p % s.columns.output,
                             [&](std::int64_t a, std::int64_t b, std::int64_t at) {
                                 addBack<T>({from, outputs},
                                            filter + (a * s.columns.size + b) * s.outChannels,
                                            {image + at * s.inChannels, channels}, m);
                             });
        }
    });
    return okStatus();
}

template <class T>
Status byFilter(KernelContext& context) {
    const Convolution s = WEFT_TRY(depthwiseOf(
        context.parameters<WindowSpec>(), context.input(0).shape(), context.output(0).shape()));
    const T* image = context.inputValues<T>(0).data();
    const T* dy = context.inputValues<T>(2).data();
    const std::span<T> filter = context.outputValues<T>(0);
    const std::int64_t m = context.output(0).shape()[3];
    const auto channels = static_cast<std::size_t>(s.inChannels);
    std::fill(filter.begin(), filter.end(), T{0});
    if (s.batch == 0 || s.outChannels == 0) { return okStatus(); }
    // Blocks of output rows have filters of their own, added in order at the end.
    const std::int64_t rows = s.batch * s.rows.output;
    const std::int64_t blocks = std::min<std::int64_t>(rows, 16);
    const std::size_t size = filter.size();
    std::vector<T> parts(static_cast<std::size_t>(blocks) * size, T{0});
    const double rowNs = pixelNs(s) * static_cast<double>(s.columns.output);
    parallelFor(blocks, rowNs * static_cast<double>(rows) / static_cast<double>(blocks),
                [&](std::int64_t begin, std::int64_t end) {
                    for (std::int64_t r = rows * begin / blocks; r < rows * end / blocks; ++r) {
                        std::int64_t block = begin;
                        while (r >= rows * (block + 1) / blocks) { ++block; }
                        T* to = parts.data() + static_cast<std::size_t>(block) * size;
                        for (std::int64_t j = 0; j < s.columns.output; ++j) {
                            const T* from = dy + (r * s.columns.output + j) * s.outChannels;
                            conv::overFilter(s, r / s.rows.output, r % s.rows.output, j,
                                             [&](std::int64_t a, std::int64_t b, std::int64_t at) {
                                                 addProducts<T>(
                                                     {image + at * s.inChannels, channels}, from,
                                                     to + (a * s.columns.size + b) * s.outChannels,
                                                     m);
                                             });
                        }
                    }
                });
    for (std::size_t i = 0; i < parts.size(); ++i) { filter[i % size] += parts[i]; }
    return okStatus();
}

#ifndef WEFT_NO_DNNL
/// oneDNN is fast where each channel has one filter.
bool isForDnnl(const Convolution& s) { return s.outChannels == s.inChannels && s.inChannels > 0; }
/// On the way back it takes 5 to 50 times as long for filters with gaps.
bool isForDnnlBack(const Convolution& s) {
    return isForDnnl(s) && s.rows.dilation == 1 && s.columns.dilation == 1;
}

Status forwardDnnl(KernelContext& context) {
    ConvolutionCall<float> call;
    call.sizes = WEFT_TRY(depthwiseOf(context.parameters<WindowSpec>(), context.input(0).shape(),
                                      context.input(1).shape()));
    const bool sumsNothing = context.input(0).elements() == 0 || context.input(1).elements() == 0;
    if (sumsNothing || !isForDnnl(call.sizes)) { return forward<float>(context); }
    call.image = context.inputValues<float>(0).data();
    call.filter = context.inputValues<float>(1).data();
    return conv::dnnlForward(call, context.outputValues<float>(0).data());
}
Status byInputDnnl(KernelContext& context) {
    ConvolutionCall<float> call;
    call.sizes = WEFT_TRY(depthwiseOf(context.parameters<WindowSpec>(), context.output(0).shape(),
                                      context.input(1).shape()));
    const bool sumsNothing = context.input(1).elements() == 0 || context.input(2).elements() == 0;
    if (sumsNothing || !isForDnnlBack(call.sizes)) { return byInput<float>(context); }
    call.filter = context.inputValues<float>(1).data();
    call.output = context.inputValues<float>(2).data();
    return conv::dnnlBackToImage(call, context.outputValues<float>(0).data());
}
Status byFilterDnnl(KernelContext& context) {
    ConvolutionCall<float> call;
    call.sizes = WEFT_TRY(depthwiseOf(context.parameters<WindowSpec>(), context.input(0).shape(),
                                      context.output(0).shape()));
    const bool sumsNothing = context.input(0).elements() == 0 || context.input(2).elements() == 0;
    if (sumsNothing || !isForDnnlBack(call.sizes)) { return byFilter<float>(context); }
    call.image = context.inputValues<float>(0).data();
    call.output = context.inputValues<float>(2).data();
    return conv::dnnlBackToFilter(call, context.outputValues<float>(0).data());
}
#endif

OpBuilder declare(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.summary(summary)
        .category("nn")
        .attr("T: {half, bfloat16, float, double}")
        .attr(conv::kStrides)
        .attr(conv::kPadding)
        .attr(conv::kExplicit)
        .attr(conv::kFormat)
        .attr(conv::kDilations)
        .parameters(parseDepthwise);
    return op;
}

template <KernelFunction Float, KernelFunction Double>
void addKernels(OpBuilder& op) {
    op.cpuKernel<float>(Float);
    op.cpuKernel<double>(Double);
    op.cpuKernel<Half>(viaFloat<Float>);
    op.cpuKernel<BFloat16>(viaFloat<Float>);
}

const OpRegistration kForwardOp =
    declare("DepthwiseConv2dNative", "Convolves each channel by filters of its own.")
        .input("input: T", "[batch, rows, columns, channels] images")
        .input("filter: T", "[rows, columns, channels, m] weights")
        .output("output: T", "[batch, rows', columns', channels * m] weighted sums")
        .shape(depthwiseShape)
        .gradient(forwardGradient)
#ifndef WEFT_NO_DNNL
        .cpuKernel<float>(forwardDnnl, "dnnl")
#endif
        .apply(addKernels<forward<float>, forward<double>>);

const OpRegistration kByInputOp =
    declare("DepthwiseConv2dNativeBackpropInput", "Gradient of DepthwiseConv2dNative by its input.")
        .input("input_sizes: int32", "[4] shape of the images")
        .input("filter: T", "[rows, columns, channels, m] weights")
        .input("out_backprop: T", "gradients by the output")
        .output("output: T", "[batch, rows, columns, channels] gradients by the images")
        .hostInput("input_sizes")
        .shape(conv::gradientOfSizesShape<byInputShape, 0, 4>)
        .gradient(byInputGradient)
#ifndef WEFT_NO_DNNL
        .cpuKernel<float>(byInputDnnl, "dnnl")
#endif
        .apply(addKernels<byInput<float>, byInput<double>>);

const OpRegistration kByFilterOp =
    declare("DepthwiseConv2dNativeBackpropFilter",
            "Gradient of DepthwiseConv2dNative by its filter.")
        .input("input: T", "[batch, rows, columns, channels] images")
        .input("filter_sizes: int32", "[4] shape of the filter")
        .input("out_backprop: T", "gradients by the output")
        .output("output: T", "[rows, columns, channels, m] gradients by the filter")
        .hostInput("filter_sizes")
        .shape(conv::gradientOfSizesShape<byFilterShape, 1, 4>)
        .gradient(byFilterGradient)
#ifndef WEFT_NO_DNNL
        .cpuKernel<float>(byFilterDnnl, "dnnl")
#endif
        .apply(addKernels<byFilter<float>, byFilter<double>>);

}  // namespace
}  // namespace weft
