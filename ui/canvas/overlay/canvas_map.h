// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QWidget>

namespace weft::ui {

/// The whole graph in small with a frame around what is in view; a press or a drag moves the view
/// there. Lies over a corner of the canvas. GUI thread.
class CanvasMap final : public QWidget {
    Q_OBJECT

public:
    explicit CanvasMap(QWidget* parent);

    /// @param overview the graph, `bounds` of the scene. @param seen the part in view.
    void follow(const QImage& overview, const QRectF& bounds, const QRectF& seen);
    /// Where a place of the scene lies on the map.
    QPointF toMap(QPointF scene) const;
    QPointF toScene(QPointF map) const;

signals:
    /// This place of the scene shall be in the middle of the view.
    void wanted(QPointF scene);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    QRectF room() const;

    QImage m_overview;
    QRectF m_bounds;
    QRectF m_seen;
};

}  // namespace weft::ui
