// SPDX-License-Identifier: Apache-2.0
/// @file
/// MaxPoolV2 and MaxPoolGradV2: as MaxPool and MaxPoolGrad (max_pool.cpp), with ksize and strides as
/// inputs.
///
/// Shapes   images [batch, rows, columns, channels]; ksize and strides [4].
/// Types    all real numbers.
/// Errors   as MaxPool; InvalidArgument for data_format NCHW, as in TensorFlow.
/// Source   Op contracts of TensorFlow "MaxPoolV2", "MaxPoolGradV2" (ops.pbtxt).

#include "engine/kernel/op_builder.h"
#include "engine/kernel/via_float.h"
#include "engine/ops/conv/max_pool.h"

namespace weft {
namespace {

using conv::Pooling;
using conv::WindowSpec;

/// The spec of attributes to which ksize and strides are added.
Result<WindowSpec> specWith(const AttrMap& attrs, const std::vector<std::int64_t>& ksize,
                            const std::vector<std::int64_t>& strides) {
    AttrMap all = attrs;
    all.set("ksize", ksize);
    all.set("strides", strides);
    return conv::parsePooling(all);
}

/// The spec, once both inputs are known. @param ksize the first of the two.
Result<std::optional<WindowSpec>> specOf(const ShapeContext& context, int ksize) {
    for (const int i : {ksize, ksize + 1}) {
        const PartialShape four = WEFT_TRY(context.input(i).withRank(1));
        WEFT_TRY(mergeDim(four[0], 4));
    }
    const auto sizes = WEFT_TRY(context.valueAsInts(ksize));
    const auto strides = WEFT_TRY(context.valueAsInts(ksize + 1));
    if (!sizes || !strides) { return std::optional<WindowSpec>(); }
    return std::optional(WEFT_TRY(specWith(context.attrs(), *sizes, *strides)));
}

Result<WindowSpec> specOf(const KernelContext& context, int ksize) {
    if (context.attrs().getOr<std::string>("data_format", "NHWC") != "NHWC") {
        return invalidArgument("MaxPoolingV2Op only supports NHWC: got another data_format");
    }
    const auto four = [&](int input) {
        std::vector<std::int64_t> values;
        for (std::int64_t i = 0; i < 4; ++i) { values.push_back(intAt(context.input(input), i)); }
        return values;
    };
    return specWith(context.attrs(), four(ksize), four(ksize + 1));
}

Result<PartialShape> poolShape(const ShapeContext& context) {
    const auto spec = WEFT_TRY(specOf(context, 1));
    const PartialShape images = WEFT_TRY(context.input(0).withRank(4));
    if (!spec) { return PartialShape::ofRank(4); }
    return conv::poolingShape(*spec, images);
}

Result<PartialShape> poolGradShape(const ShapeContext& context) {
    const auto spec = WEFT_TRY(specOf(context, 3));
    const PartialShape images = WEFT_TRY(context.input(0).withRank(4));
    for (const int pooled : {1, 2}) {
        WEFT_TRY(context.input(pooled).withRank(4));
        const auto full = images.full();
        const auto got = context.input(pooled).full();
        if (!spec || !full || !got) { continue; }
        const Pooling sizes = WEFT_TRY(conv::poolingOf(*spec, *full));
        WEFT_TRY(conv::expectShape(pooled == 1 ? "orig_output" : "grad", *got,
                                   sizes.outputShape(*spec)));
    }
    return images;
}

Result<std::vector<Expr>> poolGradient(const GradientContext& context) {
    return std::vector<Expr>{op("MaxPoolGradV2",
                                {context.input(0), context.output(0), context.outputGradient(0),
                                 context.input(1), context.input(2)},
                                conv::attrsOf(context, {"padding", "data_format"})),
                             Expr(), Expr()};
}

/// The sizes that an input holds as a constant.
Result<std::vector<std::int64_t>> constantSizes(const Expr& x) {
    const std::optional<Tensor> value = x.scope().graph().constantValue(x.endpoint());
    if (!value) {
        return unimplemented("second derivative of MaxPoolV2 with sizes that only the run knows");
    }
    std::vector<std::int64_t> sizes;
    for (std::int64_t i = 0; i < value->elements(); ++i) { sizes.push_back(intAt(*value, i)); }
    return sizes;
}

/// Linear in grad; MaxPoolGradGrad has the sizes as attributes.
Result<std::vector<Expr>> poolGradGradient(const GradientContext& context) {
    const Expr images = context.input(0);
    const Expr pooled = context.input(1);
    AttrMap attrs = conv::attrsOf(context, {"padding", "data_format"});
    attrs.set("ksize", WEFT_TRY(constantSizes(context.input(3))));
    attrs.set("strides", WEFT_TRY(constantSizes(context.input(4))));
    return std::vector<Expr>{
        zerosLike(images), zerosLike(pooled),
        op("MaxPoolGradGrad", {images, pooled, context.outputGradient(0)}, attrs), Expr(), Expr()};
}

template <class T>
Status maxPool(KernelContext& context) {
    const WindowSpec spec = WEFT_TRY(specOf(context, 1));
    const Pooling sizes = WEFT_TRY(conv::poolingOf(spec, context.input(0).shape()));
    conv::maxPool(sizes, context.inputValues<T>(0).data(), context.outputValues<T>(0).data());
    return okStatus();
}

template <class T>
Status maxPoolGrad(KernelContext& context) {
    const WindowSpec spec = WEFT_TRY(specOf(context, 3));
    const Pooling sizes = WEFT_TRY(conv::poolingOf(spec, context.input(0).shape()));
    conv::maxPoolGrad(sizes, context.inputValues<T>(0).data(), context.inputValues<T>(2).data(),
                      context.outputValues<T>(0).data());
    return okStatus();
}

template <class... T>
void addPoolKernels(OpBuilder& op) {
    (op.cpuKernel<T>(maxPool<T>), ...);
    op.cpuKernel<Half>(viaFloat<maxPool<float>>).cpuKernel<BFloat16>(viaFloat<maxPool<float>>);
}
template <class... T>
void addGradKernels(OpBuilder& op) {
    (op.cpuKernel<T>(maxPoolGrad<T>), ...);
    op.cpuKernel<Half>(viaFloat<maxPoolGrad<float>>)
        .cpuKernel<BFloat16>(viaFloat<maxPoolGrad<float>>);
}

WEFT_OP("MaxPoolV2")
    .summary("The largest value of each window, whose sizes are inputs.")
    .category("nn")
    .attr(
        "T: {half, bfloat16, float, double, int32, int64, uint8, int16, int8, uint16, qint8} = "
        "DT_FLOAT")
    .attr("padding: {'SAME', 'VALID'}")
    .attr("data_format: {'NHWC', 'NCHW', 'NCHW_VECT_C'} = 'NHWC'")
    .input("input: T", "[batch, rows, columns, channels] images")
    .input("ksize: int32", "[4] sizes of the window")
    .input("strides: int32", "[4] steps of the window")
    .output("output: T", "[batch, rows', columns', channels] maxima")
    .hostInput("ksize")
    .hostInput("strides")
    .shape(poolShape)
    .gradient(poolGradient)
    .apply(addPoolKernels<float, double, std::int32_t, std::int64_t, std::uint8_t, std::int16_t,
                          std::int8_t, std::uint16_t>);

WEFT_OP("MaxPoolGradV2")
    .summary("Gradient of MaxPoolV2: each gradient at the place of its window's maximum.")
    .category("nn")
    .attr("padding: {'SAME', 'VALID'}")
    .attr("data_format: {'NHWC', 'NCHW'} = 'NHWC'")
    .attr(
        "T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, "
        "uint64} = DT_FLOAT")
    .input("orig_input: T", "[batch, rows, columns, channels] images")
    .input("orig_output: T", "[batch, rows', columns', channels] what MaxPoolV2 gave")
    .input("grad: T", "[batch, rows', columns', channels] gradients by that")
    .input("ksize: int32", "[4] sizes of the window")
    .input("strides: int32", "[4] steps of the window")
    .output("output: T", "[batch, rows, columns, channels] gradients by the images")
    .hostInput("ksize")
    .hostInput("strides")
    .shape(conv::gradientShape<poolGradShape, 0, 4>)
    .gradient(poolGradGradient)
    .apply(addGradKernels<float, double, std::int32_t, std::int64_t, std::uint8_t, std::int16_t,
                          std::int8_t, std::uint16_t, std::uint32_t, std::uint64_t>);

}  // namespace
}  // namespace weft
