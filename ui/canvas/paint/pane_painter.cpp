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
constexpr double kVeil = 0.7;    // of the canvas over what did not run
constexpr double kGround = 0.9;  // of it below words

}  // namespace

void PanePainter::paint(const DiagramNode& node, const QRectF& view, double width) {
    for (std::size_t i = 0; i < node.panes.size(); ++i) {
        paintPane(node.panes[i], placeOf(node, i, view, width));
    }
}

QRectF PanePainter::placeOf(const DiagramNode& node, std::size_t pane, const QRectF& view,
                            double width) const {
    const QRectF part = paneRect(node, static_cast<int>(pane), width);
    return {view.left() + part.left() * m_zoom, view.top() + part.top() * m_zoom,
            part.width() * m_zoom, part.height() * m_zoom};
}

void PanePainter::paintMarks(const DiagramNode& node, const QRectF& view, double width,
                             const std::vector<PaneMark>& marks) {
    for (std::size_t i = 0; i < std::min(marks.size(), node.panes.size()); ++i) {
        if (!marks[i].figure.isEmpty()) { paintMark(marks[i], placeOf(node, i, view, width)); }
    }
}

/// The words stand on a ground of their own, at the bottom: at rest that is picture.
void PanePainter::paintMark(const PaneMark& mark, const QRectF& rect) {
    if (mark.pale) {
        // The title stays as easy to read as it was.
        const double title = m_zoom < kNoRows ? 0 : kPaneTitle * m_zoom;
        m_p.fillRect(rect.adjusted(1, title, -1, -1), withAlpha(m_theme.canvas, kVeil));
        m_p.setPen(QPen(m_theme.text3, 1, Qt::DotLine));
        m_p.setBrush(Qt::NoBrush);
        m_p.drawRoundedRect(rect, kRadius, kRadius);
    }
    if (m_zoom < kNoRows) { return; }
    const double scale = std::max(m_zoom, 1.0);
    const double height = kPaneTitle * m_zoom;
    const QRectF row(rect.left() + 1, rect.bottom() - height - 1, rect.width() - 2, height);
    m_p.fillRect(row, withAlpha(m_theme.canvas, kGround));
    drawWords(m_p,
              {row.adjusted(kPadding * m_zoom, 0, -kPadding * m_zoom, 0), mark.figure,
               TextRole::Caption, mark.pale ? m_theme.text2 : m_theme.text, Qt::AlignLeft, scale});
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
