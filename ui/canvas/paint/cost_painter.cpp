// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/paint/cost_painter.h"

#include <algorithm>

#include "ui/canvas/paint/paint_parts.h"
#include "ui/canvas/paint/view_transform.h"

namespace weft::ui {
namespace {

constexpr double kBar = 6;           // its height
constexpr double kFarBar = 3;        // where it stands alone
constexpr double kLongest = 56;      // of a bar with a figure
constexpr double kPartOfNode = 0.3;  // a bar with a figure takes no more of a narrow node
constexpr double kGap = 6;
constexpr double kFarTint = 0.75;

QColor colourOf(const CostMark& mark, const Theme& theme) {
    return mark.device >= 0 ? theme.deviceAt(mark.device) : theme.heatOf(mark.share);
}

void paintBar(QPainter& p, const QRectF& track, const CostMark& mark, const Theme& theme) {
    const double part = mark.device >= 0 ? 1 : std::clamp(mark.share, 0.0, 1.0);
    p.fillRect(track, theme.line);
    // What ran is never nothing.
    const double length = std::max(part * track.width(), mark.figure.isEmpty() ? 0.0 : 1.5);
    p.fillRect(QRectF(track.topLeft(), QSizeF(length, track.height())), colourOf(mark, theme));
}

}  // namespace

double costHeight(double zoom) { return zoom < kFar ? 0 : zoom < kNoRows ? kFarBar + 2 : kCostRow; }

void paintCost(QPainter& p, const QRectF& node, const CostMark& mark, const Theme& theme,
               double zoom) {
    if (zoom < kFar) {
        p.fillRect(node, withAlpha(colourOf(mark, theme), kFarTint));
        return;
    }
    if (zoom < kNoRows) {
        paintBar(p, QRectF(node.left(), node.bottom() + 2, node.width(), kFarBar), mark, theme);
        return;
    }
    const double scale = std::max(zoom, 1.0);
    const double longest = std::min(kLongest * scale, node.width() * kPartOfNode);
    const QRectF row(node.left(), node.bottom() + 2, node.width(), kCostRow - 2);
    const QRectF track(row.left(), row.center().y() - kBar / 2, longest, kBar);
    QString words = mark.figure;
    const double room = row.right() - track.right() - kGap - (mark.warns ? 14 : 0);
    const QString both = words + QStringLiteral("  ") + mark.beside;
    if (!mark.beside.isEmpty() && widthOf(both, TextRole::MonoSmall) <= room) { words = both; }
    const double width = std::min(widthOf(words, TextRole::MonoSmall), room);
    const double used = track.width() + kGap + width + (mark.warns ? 14 : 0);
    p.fillRect(QRectF(row.left(), row.top(), used + 4, row.height()),
               withAlpha(theme.canvas, 0.85));
    paintBar(p, track, mark, theme);
    const QRectF at(track.right() + kGap, row.top(), room, row.height());
    drawWords(p, {at, words, TextRole::MonoSmall, mark.warns ? theme.warn : theme.text2,
                  Qt::AlignLeft, 1});
    if (!mark.warns) { return; }
    const QPointF top(at.left() + width + 9, row.top() + 2);
    p.setPen(QPen(theme.warn, 1.5));
    p.setBrush(Qt::NoBrush);
    p.drawPolygon(QPolygonF({top, top + QPointF(5, 9), top + QPointF(-5, 9)}));
}

}  // namespace weft::ui
