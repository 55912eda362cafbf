// SPDX-License-Identifier: Apache-2.0
/// @file
/// Dilation2D: grayscale dilation, output[n, i, j, c] = max over a, b of
/// input[n, i s + a r - p, j s + b r - p, c] + filter[a, b, c]. Dilation2DBackpropInput and
/// ...BackpropFilter: its gradients, each at the place of the maximum.
///
/// Shapes   input [batch, rows, columns, channels]; filter [rows, columns, channels]; output
///          [batch, rows', columns', channels].
/// Types    all real numbers, half and bfloat16 through float.
/// Errors   InvalidArgument for bad attributes and shapes that do not fit; Unimplemented for strides
///          or rates over batch or channels.
/// Numerics Of equal sums the first in row order counts. Padding never does.
/// Source   Op contracts of TensorFlow "Dilation2D", "Dilation2DBackpropInput",
///          "Dilation2DBackpropFilter" (ops.pbtxt).

#include <algorithm>
#include <limits>

#include "engine/kernel/combine.h"
#include "engine/kernel/via_float.h"
#include "engine/ops/conv/conv2d.h"

namespace weft {
namespace {

using conv::Convolution;
using conv::WindowSpec;

Result<WindowSpec> parseDilation(const AttrMap& attrs) {
    AttrMap all = attrs;
    if (const AttrValue* rates = attrs.find("rates")) { all.set("dilations", *rates); }
    return conv::parseConvolution(all);
}

Result<Convolution> dilationOf(const WindowSpec& spec, const Shape& image, const Shape& filter) {
    return Convolution{.batch = image[0],
                       .rows = WEFT_TRY(spec.window(0, image[1], filter[0])),
                       .columns = WEFT_TRY(spec.window(1, image[2], filter[1])),
                       .inChannels = image[3],
                       .filterChannels = 1,
                       .outChannels = image[3],
                       .groups = 1};
}

Result<PartialShape> dilationShape(const ShapeContext& context) {
    const WindowSpec spec = WEFT_TRY(parseDilation(context.attrs()));
    const PartialShape image = WEFT_TRY(context.input(0).withRank(4));
    const PartialShape filter = WEFT_TRY(context.input(1).withRank(3));
    const Result<std::int64_t> channels = mergeDim(image[3], filter[2]);
    if (!channels.ok()) {
        return invalidArgument(
            concat("input and filter must have the same depth: got ", image, " and ", filter));
    }
    return PartialShape{image[0], WEFT_TRY(spec.outputSize(0, image[1], filter[0])),
                        WEFT_TRY(spec.outputSize(1, image[2], filter[1])), *channels};
}

/// @param like the input whose shape the gradient has.
template <int Like>
Result<PartialShape> gradShape(const ShapeContext& context) {
    const PartialShape wanted = WEFT_TRY(dilationShape(context));
    if (!context.input(2).compatibleWith(wanted)) {
        return invalidArgument(concat("out_backprop has incompatible size: got ", context.input(2),
                                      ", want ", wanted));
    }
    return context.input(Like).withRank(Like == 0 ? 4 : 3);
}

Result<std::vector<Expr>> dilationGradient(const GradientContext& context) {
    const AttrMap attrs = conv::attrsOf(context, {"strides", "rates", "padding"});
    const std::vector<Expr> inputs{context.input(0), context.input(1), context.outputGradient(0)};
    return std::vector<Expr>{op("Dilation2DBackpropInput", inputs, attrs),
                             op("Dilation2DBackpropFilter", inputs, attrs)};
}

/// The largest sum of one output element and where it came from.
template <class T>
struct Best {
    T value = std::numeric_limits<T>::lowest();
    std::int64_t image = -1;   ///< element of the input
    std::int64_t filter = -1;  ///< element of the filter
};

/// Calls f(output element, best) for all elements of images [begin, end).
template <class T, class F>
void overBest(const KernelContext& context, const Convolution& s,
              std::pair<std::int64_t, std::int64_t> images, const F& f) {
    const T* image = context.inputValues<T>(0).data();
    const T* filter = context.inputValues<T>(1).data();
    const std::int64_t n = s.inChannels;
    std::vector<Best<T>> best(static_cast<std::size_t>(n));
    const std::int64_t pixels = s.rows.output * s.columns.output;
    for (std::int64_t p = images.first * pixels; p < images.second * pixels; ++p) {
        std::fill(best.begin(), best.end(), Best<T>());
        conv::overFilter(s, p / pixels, p % pixels / s.columns.output, p % s.columns.output,
                         [&](std::int64_t a, std::int64_t b, std::int64_t at) {
                             const std::int64_t place = (a * s.columns.size + b) * n;
                             for (std::int64_t c = 0; c < n; ++c) {
                                 const T sum = elements::combine<elements::Plus, T>(
                                     image[at * n + c], filter[place + c]);
                                 Best<T>& so = best[static_cast<std::size_t>(c)];
                                 if (sum > so.value) { so = {sum, at * n + c, place + c}; }
                             }
                         });
        for (std::int64_t c = 0; c < n; ++c) { f(p * n + c, best[static_cast<std::size_t>(c)]); }
    }
}

double imageNs(const Convolution& s) {
    return static_cast<double>(s.rows.output * s.columns.output * s.inChannels) *
           static_cast<double>(s.rows.size * s.columns.size);
}

template <class T>
Status dilationCpu(KernelContext& context) {
    const Convolution s = WEFT_TRY(dilationOf(context.parameters<WindowSpec>(),
                                              context.input(0).shape(), context.input(1).shape()));
    T* output = context.outputValues<T>(0).data();
    parallelFor(s.batch, imageNs(s), [&](std::int64_t begin, std::int64_t end) {
        overBest<T>(context, s, {begin, end},
                    [&](std::int64_t at, const Best<T>& best) { output[at] = best.value; });
    });
    return okStatus();
}

enum class By { Input, Filter };

template <By Which, class T>
Status gradCpu(KernelContext& context) {
    const Convolution s = WEFT_TRY(dilationOf(context.parameters<WindowSpec>(),
                                              context.input(0).shape(), context.input(1).shape()));
    const std::span<T> out = context.outputValues<T>(0);
    std::fill(out.begin(), out.end(), T{0});
    const T* dy = context.inputValues<T>(2).data();
    overBest<T>(context, s, {0, s.batch}, [&](std::int64_t at, const Best<T>& best) {
        const std::int64_t place = Which == By::Input ? best.image : best.filter;
        if (place < 0) { return; }
        T& sum = out[static_cast<std::size_t>(place)];
        sum = elements::combine<elements::Plus, T>(sum, dy[at]);
    });
    return okStatus();
}

template <class... T>
struct Types {};
constexpr Types<float, double, std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t,
                std::uint16_t, std::uint32_t, std::uint64_t>
    kReal;

template <class... T>
void addForward(OpBuilder& op, Types<T...> /*types*/) {
    (op.cpuKernel<T>(dilationCpu<T>), ...);
    op.cpuKernel<Half>(viaFloat<dilationCpu<float>>)
        .cpuKernel<BFloat16>(viaFloat<dilationCpu<float>>);
}
template <By Which, class... T>
void addGrad(OpBuilder& op, Types<T...> /*types*/) {
    (op.cpuKernel<T>(gradCpu<Which, T>), ...);
    op.cpuKernel<Half>(viaFloat<gradCpu<Which, float>>);
    op.cpuKernel<BFloat16>(viaFloat<gradCpu<Which, float>>);
}

OpBuilder declare(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.summary(summary)
        .category("nn")
        .attr(
            "T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, "
            "uint64}")
        .attr("strides: list(int) >= 4")
        .attr("rates: list(int) >= 4")
        .attr("padding: {'SAME', 'VALID'}")
        .input("input: T", "[batch, rows, columns, channels] images")
        .input("filter: T", "[rows, columns, channels] what is added")
        .parameters(parseDilation);
    return op;
}

const OpRegistration kForward =
    declare("Dilation2D", "The largest sum of an image and a filter that slides over it.")
        .output("output: T", "[batch, rows', columns', channels] largest sums")
        .shape(dilationShape)
        .gradient(dilationGradient)
        .apply([](OpBuilder& op) { addForward(op, kReal); });
const OpRegistration kByInput =
    declare("Dilation2DBackpropInput", "Gradient of Dilation2D by its input.")
        .input("out_backprop: T", "gradients by the output")
        .output("in_backprop: T", "gradients by the input")
        .shape(checkedWhenRun<gradShape<0>>)
        .noGradient("TensorFlow has none")
        .apply([](OpBuilder& op) { addGrad<By::Input>(op, kReal); });
const OpRegistration kByFilter =
    declare("Dilation2DBackpropFilter", "Gradient of Dilation2D by its filter.")
        .input("out_backprop: T", "gradients by the output")
        .output("filter_backprop: T", "gradients by the filter")
        .shape(checkedWhenRun<gradShape<1>>)
        .noGradient("TensorFlow has none")
        .apply([](OpBuilder& op) { addGrad<By::Filter>(op, kReal); });

}  // namespace
}  // namespace weft
