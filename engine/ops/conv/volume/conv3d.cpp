// SPDX-License-Identifier: Apache-2.0
/// @file
/// Conv3D: slides a filter over volumes and sums the products. Conv3DBackpropInputV2 and
/// Conv3DBackpropFilterV2: its gradients.
///
/// Shapes   input [batch, planes, rows, columns, channels]; filter [planes, rows, columns, channels,
///          outputs]; output [batch, planes', rows', columns', outputs].
/// Types    half, bfloat16 (through float), float, double.
/// Errors   InvalidArgument for bad attributes, shapes that do not fit, data_format NCDHW when run.
/// Source   Op contracts of TensorFlow "Conv3D", "Conv3DBackpropInputV2",
///          "Conv3DBackpropFilterV2" (ops.pbtxt). Beyond TensorFlow's CPU kernels, dilations are
///          computed.

#include "engine/kernel/via_float.h"
#include "engine/ops/conv/volume/volume_spec.h"

namespace weft {
namespace {

using conv::Volume;
using conv::VolumeSpec;

constexpr double kProductNs = 0.3;

Result<VolumeSpec> parseRunnable(const AttrMap& attrs) {
    return conv::runnable(conv::parseVolumeConvolution(attrs));
}

Result<PartialShape> conv3dShape(const ShapeContext& context) {
    const VolumeSpec spec = WEFT_TRY(conv::parseVolumeConvolution(context.attrs()));
    const PartialShape x = WEFT_TRY(context.input(0).withRank(5));
    const PartialShape w = WEFT_TRY(context.input(1).withRank(5));
    WEFT_TRY(mergeDim(x[spec.channelAxis()], w[3]));
    if (!isBuildingGraph() && w.elements() == 0) {
        return invalidArgument(concat("filter must not have zero elements: got ", w));
    }
    return conv::outputShape(spec, x, {w[0], w[1], w[2]}, w[4]);
}

Status checkGradient(const VolumeSpec& spec, const PartialShape& x, const PartialShape& w,
                     const PartialShape& dy) {
    const auto volume = x.full();
    const auto filter = w.full();
    if (!volume || !filter || !dy.isFull()) { return okStatus(); }
    const Volume v = WEFT_TRY(conv::convolutionOf(spec, *volume, *filter));
    if (v.outputShape(spec) == dy) { return okStatus(); }
    return invalidArgument(
        concat("out_backprop has the wrong shape: got ", dy, ", want ", v.outputShape(spec)));
}

/// The shape that an input holds as its value; it has 5 sizes >= 0.
Result<PartialShape> shapeFrom(const ShapeContext& context, int input) {
    const PartialShape length = WEFT_TRY(context.input(input).withRank(1));
    WEFT_TRY(mergeDim(length[0], 5));
    if (const auto values = WEFT_TRY(context.valueAsInts(input))) {
        if (std::any_of(values->begin(), values->end(), [](auto size) { return size < 0; })) {
            return invalidArgument(
                concat("sizes must not be negative: got [", join(*values, ","), "]"));
        }
    }
    const PartialShape shape = WEFT_TRY(context.valueAsShape(input));
    return shape.withRank(5);
}

Result<PartialShape> byInputShape(const ShapeContext& context) {
    const VolumeSpec spec = WEFT_TRY(conv::parseVolumeConvolution(context.attrs()));
    const PartialShape x = WEFT_TRY(shapeFrom(context, 0));
    const PartialShape w = WEFT_TRY(context.input(1).withRank(5));
    WEFT_TRY(checkGradient(spec, x, w, WEFT_TRY(context.input(2).withRank(5))));
    return x;
}

Result<PartialShape> byFilterShape(const ShapeContext& context) {
    const VolumeSpec spec = WEFT_TRY(conv::parseVolumeConvolution(context.attrs()));
    const PartialShape w = WEFT_TRY(shapeFrom(context, 1));
    const PartialShape x = WEFT_TRY(context.input(0).withRank(5));
    WEFT_TRY(checkGradient(spec, x, w, WEFT_TRY(context.input(2).withRank(5))));
    return w;
}

constexpr const char* kForward = "Conv3D";
constexpr const char* kByInput = "Conv3DBackpropInputV2";
constexpr const char* kByFilter = "Conv3DBackpropFilterV2";

AttrMap sharedAttrs(const GradientContext& context) {
    return conv::attrsOf(context, {"strides", "padding", "data_format", "dilations"});
}

/// The three ops are partial derivatives of one form that is linear in volume, filter and output.
Result<std::vector<Expr>> forwardGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    const Expr w = context.input(1);
    const Expr dy = context.outputGradient(0);
    return std::vector<Expr>{op(kByInput, {shapeOf(x), w, dy}, sharedAttrs(context)),
                             op(kByFilter, {x, shapeOf(w), dy}, sharedAttrs(context))};
}
Result<std::vector<Expr>> byInputGradient(const GradientContext& context) {
    const Expr w = context.input(1);
    const Expr g = context.outputGradient(0);
    return std::vector<Expr>{Expr(),
                             op(kByFilter, {g, shapeOf(w), context.input(2)}, sharedAttrs(context)),
                             op(kForward, {g, w}, sharedAttrs(context))};
}
Result<std::vector<Expr>> byFilterGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    const Expr g = context.outputGradient(0);
    return std::vector<Expr>{op(kByInput, {shapeOf(x), g, context.input(2)}, sharedAttrs(context)),
                             Expr(), op(kForward, {x, g}, sharedAttrs(context))};
}

/// Nanoseconds of one output position.
double positionNs(const Volume& v) {
    return kProductNs * static_cast<double>(v.places() * v.inChannels) *
           static_cast<double>(v.outChannels);
}

template <class T>
Status forward(KernelContext& context) {
    const auto& spec = context.parameters<VolumeSpec>();
    const Volume v = conv::centred(
        WEFT_TRY(conv::convolutionOf(spec, context.input(0).shape(), context.input(1).shape())),
        spec);
    const T* x = context.inputValues<T>(0).data();
    const T* w = context.inputValues<T>(1).data();
    T* y = context.outputValues<T>(0).data();
    const std::int64_t n = v.outChannels;
    parallelFor(v.batch * v.outputs(), positionNs(v), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t p = begin; p < end; ++p) {
            T* __restrict__ to = y + p * n;
            std::fill_n(to, n, T{0});
            conv::overVolumeWindow(
                v, p / v.outputs(), p % v.outputs(), [&](std::int64_t place, std::int64_t at) {
                    const T* weights = w + place * v.inChannels * n;
                    for (std::int64_t c = 0; c < v.inChannels; ++c, weights += n) {
                        const T factor = x[at * v.inChannels + c];
                        for (std::int64_t o = 0; o < n; ++o) { to[o] += factor * weights[o]; }
                    }
                });
        }
    });
    return okStatus();
}

template <class T>
Status byInput(KernelContext& context) {
    const Volume v = WEFT_TRY(conv::convolutionOf(
        context.parameters<VolumeSpec>(), context.output(0).shape(), context.input(1).shape()));
    const T* w = context.inputValues<T>(1).data();
    const T* dy = context.inputValues<T>(2).data();
    T* dx = context.outputValues<T>(0).data();
    const std::int64_t n = v.outChannels;
    const std::int64_t size = v.inputs() * v.inChannels;
    // Windows overlap, so a volume is one task.
    const double volumeNs = positionNs(v) * static_cast<double>(v.outputs());
    parallelFor(v.batch, volumeNs, [&](std::int64_t begin, std::int64_t end) {
        std::fill(dx + begin * size, dx + end * size, T{0});
        for (std::int64_t p = begin * v.outputs(); p < end * v.outputs(); ++p) {
            const T* from = dy + p * n;
            conv::overVolumeWindow(
                v, p / v.outputs(), p % v.outputs(), [&](std::int64_t place, std::int64_t at) {
                    const T* weights = w + place * v.inChannels * n;
                    for (std::int64_t c = 0; c < v.inChannels; ++c, weights += n) {
                        T sum{0};
                        for (std::int64_t o = 0; o < n; ++o) { sum += from[o] * weights[o]; }
                        dx[at * v.inChannels + c] += sum;
                    }
                });
        }
    });
    return okStatus();
}

/// Output channels are shared out, so that each sum has one owner and one order.
template <class T>
Status byFilter(KernelContext& context) {
    const Volume v = WEFT_TRY(conv::convolutionOf(
        context.parameters<VolumeSpec>(), context.input(0).shape(), context.output(0).shape()));
    const T* x = context.inputValues<T>(0).data();
    const T* dy = context.inputValues<T>(2).data();
    const std::span<T> dw = context.outputValues<T>(0);
    std::fill(dw.begin(), dw.end(), T{0});
    const std::int64_t n = v.outChannels;
    const std::int64_t positions = v.batch * v.outputs();
    const double channelNs = positionNs(v) * static_cast<double>(positions) /
                             static_cast<double>(std::max<std::int64_t>(n, 1));
    parallelFor(n, channelNs, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t p = 0; p < positions; ++p) {
            const T* __restrict__ from = dy + p * n;
            conv::overVolumeWindow(v, p / v.outputs(), p % v.outputs(),
                                   [&](std::int64_t place, std::int64_t at) {
                                       T* sums = dw.data() + place * v.inChannels * n;
                                       for (std::int64_t c = 0; c < v.inChannels; ++c, sums += n) {
                                           const T factor = x[at * v.inChannels + c];
                                           for (std::int64_t o = begin; o < end; ++o) {
                                               sums[o] += factor * from[o];
                                           }
                                       }
                                   });
        }
    });
    return okStatus();
}

OpBuilder declare(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.summary(summary)
        .category("nn")
        .attr("T: {half, bfloat16, float, double}")
        .attr("strides: list(int) >= 5")
        .attr("padding: {'SAME', 'VALID'}")
        .attr(conv::kVolumeFormat)
        .attr("dilations: list(int) = [1, 1, 1, 1, 1]")
        .parameters(parseRunnable);
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
    declare("Conv3D", "Slides a filter over volumes and sums the products.")
        .input("input: T", "[batch, planes, rows, columns, channels] volumes")
        .input("filter: T", "[planes, rows, columns, channels, outputs] weights")
        .output("output: T", "[batch, planes', rows', columns', outputs] weighted sums")
        .shape(conv3dShape)
        .gradient(forwardGradient)
        .apply(addKernels<forward<float>, forward<double>>);
const OpRegistration kByInputOp =
    declare("Conv3DBackpropInputV2", "Gradient of Conv3D by its input.")
        .attr("Tshape: {int32, int64} = DT_INT32")
        .input("input_sizes: Tshape", "[5] shape of the volumes")
        .input("filter: T", "[planes, rows, columns, channels, outputs] weights")
        .input("out_backprop: T", "gradients by the output")
        .output("output: T", "gradients by the volumes")
        .hostInput("input_sizes")
        .shape(conv::gradientOfSizesShape<byInputShape, 0, 5>)
        .gradient(byInputGradient)
        .apply(addKernels<byInput<float>, byInput<double>>);
const OpRegistration kByFilterOp =
    declare("Conv3DBackpropFilterV2", "Gradient of Conv3D by its filter.")
        .input("input: T", "[batch, planes, rows, columns, channels] volumes")
        .input("filter_sizes: int32", "[5] shape of the filter")
        .input("out_backprop: T", "gradients by the output")
        .output("output: T", "gradients by the filter")
        .hostInput("filter_sizes")
        .shape(conv::gradientOfSizesShape<byFilterShape, 1, 5>)
        .gradient(byFilterGradient)
        .apply(addKernels<byFilter<float>, byFilter<double>>);

}  // namespace
}  // namespace weft
