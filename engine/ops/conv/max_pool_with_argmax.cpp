// SPDX-License-Identifier: Apache-2.0
/// @file
/// MaxPoolWithArgmax: the largest value of each window, and which element of its image (or of the
/// batch) it is. MaxPoolGradWithArgmax: adds gradients up at those places.
///
/// Shapes   input [batch, rows, columns, channels]; output and argmax [batch, rows', columns',
///          channels].
/// Types    all real numbers; argmax int32, int64.
/// Errors   as MaxPool; InvalidArgument for places outside of the image.
/// Numerics Of equal values the first in row order is the maximum; NaN is one only where it is the
///          first of its window.
/// Source   Op contracts of TensorFlow "MaxPoolWithArgmax", "MaxPoolGradWithArgmax" (ops.pbtxt).

#include "engine/kernel/combine.h"
#include "engine/kernel/op_builder.h"
#include "engine/ops/conv/pool_windows.h"

namespace weft {
namespace {

using conv::Pooling;
using conv::WindowOffsets;
using conv::WindowSpec;

Result<std::vector<PartialShape>> argmaxShapes(const ShapeContext& context) {
    const auto ksize = WEFT_TRY(context.attr<std::vector<std::int64_t>>("ksize"));
    if (std::ranges::any_of(ksize, [](std::int64_t size) { return size < 1; })) {
        return invalidArgument(concat("ksize must be positive: got [", join(ksize, ","), "]"));
    }
    const WindowSpec spec = WEFT_TRY(conv::parsePooling(context.attrs()));
    const PartialShape pooled = WEFT_TRY(conv::poolingShape(spec, context.input(0)));
    if (!isBuildingGraph() && context.input(0).elements() == 0) {
        return invalidArgument(concat("tensor_in must not be empty: got ", context.input(0)));
    }
    return std::vector<PartialShape>(2, pooled);
}

Result<PartialShape> argmaxGradShape(const ShapeContext& context) {
    const WindowSpec spec = WEFT_TRY(conv::parsePooling(context.attrs()));
    const PartialShape images = WEFT_TRY(context.input(0).withRank(4));
    const PartialShape pooled = WEFT_TRY(conv::poolingShape(spec, images));
    for (const int i : {1, 2}) {
        if (context.input(i).compatibleWith(pooled)) { continue; }
        return invalidArgument(concat(i == 1 ? "grad" : "argmax", " has the wrong shape: got ",
                                      context.input(i), ", want ", pooled));
    }
    return images;
}

Result<std::vector<Expr>> argmaxGradient(const GradientContext& context) {
    return std::vector<Expr>{op(
        "MaxPoolGradWithArgmax", {context.input(0), context.outputGradient(0), context.output(1)},
        conv::attrsOf(context, {"ksize", "strides", "padding", "include_batch_in_index"}))};
}

/// Where the count of elements begins for an image: its own start, or that of the batch.
std::int64_t originOf(const KernelContext& context, const Pooling& sizes, std::int64_t image) {
    const bool isOfBatch = context.attrs().getOr("include_batch_in_index", false);
    return isOfBatch ? 0 : image * conv::imageElements(sizes);
}

template <class T>
bool isLess(T a, T b) {
    if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
        return static_cast<float>(a) < static_cast<float>(b);
    } else {
        return a < b;
    }
}

template <class T, class Index>
void poolWith(KernelContext& context, const Pooling& sizes) {
    const T* in = context.inputValues<T>(0).data();
    T* output = context.outputValues<T>(0).data();
    Index* argmax = context.outputValues<Index>(1).data();
    const std::int64_t each = conv::imageElements(sizes);
    conv::overBatch(sizes, [&](std::int64_t begin, std::int64_t end) {
        conv::overWindows(
            sizes, begin, end, [&](const WindowOffsets& window, std::int64_t out, std::int64_t n) {
                for (std::int64_t c = 0; c < n; ++c) {
                    std::int64_t best = window[0] + c;
                    for (const std::int64_t at : window) {
                        if (isLess(in[best], in[at + c])) { best = at + c; }
                    }
                    output[out + c] = in[best];
                    argmax[out + c] =
                        static_cast<Index>(best - originOf(context, sizes, best / each));
                }
            });
    });
}

template <class T>
Status poolCpu(KernelContext& context) {
    const Pooling sizes =
        WEFT_TRY(conv::poolingOf(context.parameters<WindowSpec>(), context.input(0).shape()));
    if (context.output(1).dtype() == DType::Int32) {
        poolWith<T, std::int32_t>(context, sizes);
    } else {
        poolWith<T, std::int64_t>(context, sizes);
    }
    return okStatus();
}

template <class T>
Status gradCpu(KernelContext& context) {
    const Pooling sizes =
        WEFT_TRY(conv::poolingOf(context.parameters<WindowSpec>(), context.input(0).shape()));
    const Tensor& argmax = context.input(2);
    const std::span<const T> dy = context.inputValues<T>(1);
    const std::span<T> out = context.outputValues<T>(0);
    std::fill(out.begin(), out.end(), T{});
    const std::int64_t pooled = dy.empty() ? 1 : std::ssize(dy) / sizes.batch;
    for (std::int64_t i = 0; i < std::ssize(dy); ++i) {
        const std::int64_t image = i / pooled;
        const std::int64_t at = intAt(argmax, i) + originOf(context, sizes, image);
        if (at < image * conv::imageElements(sizes) ||
            at >= (image + 1) * conv::imageElements(sizes)) {
            return invalidArgument(
                concat("argmax is outside of its image: got ", intAt(argmax, i), " at ", i));
        }
        T& sum = out[static_cast<std::size_t>(at)];
        sum = elements::combine<elements::Plus, T>(sum, dy[static_cast<std::size_t>(i)]);
    }
    return okStatus();
}

/// A kernel by T; the first type attribute of these ops is that of argmax.
KernelDef kernelFor(DType type, KernelFunction run) {
    KernelDef def;
    def.types = {{"T", {type}}};
    def.run = run;
    def.label = "reference";
    return def;
}

template <class... T>
struct Types {};
constexpr Types<float, double, Half, BFloat16, std::int8_t, std::int16_t, std::int32_t,
                std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>
    kReal;

template <class... T>
void addPoolKernels(OpBuilder& op, Types<T...> /*types*/) {
    (op.kernel(kernelFor(kDTypeOf<T>, poolCpu<T>)), ...);
}
template <class... T>
void addGradKernels(OpBuilder& op, Types<T...> /*types*/) {
    (op.kernel(kernelFor(kDTypeOf<T>, gradCpu<T>)), ...);
}

constexpr std::string_view kTypes =
    "T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, uint64}";

WEFT_OP("MaxPoolWithArgmax")
    .summary("The largest value of each window that slides over images, and where it is.")
    .category("nn")
    .attr(conv::kKsize)
    .attr(conv::kPoolStrides)
    .attr("Targmax: {int32, int64} = DT_INT64")
    .attr("padding: {'SAME', 'VALID'}")
    .attr("include_batch_in_index: bool = false")
    .attr(kTypes)
    .input("input: T", "[batch, rows, columns, channels] images")
    .output("output: T", "[batch, rows', columns', channels] maxima")
    .output("argmax: Targmax", "[batch, rows', columns', channels] their places")
    .shape(argmaxShapes)
    .gradient(argmaxGradient)
    .parameters(conv::parsePooling)
    .apply([](OpBuilder& op) { addPoolKernels(op, kReal); });

WEFT_OP("MaxPoolGradWithArgmax")
    .summary("Gradient of MaxPoolWithArgmax: each gradient at the place of its maximum.")
    .category("nn")
    .attr(conv::kKsize)
    .attr(conv::kPoolStrides)
    .attr("padding: {'SAME', 'VALID'}")
    .attr("include_batch_in_index: bool = false")
    .attr("Targmax: {int32, int64}")
    .attr(kTypes)
    .input("input: T", "[batch, rows, columns, channels] images")
    .input("grad: T", "[batch, rows', columns', channels] gradients by the maxima")
    .input("argmax: Targmax", "[batch, rows', columns', channels] what MaxPoolWithArgmax gave")
    .output("output: T", "[batch, rows, columns, channels] gradients by the images")
    .shape(conv::gradientShape<argmaxGradShape, 0, 4>)
    .noGradient("TensorFlow has none")
    .parameters(conv::parsePooling)
    .apply([](OpBuilder& op) { addGradKernels(op, kReal); });

}  // namespace
}  // namespace weft
