// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/tensor_files.h"

#include <QFile>
#include <QFileInfo>
#include <QImageReader>
#include <QStringList>
#include <cstring>

#include "engine/data/csv.h"
#include "engine/data/npy.h"
#include "ui/inspectors/tensor_values.h"

namespace weft::ui {
namespace {

/// What a tensor's rows of numbers are read from: the others hold drawings or several pictures.
constexpr const char* kPictures[] = {"png", "jpg", "jpeg", "bmp", "gif", "ppm", "pgm", "webp"};

bool isPicture(const QString& path) {
    const QByteArray ending = QFileInfo(path).suffix().toLower().toLatin1();
    const QList<QByteArray> known = QImageReader::supportedImageFormats();
    for (const char* kind : kPictures) {
        if (ending == kind) { return known.contains(ending); }
    }
    return false;
}

Status checkSize(QSize size, int channels, const std::string& path) {
    const std::int64_t elements =
        static_cast<std::int64_t>(size.width()) * size.height() * channels;
    if (elements <= kMostElements) { return okStatus(); }
    return invalidArgument(concat("picture too large: got ", size.width(), " x ", size.height(),
                                  " pixels, want at most ", kMostElements / channels, " (", path,
                                  ")"));
}

Result<Tensor> tensorOf(const QImage& picture, const std::string& path) {
    const bool grey = picture.allGray() && !picture.hasAlphaChannel();
    const int channels = grey ? 1 : picture.hasAlphaChannel() ? 4 : 3;
    WEFT_TRY(checkSize(picture.size(), channels, path));
    const QImage rows = picture.convertToFormat(channels == 1   ? QImage::Format_Grayscale8
                                                : channels == 3 ? QImage::Format_RGB888
                                                                : QImage::Format_RGBA8888);
    if (rows.isNull()) {
        return resourceExhausted(concat("no memory for the picture (", path, ")"));
    }
    Tensor made =
        WEFT_TRY(Tensor::allocate(DType::UInt8, Shape{rows.height(), rows.width(), channels}));
    const auto bytes = static_cast<std::size_t>(rows.width()) * static_cast<std::size_t>(channels);
    for (int y = 0; y < rows.height(); ++y) {
        std::memcpy(made.mutableData() + static_cast<std::size_t>(y) * bytes, rows.constScanLine(y),
                    bytes);
    }
    return made;
}

Result<Tensor> fromPicture(const QString& path) {
    const std::string name = path.toStdString();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return notFound(
            concat("cannot be read: ", file.errorString().toStdString(), " (", name, ")"));
    }
    // What it is said to be decides, not its ending; both are tried.
    QImageReader reader(&file);
    reader.setAutoTransform(true);
    reader.setDecideFormatFromContent(true);
    if (reader.size().isValid()) { WEFT_TRY(checkSize(reader.size(), 1, name)); }
    const QImage picture = reader.read();
    if (picture.isNull()) {
        return dataLoss(
            concat("not read as a picture: ", reader.errorString().toStdString(), " (", name, ")"));
    }
    return tensorOf(picture, name);
}

Result<Tensor> fromTable(const QString& path) {
    CsvOptions options;
    options.header = CsvHeader::Detect;
    const DataSource source = WEFT_TRY(readCsv(path.toStdString(), options));
    DType type = DType::Int64;
    for (const NamedColumn& column : source.columns()) {
        if (column.values.dtype() == DType::String) {
            return invalidArgument(concat("column '", column.name, "' has words, want numbers"));
        }
        if (column.values.dtype() != type) { type = DType::Float; }
    }
    const auto columns = static_cast<std::int64_t>(source.columns().size());
    Tensor made = WEFT_TRY(Tensor::allocate(type, Shape{source.rows(), columns}));
    const auto each = static_cast<std::int64_t>(elementBytes(type));
    for (std::int64_t c = 0; c < columns; ++c) {
        const Tensor values =
            WEFT_TRY(withType(source.columns()[static_cast<std::size_t>(c)].values, type));
        for (std::int64_t r = 0; r < source.rows(); ++r) {
            std::memcpy(made.mutableData() + (r * columns + c) * each, values.data() + r * each,
                        static_cast<std::size_t>(each));
        }
    }
    return made;
}

}  // namespace

Result<Tensor> fromFile(const QString& path) {
    if (path.endsWith(QStringLiteral(".npy"), Qt::CaseInsensitive)) {
        return readNpy(path.toStdString());
    }
    if (path.endsWith(QStringLiteral(".csv"), Qt::CaseInsensitive)) { return fromTable(path); }
    if (isPicture(path)) { return fromPicture(path); }
    return unimplemented(concat("files of this kind hold no tensor: got ", path.toStdString(),
                                ", want .npy, .csv or a picture"));
}

QString tensorFilePatterns() {
    QStringList patterns = {QStringLiteral("*.npy"), QStringLiteral("*.csv")};
    for (const char* kind : kPictures) {
        const QString pattern = QStringLiteral("*.") + QLatin1String(kind);
        if (isPicture(pattern)) { patterns.append(pattern); }
    }
    return patterns.join(' ');
}

}  // namespace weft::ui
