// SPDX-License-Identifier: Apache-2.0
/// @file
/// CropAndResize: cuts boxes out of images and resizes each to one size. CropAndResizeGradImage and
/// CropAndResizeGradBoxes: its gradients.
///
/// Shapes   image [batch, rows, columns, channels]; boxes [n, 4] as top, left, bottom, right in
///          units of the image's size less one, box_ind [n]; crops [n, crop_size..., channels].
/// Types    images real numbers; boxes, crops and gradients float; GradImage half, float, double.
/// Errors   InvalidArgument for shapes that do not fit and sizes below 1; OutOfRange "box_index has
///          values outside [0, batch_size)".
/// Numerics Places outside of the image, and those that are NaN, get extrapolation_value. The
///          gradient by boxes is that of bilinear mixing, also for method "nearest".
/// Source   Op contracts of TensorFlow "CropAndResize", "CropAndResizeGradImage",
///          "CropAndResizeGradBoxes" (ops.pbtxt).

#include <algorithm>
#include <cmath>

#include "engine/graph/graph_inference.h"
#include "engine/kernel/via_float.h"
#include "engine/ops/image/resize_geometry.h"

namespace weft {
namespace {

struct CropParameters {
    bool isNearest = false;
    float outside = 0;
};
Result<CropParameters> parseCrop(const AttrMap& attrs) {
    const std::string method = attrs.getOr<std::string>("method", "bilinear");
    if (method != "bilinear" && method != "nearest") {
        return invalidArgument(
            concat("method must be 'bilinear' or 'nearest': got '", method, "'"));
    }
    return CropParameters{method == "nearest", attrs.getOr("extrapolation_value", 0.0F)};
}

/// Number of boxes, from boxes [n, 4] and box_ind [n]. Errors: InvalidArgument where they differ.
Result<std::int64_t> boxCount(const ShapeContext& context, int boxes) {
    const PartialShape corners = WEFT_TRY(context.input(boxes).withRank(2));
    const PartialShape index = WEFT_TRY(context.input(boxes + 1).withRank(1));
    if (!mergeDim(corners[1], 4).ok()) {
        return invalidArgument(concat("boxes must have 4 columns: got ", corners));
    }
    const Result<std::int64_t> count = mergeDim(corners[0], index[0]);
    if (count.ok()) { return *count; }
    return invalidArgument(
        concat("box_ind has incompatible shape: got ", index, " for boxes ", corners));
}

Result<PartialShape> cropShape(const ShapeContext& context) {
    const PartialShape image = WEFT_TRY(context.input(0).withRank(4));
    const std::int64_t count = WEFT_TRY(boxCount(context, 1));
    const PartialShape size = WEFT_TRY(context.input(3).withRank(1));
    WEFT_TRY(mergeDim(size[0], 2));
    const std::optional<PartialValue> known = context.partialValue(3);
    Dims sizes{kUnknownDim, kUnknownDim};
    for (std::size_t i = 0; known && i < 2; ++i) {
        sizes[i] = known->elements[i].value_or(kUnknownDim);
        if (known->elements[i].value_or(1) <= 0) {
            return leftToRun(invalidArgument(
                concat("crop dimensions must be positive: got ", *known->elements[i])));
        }
    }
    return PartialShape{count, sizes[0], sizes[1], image[3]};
}

Result<PartialShape> gradBoxesShape(const ShapeContext& context) {
    const PartialShape grads = WEFT_TRY(context.input(0).withRank(4));
    const PartialShape image = WEFT_TRY(context.input(1).withRank(4));
    WEFT_TRY(mergeDim(grads[3], image[3]));
    const std::int64_t count = WEFT_TRY(boxCount(context, 2));
    return PartialShape{WEFT_TRY(mergeDim(grads[0], count)), 4};
}

Result<PartialShape> gradImageShape(const ShapeContext& context) {
    const PartialShape grads = WEFT_TRY(context.input(0).withRank(4));
    const std::int64_t count = WEFT_TRY(boxCount(context, 1));
    WEFT_TRY(mergeDim(grads[0], count));
    WEFT_TRY(context.input(3).withRank(1));
    const std::optional<PartialValue> known = context.partialValue(3);
    for (std::size_t i = 0; known && i < known->elements.size(); ++i) {
        if (known->elements[i].value_or(1) <= 0) {
            return invalidArgument(
                concat("image dimensions must be positive: got ", *known->elements[i]));
        }
    }
    const PartialShape shape = WEFT_TRY(context.valueAsShape(3));
    const PartialShape image = WEFT_TRY(shape.withRank(4));
    return image.withDim(3, WEFT_TRY(mergeDim(image[3], grads[3])));
}

/// TensorFlow's shape function looks at image_size alone.
Result<PartialShape> gradImageImportShape(const ShapeContext& context) {
    WEFT_TRY(context.input(3).withRank(1));
    WEFT_TRY(WEFT_TRY(context.valueAsShape(3)).withRank(4));
    return checkedWhenRun<gradImageShape>(context);
}

Result<std::vector<Expr>> cropGradient(const GradientContext& context) {
    const Expr image = context.input(0);
    const Expr dy = context.outputGradient(0);
    Expr byImage;
    if (isFloating(image.dtype()) && image.dtype() != DType::BFloat16) {
        byImage =
            op("CropAndResizeGradImage", {dy, context.input(1), context.input(2), shapeOf(image)},
               {{"T", image.dtype()},
                {"method", context.attrs().getOr<std::string>("method", "bilinear")}});
    }
    const Expr byBoxes =
        op("CropAndResizeGradBoxes", {dy, image, context.input(1), context.input(2)});
    return std::vector<Expr>{byImage, byBoxes, Expr(), Expr()};
}

/// Where along one axis of an image the pixels of a crop lie.
struct Edge {
    float begin = 0;
    float end = 0;
    std::int64_t image = 0;
    std::int64_t crop = 0;

    float at(std::int64_t i) const {
        const auto last = static_cast<float>(image - 1);
        if (crop <= 1) { return 0.5F * (begin + end) * last; }
        const float scale = (end - begin) * last / static_cast<float>(crop - 1);
        return begin * last + static_cast<float>(i) * scale;
    }
    /// False for NaN as well.
    bool contains(float place) const {
        return place >= 0 && place <= static_cast<float>(image - 1);
    }
    /// The derivatives of a place by begin and by end.
    std::pair<float, float> derivatives(std::int64_t i) const {
        const auto last = static_cast<float>(image - 1);
        if (crop <= 1) { return {0.5F * last, 0.5F * last}; }
        const float ratio = last / static_cast<float>(crop - 1);
        const float byEnd = static_cast<float>(i) * ratio;
        return {last - byEnd, byEnd};
    }
};

/// The two pixels around a place inside, and how far it is towards the second.
struct Mix {
    std::int64_t lower;
    std::int64_t upper;
    float share;
};
Mix mixAt(float place, bool isNearest) {
    if (isNearest) {
        const auto nearest = static_cast<std::int64_t>(std::round(place));
        return {nearest, nearest, 0};
    }
    const float below = std::floor(place);
    return {static_cast<std::int64_t>(below), static_cast<std::int64_t>(std::ceil(place)),
            place - below};
}

/// Boxes of a call against images of this shape and crops of that.
class Boxes {
public:
    /// Errors: OutOfRange for an image that is not there; InvalidArgument for one without pixels.
    static Result<Boxes> of(const KernelContext& context, int input, const Shape& image,
                            const Shape& crops) {
        const std::span<const std::int32_t> index = context.inputValues<std::int32_t>(input + 1);
        if (image[1] == 0 || image[2] == 0) {
            return invalidArgument(concat("image dimensions must be positive: got ", image));
        }
        for (const std::int32_t i : index) {
            if (i < 0 || i >= image[0]) {
                return outOfRange(concat("box_index has values outside [0, batch_size): got ", i,
                                         ", want below ", image[0]));
            }
        }
        return Boxes(context.inputValues<float>(input).data(), index, {image, crops});
    }
    std::int64_t count() const { return std::ssize(m_index); }
    std::int64_t imageOf(std::int64_t box) const { return m_index[static_cast<std::size_t>(box)]; }
    Edge rows(std::int64_t box) const { return edge(box, 0); }
    Edge columns(std::int64_t box) const { return edge(box, 1); }

private:
    Boxes(const float* corners, std::span<const std::int32_t> index,
          const std::pair<Shape, Shape>& shapes)
        : m_corners(corners), m_index(index), m_image(shapes.first), m_crops(shapes.second) {}
    Edge edge(std::int64_t box, int axis) const {
        return {m_corners[box * 4 + axis], m_corners[box * 4 + 2 + axis], m_image[axis + 1],
                m_crops[axis + 1]};
    }
    const float* m_corners;
    std::span<const std::int32_t> m_index;
    Shape m_image;
    Shape m_crops;
};

Status cropCpu(KernelContext& context) {
    const auto& p = context.parameters<CropParameters>();
    const Shape& image = context.input(0).shape();
    const Shape& crops = context.output(0).shape();
    const Boxes boxes = WEFT_TRY(Boxes::of(context, 1, image, crops));
    const Tensor pixels = WEFT_TRY(image::asFloat(context, context.input(0)));
    const std::int64_t n = crops[3];
    const auto line = [&](std::int64_t box, std::int64_t y, float* to) {
        const float* in =
            pixels.values<float>().data() + boxes.imageOf(box) * image[1] * image[2] * n;
        const Edge rows = boxes.rows(box);
        const Edge columns = boxes.columns(box);
        const float inY = rows.at(y);
        for (std::int64_t x = 0; x < crops[2]; ++x, to += n) {
            const float inX = columns.at(x);
            if (!rows.contains(inY) || !columns.contains(inX)) {
                std::fill_n(to, n, p.outside);
                continue;
            }
            const Mix row = mixAt(inY, p.isNearest);
            const Mix column = mixAt(inX, p.isNearest);
            const float* top = in + row.lower * image[2] * n;
            const float* bottom = in + row.upper * image[2] * n;
            for (std::int64_t c = 0; c < n; ++c) {
                const std::int64_t left = column.lower * n + c;
                const std::int64_t right = column.upper * n + c;
                const float above = top[left] + (top[right] - top[left]) * column.share;
                const float below = bottom[left] + (bottom[right] - bottom[left]) * column.share;
                to[c] = above + (below - above) * row.share;
            }
        }
    };
    float* out = context.outputValues<float>(0).data();
    const double lineNs = 4.0 * static_cast<double>(crops[2] * n);
    parallelFor(boxes.count() * crops[1], lineNs, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            line(i / crops[1], i % crops[1], out + i * crops[2] * n);
        }
    });
    return okStatus();
}

/// Calls f(box, y, x, row mix, column mix) for every pixel of a crop that lies inside its image.
template <class F>
void overInside(const Boxes& boxes, const Shape& crops, bool isNearest, const F& f) {
    for (std::int64_t box = 0; box < boxes.count(); ++box) {
        const Edge rows = boxes.rows(box);
        const Edge columns = boxes.columns(box);
        for (std::int64_t y = 0; y < crops[1]; ++y) {
            const float inY = rows.at(y);
            if (!rows.contains(inY)) { continue; }
            for (std::int64_t x = 0; x < crops[2]; ++x) {
                const float inX = columns.at(x);
                if (!columns.contains(inX)) { continue; }
                f(box, std::pair{y, x}, mixAt(inY, isNearest), mixAt(inX, isNearest));
            }
        }
    }
}

template <class T>
Status gradImageCpu(KernelContext& context) {
    const Shape& image = context.output(0).shape();
    const Shape& crops = context.input(0).shape();
    const std::span<T> out = context.outputValues<T>(0);
    std::fill(out.begin(), out.end(), T{0});
    const Boxes boxes = WEFT_TRY(Boxes::of(context, 1, image, crops));
    const float* dy = context.inputValues<float>(0).data();
    const std::int64_t n = image[3];
    overInside(
        boxes, crops, context.parameters<CropParameters>().isNearest,
        [&](std::int64_t box, std::pair<std::int64_t, std::int64_t> at, const Mix& row,
            const Mix& column) {
            const float* from = dy + ((box * crops[1] + at.first) * crops[2] + at.second) * n;
            const auto add = [&](std::int64_t y, std::int64_t x, float weight) {
                T* to = out.data() + ((boxes.imageOf(box) * image[1] + y) * image[2] + x) * n;
                for (std::int64_t c = 0; c < n; ++c) { to[c] += static_cast<T>(from[c] * weight); }
            };
            add(row.lower, column.lower, (1 - row.share) * (1 - column.share));
            add(row.lower, column.upper, (1 - row.share) * column.share);
            add(row.upper, column.lower, row.share * (1 - column.share));
            add(row.upper, column.upper, row.share * column.share);
        });
    return okStatus();
}

Status gradBoxesCpu(KernelContext& context) {
    const Shape& crops = context.input(0).shape();
    const Shape& image = context.input(1).shape();
    const std::span<float> out = context.outputValues<float>(0);
    std::fill(out.begin(), out.end(), 0.0F);
    const Boxes boxes = WEFT_TRY(Boxes::of(context, 2, image, crops));
    const Tensor pixels = WEFT_TRY(image::asFloat(context, context.input(1)));
    const float* dy = context.inputValues<float>(0).data();
    const std::int64_t n = image[3];
    overInside(boxes, crops, false,
               [&](std::int64_t box, std::pair<std::int64_t, std::int64_t> at, const Mix& row,
                   const Mix& column) {
                   const float* in =
                       pixels.values<float>().data() + boxes.imageOf(box) * image[1] * image[2] * n;
                   const auto pixel = [&](std::int64_t y, std::int64_t x) {
                       return in + (y * image[2] + x) * n;
                   };
                   const float* topLeft = pixel(row.lower, column.lower);
                   const float* topRight = pixel(row.lower, column.upper);
                   const float* bottomLeft = pixel(row.upper, column.lower);
                   const float* bottomRight = pixel(row.upper, column.upper);
                   const float* g = dy + ((box * crops[1] + at.first) * crops[2] + at.second) * n;
                   float byY = 0;
                   float byX = 0;
                   for (std::int64_t c = 0; c < n; ++c) {
                       byY += g[c] * ((1 - column.share) * (bottomLeft[c] - topLeft[c]) +
                                      column.share * (bottomRight[c] - topRight[c]));
                       byX += g[c] * ((1 - row.share) * (topRight[c] - topLeft[c]) +
                                      row.share * (bottomRight[c] - bottomLeft[c]));
                   }
                   const auto [top, bottom] = boxes.rows(box).derivatives(at.first);
                   const auto [left, right] = boxes.columns(box).derivatives(at.second);
                   float* to = out.data() + box * 4;
                   to[0] += byY * top;
                   to[1] += byX * left;
                   to[2] += byY * bottom;
                   to[3] += byX * right;
               });
    return okStatus();
}

constexpr std::string_view kTypes =
    "T: {uint8, uint16, int8, int16, int32, int64, half, float, double}";

WEFT_OP("CropAndResize")
    .summary("Cuts boxes out of images and resizes each to one size.")
    .category("nn")
    .attr(kTypes)
    .attr("method: {'bilinear', 'nearest'} = 'bilinear'")
    .attr("extrapolation_value: float = 0.0")
    .input("image: T", "[batch, rows, columns, channels] images")
    .input("boxes: float", "[n, 4] top, left, bottom, right; 1 is the last pixel")
    .input("box_ind: int32", "[n] which image each box lies in")
    .input("crop_size: int32", "[2] rows and columns of the crops, >= 1")
    .output("crops: float", "[n, crop_size..., channels] the resized boxes")
    .hostInput("crop_size")
    .shape(cropShape)
    .gradient(cropGradient)
    .parameters(parseCrop)
    .cpuKernel(cropCpu);

WEFT_OP("CropAndResizeGradImage")
    .summary("Gradient of CropAndResize by the images.")
    .category("nn")
    .attr("T: {float, half, double}")
    .attr("method: {'bilinear', 'nearest'} = 'bilinear'")
    .input("grads: float", "[n, rows, columns, channels] gradients by the crops")
    .input("boxes: float", "[n, 4] the boxes")
    .input("box_ind: int32", "[n] which image each box lies in")
    .input("image_size: int32", "[4] shape of the images")
    .output("output: T", "[batch, rows, columns, channels] gradients by the images")
    .hostInput("image_size")
    .shape(gradImageImportShape)
    .noGradient("TensorFlow has none")
    .parameters(parseCrop)
    .cpuKernel<float>(gradImageCpu<float>)
    .cpuKernel<double>(gradImageCpu<double>)
    .cpuKernel<Half>(viaFloat<gradImageCpu<float>>);

WEFT_OP("CropAndResizeGradBoxes")
    .summary("Gradient of CropAndResize by the boxes.")
    .category("nn")
    .attr(kTypes)
    .attr("method: {'bilinear'} = 'bilinear'")
    .input("grads: float", "[n, rows, columns, channels] gradients by the crops")
    .input("image: T", "[batch, rows, columns, channels] images")
    .input("boxes: float", "[n, 4] the boxes")
    .input("box_ind: int32", "[n] which image each box lies in")
    .output("output: float", "[n, 4] gradients by the boxes")
    .shape(checkedWhenRun<gradBoxesShape>)
    .noGradient("TensorFlow has none")
    .parameters(parseCrop)
    .cpuKernel(gradBoxesCpu);

}  // namespace
}  // namespace weft
