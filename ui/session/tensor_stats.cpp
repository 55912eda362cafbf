// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/tensor_stats.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/tensor/device_memory.h"
#include "ui/base/row_image.h"
#include "ui/base/to_qt.h"

namespace weft::ui {
namespace {

constexpr std::int64_t kPrinted = 20;  // elements, from which a tensor is summarised
constexpr std::int64_t kFewest = 9;    // elements that a histogram says more of than their values
constexpr std::int64_t kMostCounted = 1 << 16;  // elements of a preview
constexpr int kPreviewBins = 24;
constexpr int kPreviewSide = 64;  // pixels of a picture that is larger

template <class T>
std::optional<TensorStats> statsOfValues(std::span<const T> values, int bins) {
    TensorStats stats;
    double sum = 0;
    double squares = 0;
    qint64 finite = 0;
    for (const T element : values) {
        const auto v = static_cast<double>(element);
        if (!std::isfinite(v)) {
            ++stats.wild;
            continue;
        }
        stats.least = finite == 0 ? v : std::min(stats.least, v);
        stats.most = finite == 0 ? v : std::max(stats.most, v);
        sum += v;
        squares += v * v;
        ++finite;
    }
    stats.mean = finite == 0 ? 0 : sum / static_cast<double>(finite);
    stats.norm = std::sqrt(squares);
    if (bins <= 0) { return stats; }
    stats.bins.assign(static_cast<std::size_t>(bins), 0);
    const double width = stats.most - stats.least;
    for (const T element : values) {
        const auto v = static_cast<double>(element);
        if (!std::isfinite(v)) { continue; }
        const double place = width > 0 ? (v - stats.least) / width * bins : bins / 2.0;
        ++stats.bins[static_cast<std::size_t>(std::clamp(static_cast<int>(place), 0, bins - 1))];
    }
    return stats;
}

template <class T>
std::optional<double> ratioOf(const Tensor& before, const Tensor& after) {
    const std::span<const T> old = before.values<T>();
    const std::span<const T> now = after.values<T>();
    double moved = 0;
    double squares = 0;
    for (std::size_t i = 0; i < now.size(); ++i) {
        const double d = static_cast<double>(now[i]) - static_cast<double>(old[i]);
        moved += d * d;
        squares += static_cast<double>(now[i]) * static_cast<double>(now[i]);
    }
    if (squares <= 0) { return std::nullopt; }
    return std::sqrt(moved / squares);
}

}  // namespace

Tensor readable(const Tensor& value) {
    if (!value.valid()) { return value; }
    const Result<Tensor> there = onHost(value);
    return there.ok() ? *there : Tensor();
}

std::optional<TensorStats> statsOf(const Tensor& value, int bins) {
    const Tensor tensor = readable(value);
    if (!tensor.valid() || tensor.elements() == 0) { return std::nullopt; }
    switch (tensor.dtype()) {
        case DType::Float:
            return statsOfValues(tensor.values<float>(), bins);
        case DType::Double:
            return statsOfValues(tensor.values<double>(), bins);
        case DType::Int32:
            return statsOfValues(tensor.values<std::int32_t>(), bins);
        case DType::Int64:
            return statsOfValues(tensor.values<std::int64_t>(), bins);
        default:
            return std::nullopt;
    }
}

std::optional<double> updateRatio(const Tensor& old, const Tensor& now) {
    const Tensor before = readable(old);
    const Tensor after = readable(now);
    const bool fit = before.valid() && after.valid() && before.dtype() == after.dtype() &&
                     before.shape() == after.shape();
    if (!fit) { return std::nullopt; }
    if (after.dtype() == DType::Float) { return ratioOf<float>(before, after); }
    if (after.dtype() == DType::Double) { return ratioOf<double>(before, after); }
    return std::nullopt;
}

ValuePreview previewOf(const Tensor& given, RowsAre rows) {
    ValuePreview preview;
    const Tensor value = readable(given);
    if (!value.valid() || value.elements() < kFewest) { return preview; }
    const bool isPicture = rows == RowsAre::MaybePictures ? value.rank() >= 2 : value.rank() == 4;
    if (isPicture && imageShapeOf(PartialShape(value.shape()).slice(1))) {
        const Tensor first = value.rows(0, 1);
        preview.image = imageOfRow(first, 0, brightestOf(first));
        if (std::max(preview.image.width(), preview.image.height()) > kPreviewSide) {
            preview.image = preview.image.scaled(kPreviewSide, kPreviewSide, Qt::KeepAspectRatio,
                                                 Qt::SmoothTransformation);
        }
        if (!preview.image.isNull()) { return preview; }
    }
    const std::int64_t count = value.rank() == 0 ? 1 : value.shape().dims()[0];
    const std::int64_t each =
        std::max<std::int64_t>(1, value.elements() / std::max<std::int64_t>(count, 1));
    const std::int64_t counted = std::clamp<std::int64_t>(kMostCounted / each, 1, count);
    const std::optional<TensorStats> stats = statsOf(value.rows(0, counted), kPreviewBins);
    if (stats && stats->wild == 0) { preview.bins = stats->bins; }
    return preview;
}

QString printedForm(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.8g", value);
    QString printed = QString::fromLatin1(text);
    const bool whole =
        printed.indexOf(QLatin1Char('.')) < 0 && printed.indexOf(QLatin1Char('e')) < 0;
    if (whole && std::isfinite(value)) { printed += QStringLiteral(".0"); }
    return printed;
}

QString printedForm(const Tensor& tensor) {
    if (!tensor.valid()) { return QStringLiteral("None"); }
    if (tensor.rank() == 0 && tensor.dtype() == DType::Float) {
        return printedForm(static_cast<double>(tensor.values<float>()[0]));
    }
    const int digits = tensor.dtype() == DType::Double ? 17 : 8;
    return toQt(formatTensor(tensor, {.threshold = kPrinted, .digits = digits, .lineWidth = 0}))
        .simplified();
}

}  // namespace weft::ui
