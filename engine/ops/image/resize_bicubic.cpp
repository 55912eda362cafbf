// SPDX-License-Identifier: Apache-2.0
/// @file
/// ResizeBicubic: images of another size, each pixel mixed from the 4 x 4 around its place by
/// Keys' cubic convolution. ResizeBicubicGrad: its gradient.
///
/// Shapes   images [batch, rows, columns, channels]; size [2]; resized [batch, size..., channels].
/// Types    images real numbers, resized float; the gradient of float, double.
/// Errors   InvalidArgument for other ranks, sizes below 1, images without pixels, both attributes.
/// Numerics Weights come from a table of 1024 steps, as TensorFlow's. With half_pixel_centers the
///          cubic has a = -0.5 and pixels outside weigh nothing; else a = -0.75 and they repeat the
///          edge.
/// Source   Op contracts of TensorFlow "ResizeBicubic", "ResizeBicubicGrad"; Keys (1981).

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/graph/graph_inference.h"
#include "engine/ops/image/resize_geometry.h"

namespace weft {
namespace {

using image::Axis;
using image::Resize;
using image::ResizeParameters;

constexpr std::int64_t kSteps = 1024;

/// The cubic at distances x in [0, 1] and x + 1, for x = i / kSteps.
struct CubicTable {
    std::array<float, kSteps + 1> near{};
    std::array<float, kSteps + 1> far{};

    explicit CubicTable(double a) {
        for (std::size_t i = 0; i <= kSteps; ++i) {
            const auto x = static_cast<float>(static_cast<double>(i) / kSteps);
            near[i] = static_cast<float>(((a + 2) * x - (a + 3)) * x * x + 1);
            const float y = x + 1;
            far[i] = static_cast<float>(((a * y - 5 * a) * y + 8 * a) * y - 4 * a);
        }
    }
};

const CubicTable& tableFor(const ResizeParameters& parameters) {
    static const CubicTable keys(-0.5);
    static const CubicTable legacy(-0.75);
    return parameters.hasHalfPixels ? keys : legacy;
}

/// The four pixels around a place and their weights.
struct Mix {
    std::array<std::int64_t, 4> at;
    std::array<float, 4> weight;
};

Mix mixAt(float place, std::int64_t size, const ResizeParameters& parameters) {
    const CubicTable& table = tableFor(parameters);
    const float below = std::floor(place);
    const auto first = static_cast<std::int64_t>(below) - 1;
    const auto step =
        static_cast<std::size_t>(std::lrint((place - below) * static_cast<float>(kSteps)));
    Mix mix{
        {},
        {table.far[step], table.near[step], table.near[kSteps - step], table.far[kSteps - step]}};
    float sum = 0;
    for (std::size_t k = 0; k < 4; ++k) {
        const std::int64_t at = first + static_cast<std::int64_t>(k);
        mix.at[k] = std::clamp<std::int64_t>(at, 0, size - 1);
        if (parameters.hasHalfPixels && mix.at[k] != at) { mix.weight[k] = 0; }
        sum += mix.weight[k];
    }
    constexpr float kLeast = 1000 * std::numeric_limits<float>::min();
    if (parameters.hasHalfPixels && std::abs(sum) >= kLeast) {
        for (float& weight : mix.weight) { weight *= 1 / sum; }
    }
    return mix;
}

std::vector<Mix> mixesOf(const Axis& axis, const ResizeParameters& parameters) {
    std::vector<Mix> mixes;
    mixes.reserve(static_cast<std::size_t>(axis.to));
    for (std::int64_t i = 0; i < axis.to; ++i) {
        mixes.push_back(mixAt(image::placeOf(axis, i, parameters), axis.from, parameters));
    }
    return mixes;
}

Result<std::vector<Expr>> bicubicGradient(const GradientContext& context) {
    const DType type = context.input(0).dtype();
    if (type != DType::Float && type != DType::Double) { return std::vector<Expr>(2); }
    return std::vector<Expr>{op("ResizeBicubicGrad", {context.outputGradient(0), context.input(0)},
                                image::resizeAttrs(context)),
                             Expr()};
}

Status bicubicCpu(KernelContext& context) {
    const auto& parameters = context.parameters<ResizeParameters>();
    const Resize sizes =
        WEFT_TRY(image::resizeOf(context.input(0).shape(), context.output(0).shape(), parameters));
    const Tensor images = WEFT_TRY(image::asFloat(context, context.input(0)));
    const float* in = images.values<float>().data();
    float* out = context.outputValues<float>(0).data();
    const std::vector<Mix> rows = mixesOf(sizes.rows, parameters);
    const std::vector<Mix> columns = mixesOf(sizes.columns, parameters);
    const std::int64_t lineSize = sizes.columns.from * sizes.channels;
    const double lineNs = 20.0 * static_cast<double>(sizes.columns.to * sizes.channels);
    parallelFor(sizes.batch * sizes.rows.to, lineNs, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t line = begin; line < end; ++line) {
            const Mix& row = rows[static_cast<std::size_t>(line % sizes.rows.to)];
            const float* image = in + line / sizes.rows.to * sizes.rows.from * lineSize;
            float* to = out + line * sizes.columns.to * sizes.channels;
            for (const Mix& column : columns) {
                for (std::int64_t c = 0; c < sizes.channels; ++c) {
                    float sum = 0;
                    for (std::size_t j = 0; j < 4; ++j) {
                        const float* pixel = image + column.at[j] * sizes.channels + c;
                        float part = 0;
                        for (std::size_t i = 0; i < 4; ++i) {
                            part += pixel[row.at[i] * lineSize] * row.weight[i];
                        }
                        sum += part * column.weight[j];
                    }
                    *to++ = sum;
                }
            }
        }
    });
    return okStatus();
}

Result<PartialShape> bicubicGradShape(const ShapeContext& context) {
    const PartialShape grads = WEFT_TRY(context.input(0).withRank(4));
    const PartialShape image = WEFT_TRY(context.input(1).withRank(4));
    return image.withDim(0, WEFT_TRY(mergeDim(grads[0], image[0])))
        .withDim(3, WEFT_TRY(mergeDim(grads[3], image[3])));
}

template <class T>
Status bicubicGradCpu(KernelContext& context) {
    const auto& parameters = context.parameters<ResizeParameters>();
    const Shape& grads = context.input(0).shape();
    const Resize sizes = WEFT_TRY(image::resizeOf(context.output(0).shape(), grads, parameters));
    T* out = context.outputValues<T>(0).data();
    const std::int64_t n = sizes.channels;
    const std::int64_t imageSize = sizes.rows.from * sizes.columns.from * n;
    std::fill_n(out, sizes.batch * imageSize, T{0});
    if (grads.elements() == 0) { return okStatus(); }
    const float* from = context.inputValues<float>(0).data();
    const std::vector<Mix> rows = mixesOf(sizes.rows, parameters);
    const std::vector<Mix> columns = mixesOf(sizes.columns, parameters);
    for (std::int64_t b = 0; b < sizes.batch; ++b) {
        for (const Mix& row : rows) {
            for (const Mix& column : columns) {
                for (std::size_t k = 0; k < 16; ++k) {
                    const std::int64_t pixel =
                        row.at[k / 4] * sizes.columns.from + column.at[k % 4];
                    T* to = out + b * imageSize + pixel * n;
                    const float weight = row.weight[k / 4] * column.weight[k % 4];
                    for (std::int64_t c = 0; c < n; ++c) {
                        to[c] += static_cast<T>(from[c] * weight);
                    }
                }
                from += n;
            }
        }
    }
    return okStatus();
}

WEFT_OP("ResizeBicubic")
    .summary("Resizes images, mixing the sixteen pixels around each place.")
    .category("nn")
    .attr(image::kPixelTypes)
    .attr(image::kAlignCorners)
    .attr(image::kHalfPixels)
    .input("images: T", "[batch, rows, columns, channels] images")
    .input("size: int32", "[2] new rows and columns, >= 1")
    .output("resized_images: float", "[batch, size..., channels] resized images")
    .hostInput("size")
    .shape(image::resizedShape)
    .gradient(bicubicGradient)
    .parameters(image::parseResize)
    .cpuKernel(bicubicCpu);

WEFT_OP("ResizeBicubicGrad")
    .summary("Gradient of ResizeBicubic.")
    .category("nn")
    .attr("T: {float, double}")
    .attr(image::kAlignCorners)
    .attr(image::kHalfPixels)
    .input("grads: float", "[batch, rows', columns', channels] gradients by the resized images")
    .input("original_image: T", "[batch, rows, columns, channels] the images")
    .output("output: T", "[batch, rows, columns, channels] gradients by the images")
    .shape(checkedWhenRun<bicubicGradShape>)
    .noGradient("TensorFlow has none")
    .parameters(image::parseResize)
    .cpuKernel<float>(bicubicGradCpu<float>)
    .cpuKernel<double>(bicubicGradCpu<double>);

}  // namespace
}  // namespace weft
