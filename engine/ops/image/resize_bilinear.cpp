// SPDX-License-Identifier: Apache-2.0
/// @file
/// ResizeBilinear: images of another size, each pixel mixed from the four around its place.
/// ResizeBilinearGrad: its gradient.
///
/// Shapes   images [batch, rows, columns, channels]; size [2]; resized [batch, size..., channels].
/// Types    images real numbers, resized float; the gradient of half, bfloat16, float, double.
/// Errors   InvalidArgument for other ranks, sizes below 1, images without pixels, both attributes.
/// Numerics Places are computed in float; the mix is along columns first.
/// Source   Op contracts of TensorFlow "ResizeBilinear", "ResizeBilinearGrad" (ops.pbtxt).

#include <algorithm>
#include <cmath>

#include "engine/graph/graph_inference.h"
#include "engine/kernel/via_float.h"
#include "engine/ops/image/resize_geometry.h"

namespace weft {
namespace {

using image::Axis;
using image::Resize;
using image::ResizeParameters;

/// The two pixels around a place and how far it is towards the second.
struct Mix {
    std::int64_t lower;
    std::int64_t upper;
    float share;
};

std::vector<Mix> mixesOf(const Axis& axis, const ResizeParameters& parameters) {
    std::vector<Mix> mixes;
    mixes.reserve(static_cast<std::size_t>(axis.to));
    for (std::int64_t i = 0; i < axis.to; ++i) {
        const float place = image::placeOf(axis, i, parameters);
        const float below = std::floor(place);
        mixes.push_back(
            {std::clamp<std::int64_t>(static_cast<std::int64_t>(below), 0, axis.from - 1),
             std::clamp<std::int64_t>(static_cast<std::int64_t>(std::ceil(place)), 0,
                                      axis.from - 1),
             place - below});
    }
    return mixes;
}

Result<std::vector<Expr>> bilinearGradient(const GradientContext& context) {
    return std::vector<Expr>{op("ResizeBilinearGrad", {context.outputGradient(0), context.input(0)},
                                image::resizeAttrs(context)),
                             Expr()};
}

Status bilinearCpu(KernelContext& context) {
    const auto& parameters = context.parameters<ResizeParameters>();
    const Resize sizes =
        WEFT_TRY(image::resizeOf(context.input(0).shape(), context.output(0).shape(), parameters));
    const Tensor images = WEFT_TRY(image::asFloat(context, context.input(0)));
    const float* in = images.values<float>().data();
    float* out = context.outputValues<float>(0).data();
    const std::vector<Mix> rows = mixesOf(sizes.rows, parameters);
    const std::vector<Mix> columns = mixesOf(sizes.columns, parameters);
    const std::int64_t lineSize = sizes.columns.from * sizes.channels;
    const double lineNs = 2.0 * static_cast<double>(sizes.columns.to * sizes.channels);
    parallelFor(sizes.batch * sizes.rows.to, lineNs, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t line = begin; line < end; ++line) {
            const Mix& row = rows[static_cast<std::size_t>(line % sizes.rows.to)];
            const float* image = in + line / sizes.rows.to * sizes.rows.from * lineSize;
            const float* top = image + row.lower * lineSize;
            const float* bottom = image + row.upper * lineSize;
            float* to = out + line * sizes.columns.to * sizes.channels;
            for (const Mix& column : columns) {
                const std::int64_t left = column.lower * sizes.channels;
                const std::int64_t right = column.upper * sizes.channels;
                for (std::int64_t c = 0; c < sizes.channels; ++c) {
                    const float above =
                        top[left + c] + (top[right + c] - top[left + c]) * column.share;
                    const float below =
                        bottom[left + c] + (bottom[right + c] - bottom[left + c]) * column.share;
                    to[c] = above + (below - above) * row.share;
                }
                to += sizes.channels;
            }
        }
    });
    return okStatus();
}

Result<PartialShape> bilinearGradShape(const ShapeContext& context) {
    const PartialShape grads = WEFT_TRY(context.input(0).withRank(4));
    const PartialShape image = WEFT_TRY(context.input(1).withRank(4));
    for (const PartialShape& shape : {grads, image}) {
        if (isBuildingGraph() || (shape[1] != 0 && shape[2] != 0)) { continue; }
        return invalidArgument(concat("images must have rows and columns: got ", shape));
    }
    return image.withDim(0, WEFT_TRY(mergeDim(grads[0], image[0])))
        .withDim(3, WEFT_TRY(mergeDim(grads[3], image[3])));
}

template <class T>
Status bilinearGradCpu(KernelContext& context) {
    const auto& parameters = context.parameters<ResizeParameters>();
    const Shape& grads = context.input(0).shape();
    const Resize sizes = WEFT_TRY(image::resizeOf(context.output(0).shape(), grads, parameters));
    const float* in = context.inputValues<float>(0).data();
    T* out = context.outputValues<T>(0).data();
    const std::int64_t n = sizes.channels;
    const std::int64_t imageSize = sizes.rows.from * sizes.columns.from * n;
    std::fill_n(out, sizes.batch * imageSize, T{0});
    if (grads.elements() == 0) { return okStatus(); }
    const std::vector<Mix> rows = mixesOf(sizes.rows, parameters);
    const std::vector<Mix> columns = mixesOf(sizes.columns, parameters);
    const std::int64_t gradSize = sizes.rows.to * sizes.columns.to * n;
    // Windows overlap, so an image is one task.
    parallelFor(sizes.batch, 4.0 * static_cast<double>(gradSize),
                [&](std::int64_t begin, std::int64_t end) {
                    for (std::int64_t b = begin; b < end; ++b) {
                        const float* from = in + b * gradSize;
                        T* to = out + b * imageSize;
                        const auto add = [&](std::int64_t y, std::int64_t x, float weight) {
                            T* pixel = to + (y * sizes.columns.from + x) * n;
                            for (std::int64_t c = 0; c < n; ++c) {
                                pixel[c] += static_cast<T>(from[c] * weight);
                            }
                        };
                        for (const Mix& row : rows) {
                            for (const Mix& column : columns) {
                                add(row.lower, column.lower, (1 - row.share) * (1 - column.share));
                                add(row.lower, column.upper, (1 - row.share) * column.share);
                                add(row.upper, column.lower, row.share * (1 - column.share));
                                add(row.upper, column.upper, row.share * column.share);
                                from += n;
                            }
                        }
                    }
                });
    return okStatus();
}

WEFT_OP("ResizeBilinear")
    .summary("Resizes images, mixing the four pixels around each place.")
    .category("nn")
    // TensorFlow lists bfloat16 twice.
    .attr("T: {int8, uint8, int16, uint16, int32, int64, bfloat16, half, float, double, bfloat16}")
    .attr(image::kAlignCorners)
    .attr(image::kHalfPixels)
    .input("images: T", "[batch, rows, columns, channels] images")
    .input("size: int32", "[2] new rows and columns, >= 1")
    .output("resized_images: float", "[batch, size..., channels] resized images")
    .hostInput("size")
    .shape(image::resizedShape)
    .gradient(bilinearGradient)
    .parameters(image::parseResize)
    .cpuKernel(bilinearCpu);

WEFT_OP("ResizeBilinearGrad")
    .summary("Gradient of ResizeBilinear.")
    .category("nn")
    .attr("T: {float, bfloat16, half, double}")
    .attr(image::kAlignCorners)
    .attr(image::kHalfPixels)
    .input("grads: float", "[batch, rows', columns', channels] gradients by the resized images")
    .input("original_image: T", "[batch, rows, columns, channels] the images")
    .output("output: T", "[batch, rows, columns, channels] gradients by the images")
    .shape(checkedWhenRun<bilinearGradShape>)
    .noGradient("TensorFlow has none")
    .parameters(image::parseResize)
    .cpuKernel<float>(bilinearGradCpu<float>)
    .cpuKernel<double>(bilinearGradCpu<double>)
    .cpuKernel<Half>(viaFloat<bilinearGradCpu<float>>)
    .cpuKernel<BFloat16>(viaFloat<bilinearGradCpu<float>>);

}  // namespace
}  // namespace weft
