// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>
#include <QImage>
#include <QPixmap>
#include <memory>

#include "ui/canvas/canvas_snapshot.h"
#include "ui/canvas/gestures.h"
#include "ui/canvas/live_layer.h"
#include "ui/canvas/view_transform.h"

namespace weft::ui {

/// The window onto the graph: pans, zooms at the cursor, selects, hovers, and paints a snapshot
/// with live values over it. The picture of the graph at rest is kept as long as the view does not
/// move, so that live values cost only their own area. GUI thread.
class CanvasView final : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit CanvasView(QWidget* parent = nullptr);

    /// Lays a diagram out and routes it on another thread, then shows it fitted; snapshotChanged()
    /// tells when. A second call before the first is done wins.
    void showDiagram(Diagram diagram);
    void setSnapshot(std::shared_ptr<const CanvasSnapshot> snapshot);
    const std::shared_ptr<const CanvasSnapshot>& snapshot() const { return m_snapshot; }
    /// Replaces the live marks; only nodes whose marks differ are painted again.
    void setLive(CanvasLive live);
    const CanvasLive& live() const { return m_live; }

    QList<quint64> selection() const { return m_focus.selected.values(); }
    void select(const QSet<quint64>& ids);
    /// Selects a node and moves it into the view if it is outside.
    void reveal(quint64 id);
    const ViewTransform& viewTransform() const { return m_view; }
    bool allShapes() const { return m_allShapes; }
    void setAllShapes(bool on);

    /// Where a node lies in the viewport; empty for an unknown id. For tests and tool tips.
    QRectF viewRect(quint64 id) const;
    Hit hitAt(QPointF view) const;

public slots:
    void fitAll();
    void fitSelection();
    void zoomToFull();
    void zoomIn();
    void zoomOut();

signals:
    void snapshotChanged();
    void selectionChanged();
    void zoomChanged(double zoom);
    /// A group was asked to open (double click, Enter), or the one above to be shown (Alt+Up).
    void openRequested(quint64 id);
    void leaveRequested();

protected:
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void fitRect(const QRectF& scene, double largest);
    void zoomAt(QPointF view, double factor);
    void moveBy(QPointF delta);
    void moved();
    void setHover(const Hit& hit);
    void click(const QMouseEvent& event);
    void bandDone(const QRectF& band, Qt::KeyboardModifiers modifiers);
    void walk(int key);
    void showHoverCard(QPointF view);
    const QPixmap& still();
    QString describe(const Hit& hit) const;

    std::shared_ptr<const CanvasSnapshot> m_snapshot;
    CanvasLive m_live;
    CanvasFocus m_focus;
    Gestures m_gestures;
    ViewTransform m_view;
    QPixmap m_still;  // the graph without live marks, for m_view; null when it has to be drawn
    bool m_allShapes = false;
    bool m_fitted = true;  // until the user moves, a resize fits again
    quint64 m_request = 0;
};

}  // namespace weft::ui
