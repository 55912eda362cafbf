// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/overlay/canvas_map.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>

#include "ui/base/proxy_style.h"

namespace weft::ui {
namespace {

constexpr QSize kMap(200, 132);
constexpr double kPadding = 6;
constexpr double kLeastFrame = 6;  // of what is in view: it must be seen and held

}  // namespace

CanvasMap::CanvasMap(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("canvasMap"));
    setAccessibleName(tr("Map of the graph"));
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::NoFocus);
    resize(kMap);
}

void CanvasMap::follow(const QImage& overview, const QRectF& bounds, const QRectF& seen) {
    const bool same =
        m_seen == seen && m_bounds == bounds && m_overview.cacheKey() == overview.cacheKey();
    if (same) { return; }
    m_overview = overview;
    m_bounds = bounds;
    m_seen = seen;
    QWidget::update();
}

/// Where the graph is drawn: as large as fits, in the middle.
QRectF CanvasMap::room() const {
    const QRectF all = QRectF(rect()).adjusted(kPadding, kPadding, -kPadding, -kPadding);
    if (m_bounds.isEmpty()) { return all; }
    const double zoom = std::min(all.width() / m_bounds.width(), all.height() / m_bounds.height());
    const QSizeF size = m_bounds.size() * zoom;
    return {all.center() - QPointF(size.width(), size.height()) / 2, size};
}

QPointF CanvasMap::toMap(QPointF scene) const {
    const QRectF r = room();
    return r.topLeft() + (scene - m_bounds.topLeft()) * (r.width() / m_bounds.width());
}

QPointF CanvasMap::toScene(QPointF map) const {
    const QRectF r = room();
    return m_bounds.topLeft() + (map - r.topLeft()) * (m_bounds.width() / r.width());
}

void CanvasMap::paintEvent(QPaintEvent*) {
    const Theme& theme = appTheme();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(theme.lineStrong, 1));
    p.setBrush(theme.canvas);
    p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::kRadiusNode,
                      size::kRadiusNode);
    if (m_bounds.isEmpty()) { return; }
    p.setRenderHint(QPainter::SmoothPixmapTransform);
    if (!m_overview.isNull()) { p.drawImage(room(), m_overview); }
    QRectF frame = QRectF(toMap(m_seen.topLeft()), toMap(m_seen.bottomRight()));
    const QPointF middle = frame.center();
    frame.setSize({std::max(frame.width(), kLeastFrame), std::max(frame.height(), kLeastFrame)});
    frame.moveCenter(middle);
    const QRectF inside = QRectF(rect()).adjusted(2, 2, -2, -2);
    frame = frame.intersected(inside);
    p.setPen(QPen(theme.accent, 1.5));
    p.setBrush(withAlpha(theme.accent, 0.14));
    p.drawRoundedRect(frame, 2, 2);
}

void CanvasMap::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && !m_bounds.isEmpty()) {
        emit wanted(toScene(event->position()));
    }
    event->accept();
}

void CanvasMap::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons().testFlag(Qt::LeftButton) && !m_bounds.isEmpty()) {
        emit wanted(toScene(event->position()));
    }
    event->accept();
}

void CanvasMap::mouseReleaseEvent(QMouseEvent* event) { event->accept(); }

void CanvasMap::wheelEvent(QWheelEvent* event) { event->accept(); }

}  // namespace weft::ui
