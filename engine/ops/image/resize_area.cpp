// SPDX-License-Identifier: Apache-2.0
/// @file
/// ResizeArea: images of another size, each pixel the mean over the area that it covers.
///
/// Shapes   images [batch, rows, columns, channels]; size [2]; resized [batch, size..., channels].
/// Types    images real numbers, resized float.
/// Errors   InvalidArgument for other ranks, sizes below 1, images without pixels.
/// Source   Op contract of TensorFlow "ResizeArea" (ops.pbtxt).

#include <algorithm>
#include <cmath>

#include "engine/ops/image/resize_geometry.h"

namespace weft {
namespace {

using image::Axis;
using image::Resize;
using image::ResizeParameters;

/// One pixel of the original and how much of it is covered.
struct Part {
    std::int64_t at;
    float share;
};

/// What each pixel covers. With align_corners the last ones reach over the edge, which repeats.
std::vector<std::vector<Part>> partsOf(const Axis& axis) {
    std::vector<std::vector<Part>> parts;
    if (axis.scale == 0) {  // one pixel with align_corners: it is everywhere
        return std::vector<std::vector<Part>>(static_cast<std::size_t>(axis.to), {{0, 1.0F}});
    }
    for (std::int64_t i = 0; i < axis.to; ++i) {
        const float begin = static_cast<float>(i) * axis.scale;
        const float end = static_cast<float>(i + 1) * axis.scale;
        std::vector<Part>& covered = parts.emplace_back();
        const auto last = static_cast<std::int64_t>(std::ceil(end));
        for (auto k = static_cast<std::int64_t>(std::floor(begin)); k < last; ++k) {
            const auto x = static_cast<float>(k);
            const float share = x < begin ? (x + 1 > end ? axis.scale : x + 1 - begin)
                                          : (x + 1 > end ? end - x : 1.0F);
            covered.push_back({std::clamp<std::int64_t>(k, 0, axis.from - 1), share});
        }
    }
    return parts;
}

Status areaCpu(KernelContext& context) {
    const Resize sizes =
        WEFT_TRY(image::resizeOf(context.input(0).shape(), context.output(0).shape(),
                                 context.parameters<ResizeParameters>()));
    const Tensor images = WEFT_TRY(image::asFloat(context, context.input(0)));
    const float* in = images.values<float>().data();
    float* out = context.outputValues<float>(0).data();
    const auto rows = partsOf(sizes.rows);
    const auto columns = partsOf(sizes.columns);
    const std::int64_t n = sizes.channels;
    const auto covered = [](const Axis& axis) { return axis.scale == 0 ? 1.0F : axis.scale; };
    const float scale = 1.0F / (covered(sizes.rows) * covered(sizes.columns));
    const std::int64_t lineSize = sizes.columns.from * n;
    const double lineNs = static_cast<double>(lineSize) * (2.0 + double{sizes.rows.scale});
    parallelFor(sizes.batch * sizes.rows.to, lineNs, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t line = begin; line < end; ++line) {
            const float* image = in + line / sizes.rows.to * sizes.rows.from * lineSize;
            float* to = out + line * sizes.columns.to * n;
            for (const std::vector<Part>& column : columns) {
                for (std::int64_t c = 0; c < n; ++c) {
                    float sum = 0;
                    for (const Part& row : rows[static_cast<std::size_t>(line % sizes.rows.to)]) {
                        float part = 0;
                        for (const Part& cell : column) {
                            part += image[row.at * lineSize + cell.at * n + c] * cell.share;
                        }
                        sum += part * row.share;
                    }
                    *to++ = sum * scale;
                }
            }
        }
    });
    return okStatus();
}

WEFT_OP("ResizeArea")
    .summary("Resizes images, taking the mean over the area that each new pixel covers.")
    .category("nn")
    .attr(image::kPixelTypes)
    .attr(image::kAlignCorners)
    .input("images: T", "[batch, rows, columns, channels] images")
    .input("size: int32", "[2] new rows and columns, >= 1")
    .output("resized_images: float", "[batch, size..., channels] resized images")
    .hostInput("size")
    .shape(image::resizedShape)
    .noGradient("TensorFlow has none")
    .parameters(image::parseResize)
    .cpuKernel(areaCpu);

}  // namespace
}  // namespace weft
