// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/export/graph_picture.h"

#include <QBuffer>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <algorithm>
#include <cmath>

#include "ui/base/to_qt.h"
#include "ui/canvas/layout/node_layout.h"
#include "ui/canvas/paint/groups/link_painter.h"
#include "ui/canvas/paint/groups/paper_painter.h"
#include "ui/canvas/paint/near_painter.h"
#include "ui/canvas/paint/node_painter.h"
#include "ui/canvas/paint/note_painter.h"
#include "ui/canvas/paint/paint_parts.h"
#include "ui/canvas/tiles/tile_scene.h"

namespace weft::ui {
namespace {

constexpr double kMargin = 24;
constexpr double kMostPixels = 100e6;
constexpr double kMostSide = 32000;  // of an image

QRectF sceneOf(const CanvasSnapshot& s) {
    return s.bounds.adjusted(-kMargin, -kMargin, kMargin, kMargin + kFootMark);
}

/// As the near painter does at rest, but with the wires as lines.
void paintAll(QPainter& painter, const CanvasSnapshot& s, const Theme& theme,
              const ViewTransform& view, const QRectF& area, bool allShapes) {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(area, theme.canvas);
    paintPapers(painter, s, {}, theme, view, area);
    for (std::size_t i = 0; i < s.noteRects.size(); ++i) {
        if (s.diagram.notes[i].frame) { continue; }
        paintNote(painter, s.diagram.notes[i], s.noteRects[i], theme, view);
    }
    for (const CanvasWire& wire : s.wires) {
        paintWire(painter, s, wire, mixed(wireColour(wire, theme), theme.canvas, 0.9), 0, view,
                  area);
    }
    for (std::size_t w = 0; w < s.wires.size(); ++w) {
        paintPoints(painter, s, static_cast<int>(w), theme, view);
    }
    paintLinks(painter, s, {}, theme, view, area);
    NodePainter nodes(painter, s, theme, view);
    for (int i = 0; i < s.nodes(); ++i) { nodes.paint(i); }
    for (const CanvasWire& wire : s.wires) {
        const QString shape = allShapes ? s.shapeOf(wire) : QString();
        const double length = s.path(wire).back().x() - s.path(wire).front().x();
        if (shape.isEmpty() || length < chipWidth(shape) + 12) { continue; }
        drawChip(painter, middleOfWire(s, wire, view), shape, theme);
    }
}

Status save(const QByteArray& bytes, const QString& path) {
    QSaveFile file(path);
    const bool written = file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    if (written && file.commit()) { return okStatus(); }
    return makeStatus(StatusCode::kUnavailable,
                      concat("the picture could not be written: ", file.errorString().toStdString(),
                             " (", path.toStdString(), ")"));
}

}  // namespace

QImage pictureOf(const CanvasSnapshot& s, const Theme& theme, PictureOptions options) {
    const QRectF scene = sceneOf(s);
    double scale = std::min(options.ratio, std::sqrt(kMostPixels / scene.width() / scene.height()));
    scale = std::min(scale, kMostSide / std::max(scene.width(), scene.height()));
    ViewTransform view;
    view.zoom = std::min(scale, 1.0);
    view.ratio = scale / view.zoom;
    const TileScene all{std::shared_ptr<const CanvasSnapshot>(&s, [](const CanvasSnapshot*) {}),
                        theme,
                        {},
                        options.allShapes};
    const QRect part = QRectF(scene.topLeft() * scale, scene.size() * scale).toAlignedRect();
    return paintPart(all, view, part);
}

QByteArray svgOf(const CanvasSnapshot& s, const Theme& theme, PictureOptions options) {
    const QRectF scene = sceneOf(s);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setTitle(QStringLiteral("Weft graph"));
    generator.setDescription(
        QStringLiteral("%1 nodes, %2 wires").arg(s.nodes()).arg(s.wires.size()));
    generator.setSize(scene.size().toSize());
    generator.setViewBox(QRectF(QPointF(0, 0), scene.size()));
    ViewTransform view;
    view.offset = -scene.topLeft();
    view.ratio = options.ratio;  // of the icons, the only pixels in it
    QPainter painter;
    if (!painter.begin(&generator)) { return {}; }
    paintAll(painter, s, theme, view, QRectF(QPointF(0, 0), scene.size()), options.allShapes);
    painter.end();
    // Where the fonts are not there, others of their kind.
    const auto orElse = [&bytes](const QFont& font, const char* others) {
        const QByteArray family = font.family().toUtf8();
        bytes.replace("font-family=\"" + family + '"',
                      "font-family=\"" + family + ", " + others + '"');
    };
    orElse(fontOf(TextRole::Body), "DejaVu Sans, sans-serif");
    orElse(fontOf(TextRole::Mono), "DejaVu Sans Mono, monospace");
    return bytes;
}

Status writePicture(const CanvasSnapshot& s, const Theme& theme, const QString& path,
                    PictureOptions options) {
    const bool svg = path.endsWith(QStringLiteral(".svg"), Qt::CaseInsensitive);
    if (!svg && !path.endsWith(QStringLiteral(".png"), Qt::CaseInsensitive)) {
        return invalidArgument(concat("a picture's kind is told by its ending: got '",
                                      path.toStdString(), "', want .svg or .png"));
    }
    if (s.bounds.isEmpty()) {
        return invalidArgument("there is nothing to draw: got no nodes, want one");
    }
    QByteArray bytes;
    if (svg) {
        bytes = svgOf(s, theme, options);
    } else {
        QBuffer buffer(&bytes);
        if (!pictureOf(s, theme, options).save(&buffer, "PNG")) { bytes.clear(); }
    }
    if (bytes.isEmpty()) { return resourceExhausted("the picture is too large for the memory"); }
    return save(bytes, path);
}

}  // namespace weft::ui
