// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/paint/groups/link_painter.h"

#include <algorithm>

namespace weft::ui {
namespace {

constexpr double kLeastHandle = 24;  // of its curve
constexpr double kKnob = 2.5;        // radius of its ends, view pixels

void paintLink(QPainter& p, const QPainterPath& scene, const Theme& theme,
               const ViewTransform& view) {
    QTransform place;
    place.translate(view.offset.x(), view.offset.y());
    place.scale(view.zoom, view.zoom);
    const QPainterPath path = place.map(scene);
    QPen pen(theme.text2, 1);
    pen.setDashPattern({1, 3});
    p.setPen(pen);
    p.setBrush(Qt::NoBrush);
    p.drawPath(path);
    p.setPen(Qt::NoPen);
    p.setBrush(theme.text2);
    for (const QPointF& end : {path.pointAtPercent(0), path.pointAtPercent(1)}) {
        p.drawEllipse(end, kKnob, kKnob);
    }
}

}  // namespace

QPainterPath linkPath(const QRectF& a, const QRectF& b) {
    const QRectF& upper = a.top() <= b.top() ? a : b;
    const QRectF& lower = a.top() <= b.top() ? b : a;
    const bool beside = lower.top() < upper.bottom();
    const QPointF from(upper.center().x(), upper.bottom());
    const QPointF to(lower.center().x(), beside ? lower.bottom() : lower.top());
    const double handle = std::max(kLeastHandle, (to.y() - from.y()) / 2);
    QPainterPath path(from);
    path.cubicTo(from + QPointF(0, handle), to + QPointF(0, beside ? handle : -handle), to);
    return path;
}

void paintLinks(QPainter& p, const CanvasSnapshot& s, const Lifted& without, const Theme& theme,
                const ViewTransform& view, const QRectF& area) {
    for (const DiagramLink& link : s.diagram.links) {
        if (without.node(link.node) || without.node(link.source)) { continue; }
        const QPainterPath path = linkPath(s.rect(link.node), s.rect(link.source));
        const QRectF box = view.toView(path.controlPointRect()).adjusted(-4, -4, 4, 4);
        if (box.intersects(area)) { paintLink(p, path, theme, view); }
    }
}

void paintMovingLinks(QPainter& p, const CanvasSnapshot& s, const MoveDrag& move,
                      const Theme& theme, const ViewTransform& view) {
    const auto placeOf = [&](int node) {
        return move.lifted.node(node) ? s.rect(node).translated(move.by) : s.rect(node);
    };
    for (const DiagramLink& link : s.diagram.links) {
        if (!move.lifted.node(link.node) && !move.lifted.node(link.source)) { continue; }
        paintLink(p, linkPath(placeOf(link.node), placeOf(link.source)), theme, view);
    }
}

}  // namespace weft::ui
