// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/image/resize_geometry.h"

#include "engine/graph/graph_inference.h"
#include "engine/kernel/via_float.h"

namespace weft::image {
namespace {

template <class T>
void convert(const Tensor& from, Tensor& to) {
    const T* in = from.values<T>().data();
    float* out = to.mutableValues<float>().data();
    parallelFor(from.elements(), 0.5, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) { out[i] = static_cast<float>(in[i]); }
    });
}

}  // namespace

Result<ResizeParameters> parseResize(const AttrMap& attrs) {
    const ResizeParameters p{attrs.getOr("align_corners", false),
                             attrs.getOr("half_pixel_centers", false)};
    if (!p.alignsCorners || !p.hasHalfPixels) { return p; }
    return invalidArgument("If half_pixel_centers is True, align_corners must be False.");
}

AttrMap resizeAttrs(const GradientContext& context) {
    AttrMap attrs;
    for (const char* name : {"align_corners", "half_pixel_centers"}) {
        if (const AttrValue* value = context.attrs().find(name)) { attrs.set(name, *value); }
    }
    return attrs;
}

Result<PartialShape> resizedShape(const ShapeContext& context) {
    const PartialShape images = WEFT_TRY(context.input(0).withRank(4));
    const PartialShape size = WEFT_TRY(context.input(1).withRank(1));
    WEFT_TRY(mergeDim(size[0], 2));
    if (!isBuildingGraph() && images[3] == 0) {
        return invalidArgument(concat("input image must be of non-zero size: got ", images));
    }
    const std::optional<PartialValue> known = context.partialValue(1);
    Dims sizes{kUnknownDim, kUnknownDim};
    for (std::size_t i = 0; known && i < 2; ++i) {
        sizes[i] = known->elements[i].value_or(kUnknownDim);
        if (known->elements[i].value_or(1) <= 0) {
            return leftToRun(invalidArgument(
                concat("output dimensions must be positive: got ", *known->elements[i])));
        }
    }
    return PartialShape{images[0], sizes[0], sizes[1], images[3]};
}

Axis axisOf(std::int64_t from, std::int64_t to, const ResizeParameters& parameters) {
    const bool aligns = parameters.alignsCorners && to > 1;
    const std::int64_t intervals = aligns ? to - 1 : to;
    const std::int64_t length = aligns ? from - 1 : from;
    return {from, to, static_cast<float>(length) / static_cast<float>(intervals)};
}

Result<Resize> resizeOf(const Shape& from, const Shape& to, const ResizeParameters& parameters) {
    if (from[1] == 0 || from[2] == 0) {
        return invalidArgument(concat("input image must be of non-zero size: got ", from));
    }
    return Resize{from[0], axisOf(from[1], to[1], parameters), axisOf(from[2], to[2], parameters),
                  from[3]};
}

Result<Tensor> asFloat(KernelContext& context, const Tensor& values) {
    if (values.dtype() == DType::Float) { return values; }
    Tensor out = WEFT_TRY(context.allocate(DType::Float, values.shape()));
    switch (values.dtype()) {
        case DType::Double:
            convert<double>(values, out);
            return out;
        case DType::Int8:
            convert<std::int8_t>(values, out);
            return out;
        case DType::UInt8:
            convert<std::uint8_t>(values, out);
            return out;
        case DType::Int16:
            convert<std::int16_t>(values, out);
            return out;
        case DType::UInt16:
            convert<std::uint16_t>(values, out);
            return out;
        case DType::Int32:
            convert<std::int32_t>(values, out);
            return out;
        case DType::Int64:
            convert<std::int64_t>(values, out);
            return out;
        case DType::Half:
        case DType::BFloat16:
            widen(values, out.mutableValues<float>());
            return out;
        default:
            return unimplemented(concat("pixels of this dtype: got ", values.dtype()));
    }
}

}  // namespace weft::image
