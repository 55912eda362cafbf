// SPDX-License-Identifier: Apache-2.0
/// @file
/// MaxPool3D and AvgPool3D: the largest value, and the mean, of each window that slides over
/// volumes. MaxPool3DGrad and AvgPool3DGrad: their gradients.
///
/// Shapes   volumes [batch, planes, rows, columns, channels]; pooled [batch, planes', rows',
///          columns', channels].
/// Types    half, bfloat16 (through float), float; means also double.
/// Errors   InvalidArgument for bad attributes, shapes that do not fit, data_format NCDHW when run;
///          Unimplemented for windows over batch or channels.
/// Numerics Padding never counts. MaxPool3DGrad gives a gradient to every element that equals the
///          maximum, as TensorFlow's does.
/// Source   Op contracts of TensorFlow "MaxPool3D", "MaxPool3DGrad", "AvgPool3D", "AvgPool3DGrad".

#include <limits>

#include "engine/kernel/via_float.h"
#include "engine/ops/conv/volume/volume_spec.h"

namespace weft {
namespace {

using conv::Volume;
using conv::VolumeSpec;

Result<VolumeSpec> parseRunnable(const AttrMap& attrs) {
    return conv::runnable(conv::parseVolumePooling(attrs));
}

Result<PartialShape> poolShape(const ShapeContext& context) {
    const VolumeSpec spec = WEFT_TRY(conv::parseVolumePooling(context.attrs()));
    const PartialShape x = WEFT_TRY(context.input(0).withRank(5));
    return conv::outputShape(spec, x, spec.size, x[spec.channelAxis()]);
}

/// Where all is known, a pooled tensor has the shape that pooling gives.
Status checkPooled(const VolumeSpec& spec, const PartialShape& volume, const PartialShape& pooled) {
    WEFT_TRY(pooled.withRank(5));
    const auto full = volume.full();
    if (!full || !pooled.isFull()) { return okStatus(); }
    const Volume v = WEFT_TRY(conv::poolingOf(spec, *full));
    if (v.outputShape(spec) == pooled) { return okStatus(); }
    return invalidArgument(
        concat("pooled tensor has the wrong shape: got ", pooled, ", want ", v.outputShape(spec)));
}

Result<PartialShape> maxGradShape(const ShapeContext& context) {
    const VolumeSpec spec = WEFT_TRY(conv::parseVolumePooling(context.attrs()));
    const PartialShape x = WEFT_TRY(context.input(0).withRank(5));
    WEFT_TRY(checkPooled(spec, x, context.input(1)));
    WEFT_TRY(checkPooled(spec, x, context.input(2)));
    return x;
}

Result<PartialShape> meanGradShape(const ShapeContext& context) {
    const VolumeSpec spec = WEFT_TRY(conv::parseVolumePooling(context.attrs()));
    WEFT_TRY(context.input(0).withRank(1));
    if (const auto values = WEFT_TRY(context.valueAsInts(0))) {
        if (std::any_of(values->begin(), values->end(), [](auto size) { return size < 0; })) {
            return invalidArgument(
                concat("sizes must not be negative: got [", join(*values, ","), "]"));
        }
    }
    const PartialShape known = WEFT_TRY(context.valueAsShape(0));
    const PartialShape x = WEFT_TRY(known.withRank(5));
    WEFT_TRY(checkPooled(spec, x, context.input(1)));
    return x;
}

AttrMap poolAttrs(const GradientContext& context) {
    return conv::attrsOf(context, {"ksize", "strides", "padding", "data_format"});
}

Result<std::vector<Expr>> maxGradient(const GradientContext& context) {
    return std::vector<Expr>{op("MaxPool3DGrad",
                                {context.input(0), context.output(0), context.outputGradient(0)},
                                poolAttrs(context))};
}
/// A pool of images along two axes of volumes, by what MaxPoolGradGrad is told of them.
AttrMap imagePool(const GradientContext& context, const std::int64_t* ksize,
                  const std::int64_t* strides) {
    AttrMap attrs = conv::attrsOf(context, {"padding"});
    attrs.set("ksize", std::vector<std::int64_t>{1, ksize[0], ksize[1], 1});
    attrs.set("strides", std::vector<std::int64_t>{1, strides[0], strides[1], 1});
    return attrs;
}

/// Each h at the place of its window's maximum, by ops that TensorFlow has: its list knows no
/// MaxPool3DGradGrad. A window's maximum is the largest of its planes' maxima, so that the
/// derivative along h is that of pooling the planes, then pooling those across.
Result<std::vector<Expr>> maxGradGradient(const GradientContext& context) {
    if (WEFT_TRY(context.attr<std::string>("data_format")) != "NDHWC") {
        return unimplemented("second derivative of MaxPool3D with NCDHW: want NDHWC");
    }
    const auto ksize = WEFT_TRY(context.attr<std::vector<std::int64_t>>("ksize"));
    const auto strides = WEFT_TRY(context.attr<std::vector<std::int64_t>>("strides"));
    const Expr x = context.input(0);
    const Expr y = context.input(1);
    const Expr h = context.outputGradient(0);
    const auto part = [](const Expr& sizes, int first, int count) {
        return op("Slice", {sizes, intVector(sizes, {first}), intVector(sizes, {count})});
    };
    const auto joined = [](std::vector<Expr> parts) {
        parts.push_back(intConstant(parts[0], 0));
        return op("ConcatV2", parts);
    };
    const Expr rest = intVector(x, {-1});
    const Expr sizes = shapeOf(x);
    const Expr planes = joined({rest, part(sizes, 2, 3)});
    const AttrMap within = imagePool(context, &ksize[2], &strides[2]);
    const Expr planesOfX = reshape(x, planes);
    const Expr maxima = op("MaxPool", {planesOfX}, within);
    const Expr alongPlanes = op("MaxPoolGradGrad", {planesOfX, maxima, reshape(h, planes)}, within);
    const Expr stacks = joined({part(sizes, 0, 2), rest, part(sizes, 4, 1)});
    const Expr pooledStacks = joined({part(shapeOf(y), 0, 2), rest, part(sizes, 4, 1)});
    const std::int64_t depth[2] = {ksize[1], 1};
    const std::int64_t steps[2] = {strides[1], 1};
    const Expr along =
        op("MaxPoolGradGrad",
           {reshape(maxima, stacks), reshape(y, pooledStacks), reshape(alongPlanes, stacks)},
           imagePool(context, depth, steps));
    return std::vector<Expr>{zerosLike(x), zerosLike(y), reshape(along, shapeOf(context.input(2)))};
}
Result<std::vector<Expr>> meanGradient(const GradientContext& context) {
    return std::vector<Expr>{op("AvgPool3DGrad",
                                {shapeOf(context.input(0)), context.outputGradient(0)},
                                poolAttrs(context))};
}
Result<std::vector<Expr>> meanGradGradient(const GradientContext& context) {
    return std::vector<Expr>{Expr(),
                             op("AvgPool3D", {context.outputGradient(0)}, poolAttrs(context))};
}

double positionNs(const Volume& v) { return 0.5 * static_cast<double>(v.places() * v.inChannels); }

/// Each output position on its own: gather(from, to) folds one input position into it, and
/// finish(count, to) ends it.
template <class T, class Start, class Gather, class Finish>
Status poolWith(KernelContext& context, const Start& start, const Gather& gather,
                const Finish& finish) {
    const auto& spec = context.parameters<VolumeSpec>();
    const Volume v = conv::centred(WEFT_TRY(conv::poolingOf(spec, context.input(0).shape())), spec);
    const T* x = context.inputValues<T>(0).data();
    T* y = context.outputValues<T>(0).data();
    const std::int64_t n = v.inChannels;
    parallelFor(v.batch * v.outputs(), positionNs(v), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t p = begin; p < end; ++p) {
            T* to = y + p * n;
            std::fill_n(to, n, start);
            std::int64_t count = 0;
            conv::overVolumeWindow(v, p / v.outputs(), p % v.outputs(),
                                   [&](std::int64_t, std::int64_t at) {
                                       const T* from = x + at * n;
                                       for (std::int64_t c = 0; c < n; ++c) {
                                           gather(from[c], to[c]);
                                       }
                                       ++count;
                                   });
            for (std::int64_t c = 0; c < n; ++c) { finish(count, to[c]); }
        }
    });
    return okStatus();
}

template <class T>
Status maxPool(KernelContext& context) {
    return poolWith<T>(
        context, std::numeric_limits<T>::lowest(),
        [](T from, T& to) { to = to < from || from != from ? from : to; }, [](std::int64_t, T&) {});
}

template <class T>
Status meanPool(KernelContext& context) {
    return poolWith<T>(
        context, T{0}, [](T from, T& to) { to += from; },
        [](std::int64_t count, T& to) { to /= static_cast<T>(count); });
}

/// Each volume on its own, since windows overlap: add(window, dy, dx) for every output position,
/// where the window holds the input positions.
template <class T, class Add>
void spread(const Volume& v, const T* dy, T* dx, const Add& add) {
    const std::int64_t n = v.inChannels;
    const std::int64_t size = v.inputs() * n;
    const double volumeNs = positionNs(v) * static_cast<double>(v.outputs());
    parallelFor(v.batch, volumeNs, [&](std::int64_t begin, std::int64_t end) {
        std::fill(dx + begin * size, dx + end * size, T{0});
        std::vector<std::int64_t> window;
        for (std::int64_t p = begin * v.outputs(); p < end * v.outputs(); ++p) {
            window.clear();
            conv::overVolumeWindow(
                v, p / v.outputs(), p % v.outputs(),
                [&](std::int64_t, std::int64_t at) { window.push_back(at * n); });
            add(window, p * n, dy + p * n);
        }
    });
}

template <class T>
Status maxPoolGrad(KernelContext& context) {
    const Volume v =
        WEFT_TRY(conv::poolingOf(context.parameters<VolumeSpec>(), context.input(0).shape()));
    const T* x = context.inputValues<T>(0).data();
    const T* y = context.inputValues<T>(1).data();
    T* dx = context.outputValues<T>(0).data();
    spread(v, context.inputValues<T>(2).data(), dx,
           [&](const std::vector<std::int64_t>& window, std::int64_t out, const T* dy) {
               for (const std::int64_t at : window) {
                   for (std::int64_t c = 0; c < v.inChannels; ++c) {
                       if (x[at + c] == y[out + c]) { dx[at + c] += dy[c]; }
                   }
               }
           });
    return okStatus();
}

template <class T>
Status meanPoolGrad(KernelContext& context) {
    const Volume v =
        WEFT_TRY(conv::poolingOf(context.parameters<VolumeSpec>(), context.output(0).shape()));
    T* dx = context.outputValues<T>(0).data();
    spread(v, context.inputValues<T>(1).data(), dx,
           [&](const std::vector<std::int64_t>& window, std::int64_t, const T* dy) {
               for (const std::int64_t at : window) {
                   for (std::int64_t c = 0; c < v.inChannels; ++c) {
                       dx[at + c] += dy[c] / static_cast<T>(window.size());
                   }
               }
           });
    return okStatus();
}

OpBuilder declare(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.summary(summary)
        .category("nn")
        .attr("ksize: list(int) >= 5")
        .attr("strides: list(int) >= 5")
        .attr("padding: {'SAME', 'VALID'}")
        .attr(conv::kVolumeFormat)
        .parameters(parseRunnable);
    return op;
}

const OpRegistration kMax =
    declare("MaxPool3D", "The largest value of each window that slides over volumes.")
        .attr("T: {half, bfloat16, float}")
        .input("input: T", "[batch, planes, rows, columns, channels] volumes")
        .output("output: T", "[batch, planes', rows', columns', channels] maxima")
        .shape(poolShape)
        .gradient(maxGradient)
        .cpuKernel<float>(maxPool<float>)
        .cpuKernel<Half>(viaFloat<maxPool<float>>)
        .cpuKernel<BFloat16>(viaFloat<maxPool<float>>);
const OpRegistration kMaxGrad =
    declare("MaxPool3DGrad", "Gradient of MaxPool3D.")
        .attr("T: {half, bfloat16, float} = DT_FLOAT")
        .attr("TInput: {half, bfloat16, float} = DT_FLOAT")
        .input("orig_input: TInput", "[batch, planes, rows, columns, channels] volumes")
        .input("orig_output: TInput", "[batch, planes', rows', columns', channels] their maxima")
        .input("grad: T", "[batch, planes', rows', columns', channels] gradients by those")
        .output("output: T", "[batch, planes, rows, columns, channels] gradients by the volumes")
        .shape(conv::gradientShape<maxGradShape, 0, 5>)
        .gradient(maxGradGradient)
        .cpuKernel<float>(maxPoolGrad<float>)
        .cpuKernel<Half>(viaFloat<maxPoolGrad<float>>)
        .cpuKernel<BFloat16>(viaFloat<maxPoolGrad<float>>);
const OpRegistration kMean =
    declare("AvgPool3D", "The mean of each window that slides over volumes.")
        .attr("T: {half, bfloat16, float, double}")
        .input("input: T", "[batch, planes, rows, columns, channels] volumes")
        .output("output: T", "[batch, planes', rows', columns', channels] means")
        .shape(poolShape)
        .gradient(meanGradient)
        .cpuKernel<float>(meanPool<float>)
        .cpuKernel<double>(meanPool<double>)
        .cpuKernel<Half>(viaFloat<meanPool<float>>)
        .cpuKernel<BFloat16>(viaFloat<meanPool<float>>);
const OpRegistration kMeanGrad =
    declare("AvgPool3DGrad", "Gradient of AvgPool3D: each gradient spread evenly.")
        .attr("T: {half, bfloat16, float, double}")
        .input("orig_input_shape: int32", "[5] shape of the volumes")
        .input("grad: T", "[batch, planes', rows', columns', channels] gradients by the means")
        .output("output: T", "[batch, planes, rows, columns, channels] gradients by the volumes")
        .hostInput("orig_input_shape")
        .shape(conv::gradientOfSizesShape<meanGradShape, 0, 5>)
        .gradient(meanGradGradient)
        .cpuKernel<float>(meanPoolGrad<float>)
        .cpuKernel<double>(meanPoolGrad<double>)
        .cpuKernel<Half>(viaFloat<meanPoolGrad<float>>)
        .cpuKernel<BFloat16>(viaFloat<meanPoolGrad<float>>);

}  // namespace
}  // namespace weft
