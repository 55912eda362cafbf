// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/paint/pane_painter.h"

#include <algorithm>

#include "ui/canvas/layout/node_layout.h"
#include "ui/canvas/paint/paint_parts.h"

namespace weft::ui {
namespace {

constexpr double kPadding = 5;
constexpr double kRadius = 3;
constexpr QSizeF kOp(14, 7);

}  // namespace

void PanePainter::paint(const DiagramNode& node, const QRectF& view, double width) {
    for (std::size_t i = 0; i < node.panes.size(); ++i) {
        const QRectF part = paneRect(node, static_cast<int>(i), width);
        paintPane(node.panes[i],
                  {view.left() + part.left() * m_zoom, view.top() + part.top() * m_zoom,
                   part.width() * m_zoom, part.height() * m_zoom});
    }
}

void PanePainter::paintPane(const PaneInfo& pane, const QRectF& rect) {
    m_p.setPen(QPen(mixed(m_theme.lineStrong, m_theme.node, 0.6), 1));
    m_p.setBrush(m_theme.canvas);
    m_p.drawRoundedRect(rect, kRadius, kRadius);
    const double title = kPaneTitle * m_zoom;
    const QRectF words(rect.left() + kPadding * m_zoom, rect.top(),
                       rect.width() - 2 * kPadding * m_zoom, title);
    if (m_zoom >= kNoRows) {
        drawWords(m_p, {words, pane.title, TextRole::Caption, m_theme.text2, Qt::AlignLeft,
                        std::max(m_zoom, 1.0)});
    }
    paintBody(pane, rect.adjusted(2 * kPadding * m_zoom, title + 2 * m_zoom, -2 * kPadding * m_zoom,
                                  -kPadding * m_zoom));
}

void PanePainter::paintBody(const PaneInfo& pane, const QRectF& rect) {
    const QSizeF op = kOp * m_zoom;
    const QRectF room =
        rect.adjusted(op.width() / 2, op.height() / 2, -op.width() / 2, -op.height() / 2);
    const auto at = [&](int i) {
        const QPointF place = pane.ops[static_cast<std::size_t>(i)];
        return QPointF(room.left() + place.x() * room.width(),
                       room.top() + place.y() * room.height());
    };
    m_p.setPen(QPen(mixed(m_theme.text2, m_theme.canvas, 0.5), 1));
    for (const auto& [from, to] : pane.wires) { m_p.drawLine(at(from), at(to)); }
    m_p.setPen(Qt::NoPen);
    m_p.setBrush(m_theme.lineStrong);
    for (std::size_t i = 0; i < pane.ops.size(); ++i) {
        const QPointF middle = at(static_cast<int>(i));
        m_p.drawRoundedRect(QRectF(middle - QPointF(op.width(), op.height()) / 2, op), 1.5 * m_zoom,
                            1.5 * m_zoom);
    }
}

}  // namespace weft::ui
