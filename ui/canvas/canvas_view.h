// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>
#include <QHash>
#include <QImage>
#include <QPixmap>
#include <functional>
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
    /// As showDiagram() for the same view after an edit: zoom, place and selection stay, of what is
    /// still there. @param make is called on the other thread.
    void updateDiagram(std::function<Diagram()> make);
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

    // What edits ask for; the canvas changes nothing by itself. Places are in the scene.
    /// New upper left corners: of the nodes dragged, and of all others where none had a place.
    void moveRequested(const QHash<quint64, QPointF>& corners);
    /// A wire was dragged from one socket to another (always output to input).
    void connectRequested(const weft::ui::SocketRef& from, const weft::ui::SocketRef& to);
    /// A refused wire was dropped with Tab: put the repair between.
    void repairRequested(const weft::ui::SocketRef& from, const weft::ui::SocketRef& to);
    /// A wire was dropped on nothing.
    void wireDropped(const weft::ui::SocketRef& from, bool fromIsOutput, QPointF scene);
    /// The end of a wire was pulled off its socket and dropped on nothing.
    void disconnectRequested(quint64 wire);
    /// Space, Shift+A or a double click on nothing.
    void addRequested(QPointF scene);
    /// An entry of the palette was dropped.
    void entryDropped(const QString& entry, QPointF scene);
    /// A file was dropped from outside.
    void fileDropped(const QString& path, QPointF scene);
    /// A name was typed on a node.
    void renameRequested(quint64 node, const QString& name);
    /// The right button, or the menu key, on something or nothing.
    void menuRequested(const weft::ui::Hit& hit, QPoint global);
    /// R on an output or a selected node.
    void runRequested(const QStringList& tensors);

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

    void makeThenShow(std::function<Diagram()> make, bool keepView);
    void replaceSnapshot(std::shared_ptr<const CanvasSnapshot> snapshot);
};

}  // namespace weft::ui
