// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>
#include <QPainterPath>

#include "ui/canvas/canvas_snapshot.h"
#include "ui/canvas/paint/view_transform.h"

namespace weft::ui {

/// Draws nodes at rest at zooms from 0.3 up. From 0.75 a node shows its sockets' names, parameters
/// and footer; below, it is a card with name, type and shape in letters that stay readable.
class NodePainter {
public:
    NodePainter(QPainter& painter, const CanvasSnapshot& snapshot, const Theme& theme,
                const ViewTransform& view)
        : m_p(painter), m_s(snapshot), m_theme(theme), m_view(view) {}

    /// Of a panel nothing: that lies below the wires.
    void paint(int node);
    /// The ground, title and border of a panel.
    void paintPanel(int node);
    /// The border of a node whose rectangle in the view this is: of a placeholder with its notch.
    static QPainterPath outline(const DiagramNode& node, const QRectF& r, double zoom);

private:
    double z() const { return m_view.zoom; }
    bool full() const { return m_view.zoom >= kFullDetail; }
    QRectF placed(const QRectF& node, const QRectF& part) const;
    void words(const QRectF& rect, const QString& text, TextRole role, const QColor& colour,
               Qt::Alignment align = Qt::AlignLeft);

    void paintWhole(int node, const QRectF& r);
    void paintPill(const DiagramNode& node, const QRectF& r);
    void paintBehind(const DiagramNode& node, const QRectF& r);
    void paintBody(const DiagramNode& node, const QRectF& r, const QColor& ground);
    void paintTitle(const DiagramNode& node, const QRectF& r);
    void paintCard(const DiagramNode& node, const QRectF& r);
    void socket(QPointF at, const PortInfo& port);
    void paintSockets(int i, const DiagramNode& node, const QRectF& r);
    void portName(const QRectF& r, double y, const PortInfo& port, const QString& beside,
                  Qt::Alignment align);
    void paintParameters(const DiagramNode& node, const QRectF& r);

    QPainter& m_p;
    const CanvasSnapshot& m_s;
    const Theme& m_theme;
    const ViewTransform& m_view;
};

}  // namespace weft::ui
