// SPDX-License-Identifier: Apache-2.0
/// @file
/// ResizeNearestNeighbor: images of another size, each pixel a copy of the one nearest to its place.
/// ResizeNearestNeighborGrad: its gradient, sums of the gradients of all copies.
///
/// Shapes   images [batch, rows, columns, channels]; size [2]; resized [batch, size..., channels].
/// Types    real numbers.
/// Errors   InvalidArgument for other ranks, sizes below 1, images without pixels, both attributes.
/// Source   Op contracts of TensorFlow "ResizeNearestNeighbor", "ResizeNearestNeighborGrad".

#include <algorithm>
#include <cmath>

#include "engine/kernel/combine.h"
#include "engine/kernel/simd/element_type.h"
#include "engine/ops/image/resize_geometry.h"

namespace weft {
namespace {

using image::Axis;
using image::Resize;
using image::ResizeParameters;

/// Which pixel of the original each pixel shows.
std::vector<std::int64_t> shownPixels(const Axis& axis, const ResizeParameters& parameters) {
    std::vector<std::int64_t> shown;
    shown.reserve(static_cast<std::size_t>(axis.to));
    for (std::int64_t i = 0; i < axis.to; ++i) {
        const float x = static_cast<float>(i) + (parameters.hasHalfPixels ? 0.5F : 0.0F);
        const float place = x * axis.scale;
        const float nearest = parameters.alignsCorners ? std::round(place) : std::floor(place);
        shown.push_back(
            std::clamp<std::int64_t>(static_cast<std::int64_t>(nearest), 0, axis.from - 1));
    }
    return shown;
}

Result<std::vector<Expr>> nearestGradient(const GradientContext& context) {
    const Expr images = context.input(0);
    const PartialShape shape = images.shape();
    const bool isKnown = shape.hasRank() && shape[1] != kUnknownDim && shape[2] != kUnknownDim;
    const Expr size =
        isKnown ? intVector(images, {static_cast<std::int32_t>(shape[1]),
                                     static_cast<std::int32_t>(shape[2])})
                : op("Slice", {shapeOf(images), intVector(images, {1}), intVector(images, {2})});
    return std::vector<Expr>{op("ResizeNearestNeighborGrad", {context.outputGradient(0), size},
                                image::resizeAttrs(context)),
                             Expr()};
}

Status nearestCpu(KernelContext& context) {
    const auto& parameters = context.parameters<ResizeParameters>();
    const Resize sizes =
        WEFT_TRY(image::resizeOf(context.input(0).shape(), context.output(0).shape(), parameters));
    const std::vector<std::int64_t> rows = shownPixels(sizes.rows, parameters);
    const std::vector<std::int64_t> columns = shownPixels(sizes.columns, parameters);
    const std::int64_t n = sizes.channels;
    return withElementType(context.input(0).dtype(), [&](auto element) {
        using T = decltype(element);
        const T* in = reinterpret_cast<const T*>(context.input(0).data());
        T* out = reinterpret_cast<T*>(context.output(0).mutableData());
        const double lineNs = static_cast<double>(sizes.columns.to * n);
        parallelFor(sizes.batch * sizes.rows.to, lineNs, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t line = begin; line < end; ++line) {
                const std::int64_t y = line / sizes.rows.to * sizes.rows.from +
                                       rows[static_cast<std::size_t>(line % sizes.rows.to)];
                const T* from = in + y * sizes.columns.from * n;
                T* to = out + line * sizes.columns.to * n;
                for (const std::int64_t x : columns) { to = std::copy_n(from + x * n, n, to); }
            }
        });
        return okStatus();
    });
}

template <class T>
Status nearestGradCpu(KernelContext& context) {
    const auto& parameters = context.parameters<ResizeParameters>();
    const Shape& grads = context.input(0).shape();
    const std::span<T> out = context.outputValues<T>(0);
    std::fill(out.begin(), out.end(), T{});
    if (grads.elements() == 0) { return okStatus(); }
    const Resize sizes = WEFT_TRY(image::resizeOf(context.output(0).shape(), grads, parameters));
    const std::vector<std::int64_t> rows = shownPixels(sizes.rows, parameters);
    const std::vector<std::int64_t> columns = shownPixels(sizes.columns, parameters);
    const std::int64_t n = sizes.channels;
    const T* from = context.inputValues<T>(0).data();
    for (std::int64_t b = 0; b < sizes.batch; ++b) {
        for (const std::int64_t y : rows) {
            T* line = out.data() + (b * sizes.rows.from + y) * sizes.columns.from * n;
            for (const std::int64_t x : columns) {
                for (std::int64_t c = 0; c < n; ++c) {
                    T& sum = line[x * n + c];
                    sum = elements::combine<elements::Plus, T>(sum, *from++);
                }
            }
        }
    }
    return okStatus();
}

template <class... T>
void addGradKernels(OpBuilder& op) {
    (op.cpuKernel<T>(nearestGradCpu<T>), ...);
}

WEFT_OP("ResizeNearestNeighbor")
    .summary("Resizes images, copying the nearest pixel.")
    .category("nn")
    .attr(image::kPixelTypes)
    .attr(image::kAlignCorners)
    .attr(image::kHalfPixels)
    .input("images: T", "[batch, rows, columns, channels] images")
    .input("size: int32", "[2] new rows and columns, >= 1")
    .output("resized_images: T", "[batch, size..., channels] resized images")
    .hostInput("size")
    .shape(image::resizedShape)
    .gradient(nearestGradient)
    .parameters(image::parseResize)
    .cpuKernel(nearestCpu);

WEFT_OP("ResizeNearestNeighborGrad")
    .summary("Gradient of ResizeNearestNeighbor.")
    .category("nn")
    .attr("T: {uint8, int8, int32, half, float, double, bfloat16}")
    .attr(image::kAlignCorners)
    .attr(image::kHalfPixels)
    .input("grads: T", "[batch, rows', columns', channels] gradients by the resized images")
    .input("size: int32", "[2] rows and columns of the images")
    .output("output: T", "[batch, size..., channels] gradients by the images")
    .hostInput("size")
    .shape(image::resizedShape)
    .noGradient("TensorFlow has none")
    .parameters(image::parseResize)
    .apply(addGradKernels<std::uint8_t, std::int8_t, std::int32_t, Half, float, double, BFloat16>);

}  // namespace
}  // namespace weft
