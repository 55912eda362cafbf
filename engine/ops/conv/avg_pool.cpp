// SPDX-License-Identifier: Apache-2.0
/// @file
/// AvgPool: the mean of each window that slides over rows and columns. AvgPoolGrad: its gradient,
/// each dy spread evenly over its window.
///
/// Shapes   images [batch, rows, columns, channels]; pooled [batch, rows', columns', channels].
/// With
///          data_format NCHW the channels are axis 1 (shapes only).
/// Types    half, bfloat16 (through float), float, double.
/// Errors   InvalidArgument for bad attributes, rank other than 4, windows much larger than the
///          image, a gradient or a size that does not fit; Unimplemented for windows over batch or
///          channels.
/// Numerics Padding never counts: the mean is over the pixels that exist, added in row order.
/// Source   Op contracts of TensorFlow "AvgPool", "AvgPoolGrad" (ops.pbtxt).

#include "engine/kernel/op_builder.h"
#include "engine/kernel/via_float.h"
#include "engine/ops/conv/pool_windows.h"

namespace weft {
namespace {

using conv::Pooling;
using conv::WindowOffsets;
using conv::WindowSpec;

Result<WindowSpec> parseAvgPool(const AttrMap& attrs) {
    const WindowSpec spec = WEFT_TRY(conv::parsePooling(attrs));
    if (spec.channelSize == 1) { return spec; }
    return leftToRun(unimplemented(
        concat("mean over channels is not computed: got ksize ", spec.channelSize, ", want 1")));
}

Result<PartialShape> avgPoolShape(const ShapeContext& context) {
    const WindowSpec spec = WEFT_TRY(parseAvgPool(context.attrs()));
    return conv::poolingShape(spec, context.input(0));
}

Result<PartialShape> avgPoolGradShape(const ShapeContext& context) {
    const WindowSpec spec = WEFT_TRY(parseAvgPool(context.attrs()));
    WEFT_TRY(context.input(0).withRank(1));
    WEFT_TRY(context.input(1).withRank(4));
    const auto sizes = WEFT_TRY(context.valueAsInts(0));
    if (sizes && std::any_of(sizes->begin(), sizes->end(), [](auto size) { return size < 0; })) {
        return invalidArgument(concat("orig_input_shape has a negative entry: got [",
                                      join(*sizes, ","), "], want sizes >= 0"));
    }
    const PartialShape known = WEFT_TRY(context.valueAsShape(0));
    const PartialShape image = WEFT_TRY(known.withRank(4));
    const auto fullImage = image.full();
    const auto dy = context.input(1).full();
    if (fullImage && dy) {
        const Pooling pooling = WEFT_TRY(conv::poolingOf(spec, *fullImage));
        WEFT_TRY(conv::expectShape("grad", *dy, pooling.outputShape(spec)));
    }
    return image;
}

Result<std::vector<Expr>> avgPoolGradient(const GradientContext& context) {
    return std::vector<Expr>{
        op("AvgPoolGrad", {shapeOf(context.input(0)), context.outputGradient(0)},
           conv::attrsOf(context, {"ksize", "strides", "padding", "data_format"}))};
}

Result<std::vector<Expr>> avgPoolGradGradient(const GradientContext& context) {
    return std::vector<Expr>{
        Expr(), op("AvgPool", {context.outputGradient(0)},
                   conv::attrsOf(context, {"ksize", "strides", "padding", "data_format"}))};
}

template <class T>
Status avgPool(KernelContext& context) {
    const Pooling sizes =
        WEFT_TRY(conv::poolingOf(context.parameters<WindowSpec>(), context.input(0).shape()));
    const T* image = context.inputValues<T>(0).data();
    T* output = context.outputValues<T>(0).data();
    conv::overBatch(sizes, [&](std::int64_t begin, std::int64_t end) {
        conv::overWindows(sizes, begin, end,
                          [&](const WindowOffsets& window, std::int64_t out, std::int64_t n) {
                              T* to = output + out;
                              std::fill(to, to + n, T{0});
                              for (const std::int64_t at : window) {
                                  for (std::int64_t c = 0; c < n; ++c) { to[c] += image[at + c]; }
                              }
                              const auto count = static_cast<T>(window.size());
                              for (std::int64_t c = 0; c < n; ++c) { to[c] /= count; }
                          });
    });
    return okStatus();
}

template <class T>
Status avgPoolGrad(KernelContext& context) {
    const WindowSpec& spec = context.parameters<WindowSpec>();
    const Pooling sizes = WEFT_TRY(conv::poolingOf(spec, context.output(0).shape()));
    WEFT_TRY(conv::expectShape("grad", context.input(1).shape(), sizes.outputShape(spec)));
    const T* dy = context.inputValues<T>(1).data();
    T* image = context.outputValues<T>(0).data();
    const std::int64_t each = conv::imageElements(sizes);
    conv::overBatch(sizes, [&](std::int64_t begin, std::int64_t end) {
        std::fill(image + begin * each, image + end * each, T{0});
        conv::overWindows(sizes, begin, end,
                          [&](const WindowOffsets& window, std::int64_t out, std::int64_t n) {
                              const T share = T{1} / static_cast<T>(window.size());
                              for (const std::int64_t at : window) {
                                  for (std::int64_t c = 0; c < n; ++c) {
                                      image[at + c] += dy[out + c] * share;
                                  }
                              }
                          });
    });
    return okStatus();
}

constexpr std::string_view kPadding = "padding: {'SAME', 'VALID'}";
constexpr std::string_view kFormat = "data_format: {'NHWC', 'NCHW'} = 'NHWC'";
constexpr std::string_view kTypes = "T: {half, bfloat16, float, double}";

WEFT_OP("AvgPool")
    .summary("The mean of each window that slides over images.")
    .category("nn")
    .attr(conv::kKsize)
    .attr(conv::kPoolStrides)
    .attr(kPadding)
    .attr(kFormat)
    .attr(kTypes)
    .input("value: T", "[batch, rows, columns, channels] images")
    .output("output: T", "[batch, rows', columns', channels] means")
    .shape(avgPoolShape)
    .gradient(avgPoolGradient)
    .parameters(parseAvgPool)
    .kernel(conv::nhwcKernel(DType::Float, avgPool<float>, "reference"))
    .kernel(conv::nhwcKernel(DType::Double, avgPool<double>, "reference"))
    .kernel(conv::nhwcKernel(DType::Half, viaFloat<avgPool<float>>, "reference"))
    .kernel(conv::nhwcKernel(DType::BFloat16, viaFloat<avgPool<float>>, "reference"));

WEFT_OP("AvgPoolGrad")
    .summary("Gradient of AvgPool: each gradient spread evenly over its window.")
    .category("nn")
    .attr(conv::kKsize)
    .attr(conv::kPoolStrides)
    .attr(kPadding)
    .attr(kFormat)
    .attr(kTypes)
    .input("orig_input_shape: int32", "[4] shape of the images")
    .input("grad: T", "[batch, rows', columns', channels] gradients by AvgPool's output")
    .output("output: T", "[batch, rows, columns, channels] gradients by the images")
    .hostInput("orig_input_shape")
    .shape(conv::gradientOfSizesShape<avgPoolGradShape, 0, 4>)
    .gradient(avgPoolGradGradient)
    .parameters(parseAvgPool)
    .kernel(conv::nhwcKernel(DType::Float, avgPoolGrad<float>, "reference"))
    .kernel(conv::nhwcKernel(DType::Double, avgPoolGrad<double>, "reference"))
    .kernel(conv::nhwcKernel(DType::Half, viaFloat<avgPoolGrad<float>>, "reference"))
    .kernel(conv::nhwcKernel(DType::BFloat16, viaFloat<avgPoolGrad<float>>, "reference"));

}  // namespace
}  // namespace weft
