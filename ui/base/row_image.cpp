// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/row_image.h"

#include <algorithm>
#include <cmath>

#include "ui/base/number_format.h"
#include "ui/base/to_qt.h"

namespace weft::ui {
namespace {

constexpr int kSmallestSide = 4;  // below, a row is a list of numbers
constexpr int kLargestSide = 4096;
constexpr double kWhite = 255;

Tensor rowOf(const Tensor& column, std::int64_t row) { return column.rows(row, row + 1); }

}  // namespace

std::optional<ImageShape> imageShapeOf(const PartialShape& row) {
    const std::optional<Shape> full = row.full();
    if (!full || full->rank() < 1 || full->rank() > 3) { return std::nullopt; }
    const Dims& dims = full->dims();
    ImageShape shape;
    if (full->rank() == 1) {
        const auto side = static_cast<std::int64_t>(std::lround(std::sqrt(dims[0])));
        if (side * side != dims[0]) { return std::nullopt; }
        shape.height = shape.width =
            static_cast<int>(std::min<std::int64_t>(side, kLargestSide + 1));
    } else {
        if (std::max(dims[0], dims[1]) > kLargestSide) { return std::nullopt; }
        shape.height = static_cast<int>(dims[0]);
        shape.width = static_cast<int>(dims[1]);
        if (full->rank() == 3) {
            if (dims[2] != 1 && dims[2] != 3) { return std::nullopt; }
            shape.channels = static_cast<int>(dims[2]);
        }
    }
    const auto fits = [](int side) { return side >= kSmallestSide && side <= kLargestSide; };
    if (!fits(shape.height) || !fits(shape.width)) { return std::nullopt; }
    return shape;
}

double brightestOf(const Tensor& column) {
    if (column.dtype() == DType::UInt8) { return kWhite; }
    double most = 0;
    for (const double value : numbersOf(column)) { most = std::max(most, value); }
    constexpr double kSixteen = 16;
    return most <= 1 ? 1 : most <= kSixteen ? kSixteen : std::max(most, kWhite);
}

QImage imageOfRow(const Tensor& column, std::int64_t row, double brightest) {
    if (column.rank() < 2 || row < 0 || row >= column.shape().dims()[0]) { return {}; }
    const std::optional<ImageShape> shape = imageShapeOf(PartialShape(column.shape()).slice(1));
    const std::vector<double> values = numbersOf(rowOf(column, row));
    if (!shape || values.empty() || brightest <= 0) { return {}; }
    const bool colour = shape->channels == 3;
    QImage image(shape->width, shape->height,
                 colour ? QImage::Format_RGB888 : QImage::Format_Grayscale8);
    std::size_t at = 0;
    for (int y = 0; y < shape->height; ++y) {
        uchar* line = image.scanLine(y);
        for (int x = 0; x < shape->width * shape->channels; ++x) {
            const double value = values[at++] / brightest * kWhite;
            line[x] = static_cast<uchar>(std::isfinite(value) ? std::clamp(value, 0.0, kWhite) : 0);
        }
    }
    return image;
}

Result<Tensor> rowOfImage(const QImage& image, DType type, const PartialShape& row,
                          double brightest) {
    const std::optional<ImageShape> shape = imageShapeOf(row);
    if (!shape) {
        return invalidArgument(
            concat("a picture does not fit: got rows of shape ", row.toString(),
                   ", want [height,width], with 1 or 3 channels, or the square of a number"));
    }
    const bool colour = shape->channels == 3;
    const QImage scaled =
        image.convertToFormat(colour ? QImage::Format_RGB888 : QImage::Format_Grayscale8)
            .scaled(shape->width, shape->height, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
            .convertToFormat(colour ? QImage::Format_RGB888 : QImage::Format_Grayscale8);
    Dims dims{1};
    for (const std::int64_t size : row.dims()) { dims.push_back(size); }
    Tensor made = WEFT_TRY(Tensor::allocate(DType::Float, WEFT_TRY(makeShape(dims))));
    float* out = made.mutableValues<float>().data();
    for (int y = 0; y < shape->height; ++y) {
        const uchar* line = scaled.constScanLine(y);
        for (int x = 0; x < shape->width * shape->channels; ++x) {
            *out++ = static_cast<float>(line[x] / kWhite * brightest);
        }
    }
    const std::vector<Conversion> toType{Conversion::cast(type)};
    return converted(std::move(made), toType);
}

std::vector<double> numbersOf(const Tensor& tensor) {
    const std::vector<Conversion> toDouble{Conversion::cast(DType::Double)};
    if (!tensor.valid() || tensor.dtype() == DType::String) { return {}; }
    const Result<Tensor> numbers = converted(tensor, toDouble);
    if (!numbers.ok()) { return {}; }
    const std::span<const double> values = numbers->values<double>();
    return {values.begin(), values.end()};
}

QString rowText(const Tensor& column, std::int64_t row, int most) {
    const Tensor one = rowOf(column, row);
    QStringList words;
    const std::int64_t count = std::min<std::int64_t>(one.elements(), most);
    if (one.dtype() == DType::String) {
        for (std::int64_t i = 0; i < count; ++i) {
            words.append(toQt(one.values<std::string>()[static_cast<std::size_t>(i)]).left(40));
        }
    } else {
        for (const double value : numbersOf(one)) {
            if (words.size() == count) { break; }
            words.append(formatNumber(value));
        }
    }
    if (count < one.elements()) { words.append(QStringLiteral("\u2026")); }
    return words.join(' ');
}

QStringList classNamesOf(const QString& source) {
    if (source == QLatin1String("fashion-mnist")) {
        return {"T-shirt", "trouser", "pullover", "dress", "coat",
                "sandal",  "shirt",   "sneaker",  "bag",   "ankle boot"};
    }
    if (source == QLatin1String("iris")) { return {"setosa", "versicolor", "virginica"}; }
    if (source == QLatin1String("breast-cancer")) { return {"malignant", "benign"}; }
    return {};
}

QString className(const QStringList& names, int index) {
    const QString number = QString::number(index);
    return names.value(index).isEmpty() ? number : number + ' ' + names.value(index);
}

}  // namespace weft::ui
