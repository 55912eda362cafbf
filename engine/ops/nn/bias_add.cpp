// SPDX-License-Identifier: Apache-2.0
/// @file
/// BiasAdd: output[..., c] = value[..., c] + bias[c]; with data_format "NCHW" the channel c is
/// axis 1. BiasAddV1 is the old form without data_format. BiasAddGrad: the gradient by the bias,
/// the sum of out_backprop over all axes but the channel's.
///
/// Shapes   value of rank >= 2, bias [channels]; the output has the shape of value. BiasAddGrad
///          gives [channels].
/// Types    half, bfloat16 (through float), float, double, complex, integers.
/// Errors   InvalidArgument when value has rank < 2, bias is no vector or has another length.
/// Numerics BiasAddGrad sums blocks of rows of a fixed size, each by itself, and adds the block
///          sums in order: the result does not depend on the number of threads.
/// Source   Op contracts of TensorFlow "BiasAdd", "BiasAddGrad", "BiasAddV1" (ops.pbtxt).

#include <algorithm>
#include <complex>

#include "engine/kernel/simd/activation.h"
#include "engine/kernel/simd/functors.h"
#include "engine/kernel/tiles.h"
#include "engine/ops/nn/elementwise.h"

namespace weft {
namespace {

using nn::Wide;

constexpr double kCheapNs = 0.3;
/// Rows of out_backprop whose sum is formed by one task.
constexpr std::int64_t kBlockRows = 2048;

struct BiasParameters {
    bool channelsFirst = false;
};
Result<BiasParameters> parseBias(const AttrMap& attrs) {
    const std::string format = attrs.getOr<std::string>("data_format", "NHWC");
    if (format != "NHWC" && format != "NCHW") {
        return invalidArgument(
            concat("data_format is unknown: got '", format, "', want 'NHWC' or 'NCHW'"));
    }
    return BiasParameters{format == "NCHW"};
}

Result<PartialShape> biasAddShape(const ShapeContext& context) {
    const BiasParameters parameters = WEFT_TRY(parseBias(context.attrs()));
    const PartialShape value = WEFT_TRY(context.input(0).withRankAtLeast(2));
    const PartialShape bias = WEFT_TRY(context.input(1).withRank(1));
    if (!value.hasRank()) { return value; }
    const int axis = parameters.channelsFirst ? 1 : value.rank() - 1;
    const Result<std::int64_t> channels = mergeDim(value[axis], bias[0]);
    if (!channels.ok()) {
        return invalidArgument(concat("bias does not fit the channels of value: got bias ", bias,
                                      " for value ", value, ", want [", value[axis], "]"));
    }
    return value.withDim(axis, *channels);
}

Result<PartialShape> biasGradShape(const ShapeContext& context) {
    const BiasParameters parameters = WEFT_TRY(parseBias(context.attrs()));
    const PartialShape dy = WEFT_TRY(context.input(0).withRankAtLeast(2));
    if (!dy.hasRank()) { return PartialShape::ofRank(1); }
    return PartialShape{dy[parameters.channelsFirst ? 1 : dy.rank() - 1]};
}

/// A tensor seen as [outer, channels, inner]; inner is 1 where channels come last.
struct ChannelView {
    std::int64_t outer = 1;
    std::int64_t channels = 1;
    std::int64_t inner = 1;
};
ChannelView viewOf(const Shape& shape, bool channelsFirst) {
    ChannelView view;
    const int axis = channelsFirst ? 1 : shape.rank() - 1;
    view.channels = shape[axis];
    for (int i = 0; i < axis; ++i) { view.outer *= shape[i]; }
    for (int i = axis + 1; i < shape.rank(); ++i) { view.inner *= shape[i]; }
    return view;
}

template <class T>
constexpr bool kVector = std::is_same_v<T, float> || std::is_same_v<T, double>;

template <class T>
Status biasAdd(KernelContext& context) {
    const ChannelView view =
        viewOf(context.input(0).shape(), context.parameters<BiasParameters>().channelsFirst);
    const T* value = context.inputValues<T>(0).data();
    const T* bias = context.inputValues<T>(1).data();
    T* out = context.outputValues<T>(0).data();
    if (kVector<T> && view.inner == 1) {
        parallelFor(view.outer, kCheapNs * static_cast<double>(view.channels),
                    [&](std::int64_t begin, std::int64_t end) {
                        if constexpr (kVector<T>) {
                            const std::int64_t at = begin * view.channels;
                            simd::biasAddRows(value + at, bias, out + at, end - begin,
                                              view.channels);
                        }
                    });
        return okStatus();
    }
    parallelFor(view.outer * view.channels, kCheapNs * static_cast<double>(view.inner),
                [&](std::int64_t begin, std::int64_t end) {
                    for (std::int64_t k = begin; k < end; ++k) {
                        const auto add = static_cast<Wide<T>>(bias[k % view.channels]);
                        for (std::int64_t i = k * view.inner; i < (k + 1) * view.inner; ++i) {
                            out[i] =
                                static_cast<T>(simd::wrapAdd(static_cast<Wide<T>>(value[i]), add));
                        }
                    }
                });
    return okStatus();
}

/// Channels last, as a part of a chain: the bias is given repeated, one number an element.
template <class T>
void biasTile(const Tile& tile) {
    const T* value = static_cast<const T*>(tile.in[0]);
    const T* bias = static_cast<const T*>(tile.in[1]);
    T* out = static_cast<T*>(tile.out);
    if (!tile.repeats[1]) { return simd::biasAddRows(value, bias, out, 1, tile.n); }
    for (std::int64_t i = 0; i < tile.n; ++i) { out[i] = simd::wrapAdd(value[i], bias[0]); }
}

/// Channels last: partial sums of blocks of rows, then the sum of those in order.
template <class T>
Status sumOverRows(KernelContext& context, const ChannelView& view) {
    const T* dy = context.inputValues<T>(0).data();
    T* out = context.outputValues<T>(0).data();
    const std::int64_t blocks = (view.outer + kBlockRows - 1) / kBlockRows;
    if (blocks <= 1) {
        parallelFor(view.channels, kCheapNs * static_cast<double>(view.outer),
                    [&](std::int64_t begin, std::int64_t end) {
                        simd::sumRows(dy, out, view.outer, view.channels, begin, end);
                    });
        return okStatus();
    }
    Tensor partial = WEFT_TRY(context.allocate(kDTypeOf<T>, Shape{blocks, view.channels}));
    T* sums = partial.mutableValues<T>().data();
    parallelFor(blocks, kCheapNs * static_cast<double>(kBlockRows * view.channels),
                [&](std::int64_t begin, std::int64_t end) {
                    for (std::int64_t b = begin; b < end; ++b) {
                        const std::int64_t first = b * kBlockRows;
                        const std::int64_t rows = std::min(kBlockRows, view.outer - first);
                        simd::sumRows(dy + first * view.channels, sums + b * view.channels, rows,
                                      view.channels, 0, view.channels);
                    }
                });
    simd::sumRows(sums, out, blocks, view.channels, 0, view.channels);
    return okStatus();
}

template <class T>
Status biasGrad(KernelContext& context) {
    const ChannelView view =
        viewOf(context.input(0).shape(), context.parameters<BiasParameters>().channelsFirst);
    if constexpr (kVector<T>) {
        if (view.inner == 1) { return sumOverRows<T>(context, view); }
    }
    const T* dy = context.inputValues<T>(0).data();
    T* out = context.outputValues<T>(0).data();
    parallelFor(view.channels, static_cast<double>(view.outer * view.inner),
                [&](std::int64_t begin, std::int64_t end) {
                    for (std::int64_t c = begin; c < end; ++c) {
                        Wide<T> total{0};
                        for (std::int64_t o = 0; o < view.outer; ++o) {
                            const T* from = dy + (o * view.channels + c) * view.inner;
                            Wide<T> part{0};
                            for (std::int64_t i = 0; i < view.inner; ++i) {
                                part = simd::wrapAdd(part, static_cast<Wide<T>>(from[i]));
                            }
                            total = simd::wrapAdd(total, part);
                        }
                        out[c] = static_cast<T>(total);
                    }
                });
    return okStatus();
}

Result<std::vector<Expr>> biasAddGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    AttrMap attrs;
    attrs.set("data_format", context.attrs().getOr<std::string>("data_format", "NHWC"));
    return std::vector<Expr>{dy, op("BiasAddGrad", {dy}, attrs)};
}

/// A sum's gradient is broadcast: each channel's gradient added to zeros of the summed shape.
Result<std::vector<Expr>> biasGradGradient(const GradientContext& context) {
    AttrMap attrs;
    attrs.set("data_format", WEFT_TRY(context.attr<std::string>("data_format")));
    return std::vector<Expr>{
        op("BiasAdd", {zerosLike(context.input(0)), context.outputGradient(0)}, attrs)};
}

struct AddKernel {
    template <class T>
    static constexpr KernelFunction run = biasAdd<T>;
};
struct GradKernel {
    template <class T>
    static constexpr KernelFunction run = biasGrad<T>;
};
template <class Kernel>
void kernels(OpBuilder& op) {
    nn::everyNumber<Kernel>(op);
    nn::addKernels<Kernel, std::complex<float>, std::complex<double>>(op, "reference");
}

constexpr std::string_view kTypes =
    "T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, "
    "bfloat16, qint16, quint16, uint16, complex128, half, uint32, uint64}";
constexpr std::string_view kFormat = "data_format: {'NHWC', 'NCHW'} = 'NHWC'";

const bool biasTilesRegistered = [] {
    registerTile(biasAdd<float>, {biasTile<float>, DType::Float, kCheapNs});
    registerTile(biasAdd<double>, {biasTile<double>, DType::Double, kCheapNs});
    return true;
}();

WEFT_OP("BiasAdd")
    .summary("Adds one number a channel.")
    .category("nn")
    .attr(kTypes)
    .attr(kFormat)
    .input("value: T", "[..., channels]; [batch, channels, ...] with data_format NCHW")
    .input("bias: T", "[channels] what is added")
    .output("output: T", "value + bias, shape of value")
    .shape(biasAddShape)
    .gradient(biasAddGradient)
    .inPlace(0)
    .parameters(parseBias)
    .apply(kernels<AddKernel>);

WEFT_OP("BiasAddV1")
    .summary("Adds one number a channel (the old form of BiasAdd).")
    .category("nn")
    .attr(kTypes)
    .input("value: T", "[..., channels]")
    .input("bias: T", "[channels] what is added")
    .output("output: T", "value + bias, shape of value")
    .shape(biasAddShape)
    .gradient(biasAddGradient)
    .inPlace(0)
    .parameters(parseBias)
    .apply(kernels<AddKernel>);

WEFT_OP("BiasAddGrad")
    .summary("Gradient of BiasAdd by the bias: the sum over all axes but the channel's.")
    .category("nn")
    .attr(kTypes)
    .attr(kFormat)
    .input("out_backprop: T", "gradients by the output of BiasAdd")
    .output("output: T", "[channels] gradients by the bias")
    .shape(biasGradShape)
    .gradient(biasGradGradient)
    .parameters(parseBias)
    .apply(kernels<GradKernel>);

}  // namespace
}  // namespace weft
