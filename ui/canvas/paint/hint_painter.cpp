// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/paint/hint_painter.h"

#include <QCoreApplication>
#include <QPainterPath>
#include <algorithm>

#include "ui/canvas/layout/node_layout.h"
#include "ui/canvas/paint/ghost_painter.h"
#include "ui/canvas/paint/paint_parts.h"

namespace weft::ui {
namespace {

constexpr QSizeF kHint(176, kTitleHeight + 3 * kRowHeight);
constexpr double kCross = 16;  // in the view
constexpr double kPad = 8;
constexpr double kEmptyBelow = 96;  // from the middle of an empty canvas to its words

QString tr(const char* text) { return QCoreApplication::translate("Canvas", text); }

/// Where an output's wire begins, or nothing where it is not shown.
std::optional<QPointF> startOf(const CanvasSnapshot& s, const SocketRef& socket) {
    for (int i = 0; i < s.nodes(); ++i) {
        const std::vector<PortInfo>& outputs = s.node(i).outputs;
        for (std::size_t k = 0; k < outputs.size(); ++k) {
            if (outputs[k].socket == socket) { return s.output(i, static_cast<int>(k)); }
        }
    }
    return std::nullopt;
}

void paintWires(QPainter& painter, const CanvasSnapshot& s, const CanvasHint& hint, const QPen& pen,
                const ViewTransform& view) {
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    const QRectF r = hintRect(hint);
    double y = r.top() + kTitleHeight + kRowHeight / 2;
    for (const SocketRef& socket : hint.from) {
        const std::optional<QPointF> from = startOf(s, socket);
        if (!from) { continue; }
        const QPointF a = view.toView(*from);
        const QPointF b = view.toView(QPointF(r.left(), y));
        const double handle = std::clamp((b.x() - a.x()) / 2, 24 * view.zoom, 160 * view.zoom);
        QPainterPath path(a);
        path.cubicTo(a + QPointF(handle, 0), b - QPointF(handle, 0), b);
        painter.drawPath(path);
        y += kRowHeight;
    }
}

void paintCross(QPainter& painter, const QRectF& r, const QColor& colour) {
    painter.setPen(QPen(colour, 1.5));
    const QRectF c = r.adjusted(5, 5, -5, -5);
    painter.drawLine(c.topLeft(), c.bottomRight());
    painter.drawLine(c.topRight(), c.bottomLeft());
}

}  // namespace

QRectF hintRect(const CanvasHint& hint) { return {hint.at, kHint}; }

QRectF hintCross(const CanvasHint& hint, const ViewTransform& view) {
    const QRectF r = view.toView(hintRect(hint));
    return {r.right() - kCross - 4, r.top() + 4, kCross, kCross};
}

void paintHint(QPainter& painter, const CanvasSnapshot& snapshot, const CanvasHint& hint,
               HintState state, const Theme& theme, const ViewTransform& view) {
    const QRectF r = view.toView(hintRect(hint));
    const double scale = std::max(view.zoom, 1.0);
    const bool strong = state.focused || state.hovered;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    QPen dashed(strong ? theme.accent : withAlpha(theme.accent, 0.6), 1.5);
    dashed.setDashPattern({4, 3});
    paintWires(painter, snapshot, hint, dashed, view);
    paintGhost(painter, {}, hintRect(hint), theme, view);
    if (state.focused) {
        painter.setPen(QPen(theme.accent, 2));
        painter.setBrush(Qt::NoBrush);
        const double round = size::kRadiusNode * view.zoom + 4;
        painter.drawRoundedRect(view.crisp(r).adjusted(-4, -4, 4, 4), round, round);
    }
    const QRectF title = titleBar(r, view.zoom).adjusted(kPad, 0, -kCross - kPad, 0);
    drawWords(painter, {title, QStringLiteral("+ ") + hint.name, TextRole::Mono, theme.text,
                        Qt::AlignLeft, scale});
    if (strong) { paintCross(painter, hintCross(hint, view), theme.text2); }
    if (view.zoom >= kNoRows) {
        const double line = kRowHeight * view.zoom;
        const QRectF body = r.adjusted(kPad, title.height(), -kPad, 0);
        const QTransform before = painter.transform();
        painter.translate(body.topLeft() + QPointF(0, 2));
        painter.scale(scale, scale);
        painter.setFont(fontOf(TextRole::Caption));
        painter.setPen(theme.text2);
        painter.drawText(QRectF(0, 0, body.width() / scale, (2 * line - 2) / scale),
                         Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, hint.words);
        painter.setTransform(before);
        const QRectF keys(body.left(), r.bottom() - line, body.width(), line - 2);
        drawWords(
            painter,
            {keys,
             state.focused ? tr("Enter adds, Esc hides this hint") : tr("Click, or Tab and Enter"),
             TextRole::Caption, strong ? theme.text2 : theme.text3, Qt::AlignLeft, scale});
    }
    painter.restore();
}

void paintEmptyWords(QPainter& painter, const QRectF& room, const Theme& theme) {
    const QRectF line(room.left(), room.center().y() + kEmptyBelow, room.width(), 20);
    drawWords(painter, {line, tr("Space adds any op. A file can be dropped here."), TextRole::Body,
                        theme.text2, Qt::AlignHCenter, 1});
}

}  // namespace weft::ui
