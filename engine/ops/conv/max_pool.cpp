// SPDX-License-Identifier: Apache-2.0
/// @file
/// MaxPool: the largest value of each window that slides over rows and columns, or over channels.
/// MaxPoolGrad: its gradient, each dy at the place of its window's maximum. MaxPoolGradGrad: the
/// gradient of that by dy, what the image's gradient holds there.
///
/// Shapes   images [batch, rows, columns, channels]; pooled [batch, rows', columns', channels].
/// With
///          data_format NCHW the channels are axis 1 (shapes only).
/// Types    half, bfloat16 (through float), float, double, integers.
/// Errors   InvalidArgument for bad attributes, rank other than 4, windows much larger than the
///          image (a little larger gives an empty result), gradients of a wrong shape;
///          Unimplemented for windows over the batch, or over channels and pixels at once.
/// Numerics Of equal values the first in row order is the maximum. A NaN in a window is its
///          maximum. Padding never counts.
/// Source   Op contracts of TensorFlow "MaxPool", "MaxPoolGrad", "MaxPoolGradGrad" (ops.pbtxt).
///          Beyond TensorFlow's CPU kernels, windows over channels have a gradient.

#include "engine/ops/conv/max_pool.h"

#include "engine/kernel/op_builder.h"
#include "engine/kernel/via_float.h"

namespace weft {
namespace {

using conv::Pooling;
using conv::WindowSpec;

Result<PartialShape> poolShape(const ShapeContext& context) {
    const WindowSpec spec = WEFT_TRY(conv::parsePooling(context.attrs()));
    return conv::poolingShape(spec, context.input(0));
}

/// Where all is known, the pooled input has the shape that pooling gives.
Status checkPooled(const WindowSpec& spec, const ShapeContext& context, int input) {
    const auto image = context.input(0).full();
    const auto pooled = context.input(input).full();
    if (!image || !pooled) { return okStatus(); }
    const Pooling sizes = WEFT_TRY(conv::poolingOf(spec, *image));
    return conv::expectShape(input == 1 ? "orig_output" : "grad", *pooled, sizes.outputShape(spec));
}

Result<PartialShape> poolGradShape(const ShapeContext& context) {
    const WindowSpec spec = WEFT_TRY(conv::parsePooling(context.attrs()));
    const PartialShape image = WEFT_TRY(context.input(0).withRank(4));
    for (const int pooled : {1, 2}) {
        WEFT_TRY(context.input(pooled).withRank(4));
        WEFT_TRY(checkPooled(spec, context, pooled));
    }
    return image;
}

Result<PartialShape> poolGradGradShape(const ShapeContext& context) {
    const WindowSpec spec = WEFT_TRY(conv::parsePooling(context.attrs()));
    const PartialShape image = WEFT_TRY(context.input(0).merge(context.input(2)));
    WEFT_TRY(context.input(1).withRank(4));
    WEFT_TRY(checkPooled(spec, context, 1));
    return conv::poolingShape(spec, image);
}

Result<std::vector<Expr>> poolGradient(const GradientContext& context) {
    return std::vector<Expr>{
        op("MaxPoolGrad", {context.input(0), context.output(0), context.outputGradient(0)},
           conv::attrsOf(context,
                         {"ksize", "strides", "padding", "explicit_paddings", "data_format"}))};
}

/// Linear in grad; the places of the maxima have derivative 0 almost everywhere.
Result<std::vector<Expr>> poolGradGradient(const GradientContext& context) {
    if (WEFT_TRY(context.attr<std::string>("padding")) == "EXPLICIT") {
        return unimplemented(
            "MaxPoolGradGrad knows no padding EXPLICIT: got EXPLICIT, want SAME or VALID");
    }
    const Expr image = context.input(0);
    const Expr pooled = context.input(1);
    return std::vector<Expr>{
        zerosLike(image), zerosLike(pooled),
        op("MaxPoolGradGrad", {image, pooled, context.outputGradient(0)},
           conv::attrsOf(context, {"ksize", "strides", "padding", "data_format"}))};
}

Result<std::vector<Expr>> poolGradGradGradient(const GradientContext& context) {
    const Expr image = context.input(0);
    const Expr pooled = context.input(1);
    return std::vector<Expr>{
        zerosLike(image), zerosLike(pooled),
        op("MaxPoolGrad", {image, pooled, context.outputGradient(0)},
           conv::attrsOf(context, {"ksize", "strides", "padding", "data_format"}))};
}

Result<Pooling> sizesOf(KernelContext& context) {
    return conv::poolingOf(context.parameters<WindowSpec>(), context.input(0).shape());
}

template <class T>
Status maxPool(KernelContext& context) {
    const Pooling sizes = WEFT_TRY(sizesOf(context));
    conv::maxPool(sizes, context.inputValues<T>(0).data(), context.outputValues<T>(0).data());
    return okStatus();
}

template <class T>
Status maxPoolGrad(KernelContext& context) {
    const Pooling sizes = WEFT_TRY(sizesOf(context));
    const PartialShape pooled = sizes.outputShape(context.parameters<WindowSpec>());
    WEFT_TRY(conv::expectShape("orig_output", context.input(1).shape(), pooled));
    WEFT_TRY(conv::expectShape("grad", context.input(2).shape(), pooled));
    conv::maxPoolGrad(sizes, context.inputValues<T>(0).data(), context.inputValues<T>(2).data(),
                      context.outputValues<T>(0).data());
    return okStatus();
}

template <class T>
Status maxPoolGradGrad(KernelContext& context) {
    const Pooling sizes = WEFT_TRY(sizesOf(context));
    const PartialShape pooled = sizes.outputShape(context.parameters<WindowSpec>());
    WEFT_TRY(conv::expectShape("orig_output", context.input(1).shape(), pooled));
    WEFT_TRY(conv::expectShape("grad", context.input(2).shape(), context.input(0).shape()));
    conv::maxPoolGradGrad(sizes, context.inputValues<T>(0).data(), context.inputValues<T>(2).data(),
                          context.outputValues<T>(0).data());
    return okStatus();
}

/// Which of the two gradient ops a kernel is for.
struct Grad {
    template <class T>
    static constexpr KernelFunction run = maxPoolGrad<T>;
};
struct GradGrad {
    template <class T>
    static constexpr KernelFunction run = maxPoolGradGrad<T>;
};
template <class Which, class... T>
void addKernels(OpBuilder& op) {
    (op.kernel(conv::nhwcKernel(kDTypeOf<T>, Which::template run<T>, "reference")), ...);
}
template <class Which>
void addIntegers(OpBuilder& op) {
    addKernels<Which, std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t,
               std::uint16_t, std::uint32_t, std::uint64_t>(op);
}

constexpr std::string_view kGradTypes =
    "T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, uint64}";

WEFT_OP("MaxPool")
    .summary("The largest value of each window that slides over images.")
    .category("nn")
    .attr(
        "T: {half, bfloat16, float, double, int32, int64, uint8, int16, int8, uint16, qint8} = "
        "DT_FLOAT")
    .attr(conv::kKsize)
    .attr(conv::kPoolStrides)
    .attr("padding: {'SAME', 'VALID', 'EXPLICIT'}")
    .attr("explicit_paddings: list(int) = []")
    .attr("data_format: {'NHWC', 'NCHW', 'NCHW_VECT_C'} = 'NHWC'")
    .input("input: T", "[batch, rows, columns, channels] images")
    .output("output: T", "[batch, rows', columns', channels] maxima")
    .shape(poolShape)
    .gradient(poolGradient)
    .parameters(conv::parsePooling)
    .kernel(conv::nhwcKernel(DType::Float, maxPool<float>, "simd"))
    .kernel(conv::nhwcKernel(DType::Double, maxPool<double>, "simd"))
    .kernel(conv::nhwcKernel(DType::Int32, maxPool<std::int32_t>, "reference"))
    .kernel(conv::nhwcKernel(DType::Int64, maxPool<std::int64_t>, "reference"))
    .kernel(conv::nhwcKernel(DType::UInt8, maxPool<std::uint8_t>, "reference"))
    .kernel(conv::nhwcKernel(DType::Int16, maxPool<std::int16_t>, "reference"))
    .kernel(conv::nhwcKernel(DType::Int8, maxPool<std::int8_t>, "reference"))
    .kernel(conv::nhwcKernel(DType::UInt16, maxPool<std::uint16_t>, "reference"))
    .kernel(conv::nhwcKernel(DType::Half, viaFloat<maxPool<float>>, "simd"))
    .kernel(conv::nhwcKernel(DType::BFloat16, viaFloat<maxPool<float>>, "simd"));

WEFT_OP("MaxPoolGrad")
    .summary("Gradient of MaxPool: each gradient at the place of its window's maximum.")
    .category("nn")
    .attr(conv::kKsize)
    .attr(conv::kPoolStrides)
    .attr("padding: {'SAME', 'VALID', 'EXPLICIT'}")
    .attr("explicit_paddings: list(int) = []")
    .attr("data_format: {'NHWC', 'NCHW'} = 'NHWC'")
    .attr(
        "T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, "
        "uint64} = DT_FLOAT")
    .input("orig_input: T", "[batch, rows, columns, channels] images")
    .input("orig_output: T", "[batch, rows', columns', channels] what MaxPool gave")
    .input("grad: T", "[batch, rows', columns', channels] gradients by that")
    .output("output: T", "[batch, rows, columns, channels] gradients by the images")
    .shape(conv::gradientShape<poolGradShape, 0, 4>)
    .gradient(poolGradGradient)
    .parameters(conv::parsePooling)
    .kernel(conv::nhwcKernel(DType::Float, maxPoolGrad<float>, "simd"))
    .kernel(conv::nhwcKernel(DType::Double, maxPoolGrad<double>, "simd"))
    .kernel(conv::nhwcKernel(DType::Half, viaFloat<maxPoolGrad<float>>, "simd"))
    .kernel(conv::nhwcKernel(DType::BFloat16, viaFloat<maxPoolGrad<float>>, "simd"))
    .apply(addIntegers<Grad>);

WEFT_OP("MaxPoolGradGrad")
    .summary("Gradient of MaxPoolGrad: what a tensor holds at the places of the maxima.")
    .category("nn")
    .attr(conv::kKsize)
    .attr(conv::kPoolStrides)
    .attr("padding: {'SAME', 'VALID'}")
    .attr("data_format: {'NHWC', 'NCHW'} = 'NHWC'")
    .attr(kGradTypes)
    .input("orig_input: T", "[batch, rows, columns, channels] images")
    .input("orig_output: T", "[batch, rows', columns', channels] what MaxPool gave")
    .input("grad: T", "[batch, rows, columns, channels] gradients by MaxPoolGrad's output")
    .output("output: T", "[batch, rows', columns', channels] gradients by MaxPoolGrad's grad")
    .shape(poolGradGradShape)
    .gradient(poolGradGradGradient)
    .parameters(conv::parsePooling)
    .kernel(conv::nhwcKernel(DType::Float, maxPoolGradGrad<float>, "simd"))
    .kernel(conv::nhwcKernel(DType::Double, maxPoolGradGrad<double>, "simd"))
    .kernel(conv::nhwcKernel(DType::Half, viaFloat<maxPoolGradGrad<float>>, "simd"))
    .kernel(conv::nhwcKernel(DType::BFloat16, viaFloat<maxPoolGradGrad<float>>, "simd"))
    .apply(addIntegers<GradGrad>);

}  // namespace
}  // namespace weft
