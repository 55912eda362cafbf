// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/paint/left_out_painter.h"

#include <algorithm>

#include "ui/canvas/paint/node_painter.h"

namespace weft::ui {
namespace {

constexpr double kVeil = 0.6;      // of the canvas over a node
constexpr double kFarShare = 0.4;  // of its colour far away
constexpr double kHatch = 10;      // between lines, at zoom 1
constexpr double kLeastHatch = 6;

/// Lines up to the right, cut at the rectangle by themselves: a picture for files clips nothing.
void hatch(QPainter& p, const QRectF& r, double step, const QColor& colour) {
    p.setPen(QPen(colour, 1));
    for (double x = r.left() + step; x < r.right() + r.height(); x += step) {
        // The line x - y' = const, y' upwards from the bottom.
        const QPointF low(std::min(x, r.right()), r.top() + std::max(0.0, x - r.right()));
        const QPointF high(std::max(r.left(), x - r.height()),
                           r.top() + std::min(r.height(), x - r.left()));
        p.drawLine(low, high);
    }
}

}  // namespace

QColor leftOutColour(const QColor& colour, const Theme& theme) {
    return mixed(colour, theme.canvas, kFarShare);
}

void paintLeftOut(QPainter& p, const CanvasSnapshot& s, int i, const QRectF& r, const Theme& theme,
                  const ViewTransform& view) {
    const DiagramNode& node = s.node(i);
    if (node.leftOut == LeftOutMark::No) { return; }
    QPainterPath veil = NodePainter::outline(node, r, view.zoom);
    p.fillPath(veil, withAlpha(theme.canvas, kVeil));
    if (node.leftOut == LeftOutMark::Unasked) {
        p.setBrush(Qt::NoBrush);
        p.strokePath(veil, QPen(theme.text3, 1, Qt::DotLine));
    }
    if (node.leftOut == LeftOutMark::Muted) {
        hatch(p, r.adjusted(2, 2, -2, -2), std::max(kLeastHatch, kHatch * view.zoom),
              theme.lineStrong);
    }
    const bool through = !node.inputs.empty() && !node.outputs.empty();
    if (node.leftOut != LeftOutMark::Bypassed || !through) { return; }
    const QPointF from = view.toView(s.input(i, 0));
    const QPointF to = view.toView(s.output(i, 0));
    QPainterPath way(from);
    const double reach = (to.x() - from.x()) / 2;
    way.cubicTo(from + QPointF(reach, 0), to - QPointF(reach, 0), to);
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(theme.text, std::clamp(2 * view.zoom, 1.0, 3.0)));
    p.drawPath(way);
}

}  // namespace weft::ui
