// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/kernel/op_builder.h"

/// @file
/// From pixels of a resized image to those of the original: what the resizing ops share.

namespace weft::image {

/// The attributes align_corners and half_pixel_centers.
struct ResizeParameters {
    bool alignsCorners = false;
    bool hasHalfPixels = false;
};
/// Errors: InvalidArgument when both are set.
Result<ResizeParameters> parseResize(const AttrMap& attrs);
/// The attributes once more, for the gradient op.
AttrMap resizeAttrs(const GradientContext& context);

/// [batch, height, width, channels] where input 0 is an image and input 1 its new [height, width].
/// Errors: InvalidArgument "output dimensions must be positive".
Result<PartialShape> resizedShape(const ShapeContext& context);

/// Sizes of one resizing. Pixel i of the large image of `to` pixels is at place i * scale of `from`.
struct Axis {
    std::int64_t from = 0;
    std::int64_t to = 0;
    float scale = 1;
};
Axis axisOf(std::int64_t from, std::int64_t to, const ResizeParameters& parameters);

/// Sizes of a resizing of whole images.
struct Resize {
    std::int64_t batch = 0;
    Axis rows;
    Axis columns;
    std::int64_t channels = 0;
};
/// Errors: InvalidArgument for an image without pixels or channels.
Result<Resize> resizeOf(const Shape& from, const Shape& to, const ResizeParameters& parameters);

/// Place of pixel i in the original, between pixel centers.
inline float placeOf(const Axis& axis, std::int64_t i, const ResizeParameters& parameters) {
    const auto x = static_cast<float>(i);
    return parameters.hasHalfPixels ? (x + 0.5F) * axis.scale - 0.5F : x * axis.scale;
}

/// The elements as floats: the tensor itself where they are. Errors: ResourceExhausted.
Result<Tensor> asFloat(KernelContext& context, const Tensor& values);

/// Attributes and their words.
inline constexpr std::string_view kPixelTypes =
    "T: {int8, uint8, int16, uint16, int32, int64, half, float, double, bfloat16}";
inline constexpr std::string_view kAlignCorners = "align_corners: bool = false";
inline constexpr std::string_view kHalfPixels = "half_pixel_centers: bool = false";

}  // namespace weft::image
