// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/paint/near_painter.h"

#include <cmath>

#include "ui/canvas/layout/node_layout.h"
#include "ui/canvas/layout/wire_router.h"
#include "ui/canvas/paint/groups/link_painter.h"
#include "ui/canvas/paint/groups/paper_painter.h"
#include "ui/canvas/paint/node_painter.h"
#include "ui/canvas/paint/note_painter.h"
#include "ui/canvas/paint/paint_parts.h"
#include "ui/canvas/paint/wire_raster.h"

namespace weft::ui {
namespace {

constexpr double kDots = 40;         // distance of the ground's dots, in the scene
constexpr double kLeastChord = 4;    // in device pixels
constexpr double kReferenceGap = 3;  // between the two lines of a reference, middle to middle
constexpr double kThin = -1;         // asks paintWire for width 1
constexpr double kWireShare = 0.9;   // opacity at rest; what is hovered or selected is full

void paintGround(QPainter& p, const Theme& theme, const ViewTransform& view, const QRectF& area) {
    p.fillRect(area, theme.canvas);
    if (view.zoom < 0.5) { return; }
    const QRectF scene = view.toScene(area);
    QList<QPointF> dots;
    for (double y = std::floor(scene.top() / kDots) * kDots; y <= scene.bottom(); y += kDots) {
        for (double x = std::floor(scene.left() / kDots) * kDots; x <= scene.right(); x += kDots) {
            const QPointF at = view.toView(QPointF(x, y));
            dots.emplaceBack(view.crisp(at.x()), view.crisp(at.y()));
        }
    }
    p.setPen(QPen(mixed(theme.line, theme.canvas, 0.8), 1.5));
    p.drawPoints(dots.constData(), static_cast<int>(dots.size()));
}

QColor restingColour(const CanvasWire& wire, const Theme& theme) {
    return mixed(wireColour(wire, theme), theme.canvas, kWireShare);
}

/// What is below everything else, as an image: so many wires are too slow for a painter. Dashed
/// ones are not among them.
QImage groundWithWires(const CanvasSnapshot& s, const std::vector<int>& wires, const Theme& theme,
                       const ViewTransform& view, const QRectF& area, const Lifted& without) {
    ViewTransform here = view;
    here.offset -= area.topLeft();
    const QRectF room(QPointF(0, 0), area.size());
    const QSizeF pixels = area.size() * view.ratio;
    const auto whole = [](double side) { return static_cast<int>(std::ceil(side - 1e-6)); };
    QImage image(whole(pixels.width()), whole(pixels.height()), QImage::Format_RGB32);
    if (image.isNull()) { return image; }
    image.setDevicePixelRatio(view.ratio);
    QPainter painter(&image);
    paintGround(painter, theme, here, room.adjusted(0, 0, 1, 1));
    paintPapers(painter, s, without, theme, here, room);
    painter.end();
    image.setDevicePixelRatio(1);
    WireRaster raster(image);
    std::vector<QPointF> path;
    const auto draw = [&](const CanvasWire& wire, double width, double down) {
        path.clear();
        const std::span<const QPointF> points = s.path(wire);
        for (const QPointF& p : points) {
            const QPointF at = (here.toView(p) + QPointF(0, down)) * view.ratio;
            // Small turns look the same with fewer chords.
            const bool last = &p == &points.back();
            if (!last && !path.empty() && (at - path.back()).manhattanLength() < kLeastChord) {
                continue;
            }
            path.push_back(at);
        }
        raster.draw(path, width * view.ratio, restingColour(wire, theme).rgb());
    };
    for (const int w : wires) {
        const CanvasWire& wire = s.wire(w);
        if (wire.control) { continue; }
        if (wire.reference && view.zoom >= kFullDetail) {
            draw(wire, 1, kReferenceGap / 2);
            draw(wire, 1, -kReferenceGap / 2);
        } else {
            draw(wire, view.zoom < kFullDetail ? 1.0 : static_cast<double>(wire.width), 0);
        }
    }
    return image;
}

}  // namespace

QColor wireColour(const CanvasWire& wire, const Theme& theme) {
    return wire.control ? theme.text2 : theme.family(wire.family);
}

void paintWire(QPainter& painter, const CanvasSnapshot& s, const CanvasWire& wire,
               const QColor& colour, double extra, const ViewTransform& view, const QRectF& area) {
    paintPath(painter, s.path(wire), wire, colour, extra, view, area);
}

void paintPath(QPainter& painter, std::span<const QPointF> path, const CanvasWire& wire,
               const QColor& colour, double extra, const ViewTransform& view, const QRectF& area) {
    // A reference is a double line: twice 1 wide, with a gap between.
    if (wire.reference && view.zoom >= kFullDetail && extra >= 0) {
        ViewTransform shifted = view;
        shifted.offset += QPointF(0, kReferenceGap / 2);
        paintPath(painter, path, wire, colour, kThin, shifted, area);
        shifted.offset -= QPointF(0, kReferenceGap);
        paintPath(painter, path, wire, colour, kThin, shifted, area);
        return;
    }
    const bool thin = view.zoom < kFullDetail || extra < 0;
    extra = std::max(extra, 0.0);
    const double wide = thin ? 1.0 : static_cast<double>(wire.width);
    QPen pen(colour, wire.control ? 1 + extra : wide + extra);
    if (wire.control) { pen.setDashPattern({4, 3}); }
    pen.setCapStyle(Qt::FlatCap);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    QPolygonF run;
    double begin = 0;  // of the run, along the path: dashes must not depend on where it is cut
    const auto flush = [&] {
        if (run.size() > 1) {
            if (wire.control) {
                pen.setDashOffset(begin / pen.widthF());
                painter.setPen(pen);
            }
            painter.drawPolyline(run);
        }
        run.clear();
    };
    const QRectF room = area.adjusted(-8, -8, 8, 8);
    double passed = 0;
    for (std::size_t i = 1; i < path.size(); ++i) {
        QPointF a = view.toView(path[i - 1]);
        QPointF b = view.toView(path[i]);
        const QPointF start = a;
        const QPointF end = b;
        const double before = passed;
        if (wire.control) { passed += std::hypot(b.x() - a.x(), b.y() - a.y()); }
        if (!clipSegment(room, a, b)) {
            flush();
            continue;
        }
        if (run.isEmpty()) {
            begin = before + std::hypot(a.x() - start.x(), a.y() - start.y());
            run.append(a);
        }
        run.append(b);
        if (b != end) { flush(); }
    }
    flush();
}

void paintPoints(QPainter& painter, const CanvasSnapshot& s, int w, const Theme& theme,
                 const ViewTransform& view) {
    const std::vector<QPointF>& via = s.diagram.wires[static_cast<std::size_t>(w)].via;
    if (via.empty() || view.zoom < kNoRows) { return; }
    paintPointsAt(painter, via, wireColour(s.wire(w), theme), theme, view);
}

void paintPointsAt(QPainter& painter, std::span<const QPointF> via, const QColor& colour,
                   const Theme& theme, const ViewTransform& view) {
    constexpr double kRadius = 4;
    const double r = kRadius * std::clamp(view.zoom, 0.75, 1.5);
    painter.setPen(QPen(theme.canvas, 1.5));
    painter.setBrush(colour);
    for (const QPointF& at : via) { painter.drawEllipse(view.toView(at), r, r); }
}

QPointF middleOfWire(const CanvasSnapshot& s, const CanvasWire& wire, const ViewTransform& view) {
    const std::span<const QPointF> path = s.path(wire);
    double length = 0;
    for (std::size_t i = 1; i < path.size(); ++i) {
        length += std::hypot(path[i].x() - path[i - 1].x(), path[i].y() - path[i - 1].y());
    }
    double left = length / 2;
    for (std::size_t i = 1; i < path.size(); ++i) {
        const QPointF d = path[i] - path[i - 1];
        const double part = std::hypot(d.x(), d.y());
        if (left <= part && part > 0) { return view.toView(path[i - 1] + d * (left / part)); }
        left -= part;
    }
    return path.empty() ? QPointF() : view.toView(path.back());
}

void paintNear(QPainter& painter, const CanvasSnapshot& s, const Theme& theme,
               const ViewTransform& view, const QRectF& area, const NearOptions& options) {
    painter.save();
    painter.setClipRect(area);
    painter.setRenderHint(QPainter::Antialiasing, true);
    const QRectF scene = view.toScene(area).adjusted(-12, -12, 12, kFootMark);
    const Lifted nothing;
    const Lifted& without = options.without == nullptr ? nothing : *options.without;
    std::vector<int> wires = s.wireGrid.find(scene);
    std::erase_if(wires, [&](int w) { return without.wire(w); });
    drawPixels(painter, area.topLeft(), groundWithWires(s, wires, theme, view, area, without),
               view.ratio);
    for (const int w : wires) {
        const CanvasWire& wire = s.wire(w);
        if (wire.control) {
            paintWire(painter, s, wire, restingColour(wire, theme), 0, view, area);
        }
    }
    paintLinks(painter, s, without, theme, view, area);
    for (std::size_t i = 0; i < s.noteRects.size(); ++i) {
        const bool there = s.noteRects[i].intersects(scene) && !s.diagram.notes[i].frame;
        if (!there || without.note(static_cast<int>(i))) { continue; }
        paintNote(painter, s.diagram.notes[i], s.noteRects[i], theme, view);
    }
    for (const int w : wires) { paintPoints(painter, s, w, theme, view); }
    NodePainter nodes(painter, s, theme, view);
    for (const int i : s.nodeGrid.find(scene)) {
        if (s.rect(i).intersects(scene) && !without.node(i)) { nodes.paint(i); }
    }
    if (options.allShapes && view.zoom >= kFullDetail) {
        for (const int w : wires) {
            const QString shape = s.shapeOf(s.wire(w));
            if (shape.isEmpty()) { continue; }
            const std::span<const QPointF> path = s.path(s.wire(w));
            const double length = (path.back().x() - path.front().x()) * view.zoom;
            if (length < chipWidth(shape) + 12) { continue; }
            drawChip(painter, middleOfWire(s, s.wire(w), view), shape, theme);
        }
    }
    painter.restore();
}

}  // namespace weft::ui
