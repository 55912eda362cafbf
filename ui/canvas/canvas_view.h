// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>
#include <QHash>
#include <QPointer>
#include <QTimer>
#include <functional>
#include <memory>
#include <optional>

#include "ui/canvas/canvas_snapshot.h"
#include "ui/canvas/drag/gestures.h"
#include "ui/canvas/drag/wire_drag.h"
#include "ui/canvas/paint/hint_painter.h"
#include "ui/canvas/paint/live_layer.h"
#include "ui/canvas/paint/view_transform.h"

class QMimeData;
class QVariantAnimation;

namespace weft::ui {

class CanvasMap;
class CostLegend;
struct CostKey;
class InlineEdit;
class SocketPicker;
class TileGround;
struct HandTools;
struct TileScene;

/// What an entry of the palette is dragged as (kEntryType there): its name in UTF-8.
inline constexpr const char* kDroppedEntryType = "application/x-weft-entry";

/// The window onto the graph: pans, zooms at the cursor, selects, hovers, and paints a snapshot
/// with live values over it. The picture of the graph at rest is kept in tiles, so that live values
/// cost only their own area and a move only what it brings into view. GUI thread.
class CanvasView final : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit CanvasView(QWidget* parent = nullptr);
    ~CanvasView() override;

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

    /// Nodes and notes.
    QList<quint64> selection() const { return m_focus.selected.values(); }
    QSet<quint64> selectedWires() const { return m_focus.wires; }
    void select(const QSet<quint64>& ids);
    /// Selects a node and moves it into the view if it is outside.
    void reveal(quint64 id);
    /// Who answers whether a wire may be drawn. @param quick asked for all sockets in view, when a
    /// wire is taken up. @param thorough asked for the socket under the cursor, when it changes.
    void setWireChecks(WireCheck quick, WireCheck thorough);
    /// The wire in the hand, null while there is none. For tests and pictures.
    const WireDrag* wireDrag() const { return m_pull ? &*m_pull : nullptr; }
    /// The nodes on their way, null while there are none.
    const MoveDrag* moveDrag() const { return m_move ? &*m_move : nullptr; }
    /// Where the pointer is, or the middle of the view where it is elsewhere.
    QPointF pointerScene() const;
    /// The node that the keys act on: with the focus ring, else selected; 0: none.
    quint64 focusedNode() const;
    /// What the keys have reached: a socket of the focused node, or nothing.
    Hit focusedSocket() const;
    /// Selects a node and puts the focus on it, or on a socket of it.
    void focusOn(quint64 node, int port = -1, bool isOutput = false);
    /// Opens a field over the words of a note.
    void editWords(quint64 note);
    /// Asks that a wire be led through one more place, in the middle of its way; or through none.
    void addPoint(quint64 wire);
    void removePoints(quint64 wire);
    /// Selects a wire and nothing else.
    void selectWire(quint64 wire);
    /// Whether keys, and not the mouse, have reached a socket: they act on its wires.
    bool socketByKeys() const { return m_socketByKeys && focusedSocket().isSocket(); }
    /// Asks that the wires at that socket be cut.
    void breakFocusedSocket() { breakAt(focusedSocket()); }
    /// Lists what the focused socket can be wired to. @param fromInput looks for outputs.
    void pickPartner(bool fromInput);
    /// The next step that is offered; none: nothing is.
    void setHint(std::optional<CanvasHint> hint);
    const std::optional<CanvasHint>& hint() const { return m_hint; }
    /// Whether the keys have reached it.
    bool hintFocused() const { return m_hintFocused; }
    void focusHint();
    /// Moves the view as little as shows this, and out where it has no room.
    void bringIntoView(const QRectF& scene);
    /// Something lies over the canvas's left edge, that wide: what is fitted or brought into view
    /// keeps clear of it.
    void setCovered(int left) { m_covered = left; }
    /// Shows a place of the scene in the middle.
    void lookAt(QPointF scene, double zoom);

    const ViewTransform& viewTransform() const { return m_view; }
    /// The whole graph in small, in the corner: shown where the graph does not fit the view.
    void setMapShown(bool shown);
    CanvasMap* map() const { return m_map; }
    /// What colours, sockets and lines mean, in the other corner.
    void setLegendShown(bool shown);
    /// What the figures at the nodes mean; none: they are not shown.
    void setCostKey(const std::optional<CostKey>& key);
    /// The nodes whose places a layout or an alignment is about: the selected ones, else all.
    QSet<quint64> subject() const;
    /// Whether what is dragged stands on the grid; Shift does the other.
    void setSnapping(bool on);
    /// Whether a wheel without a key zooms or pans; touchpads always pan.
    void setPlainWheel(PlainWheel wheel) { m_wheel = wheel; }
    /// Whether Tab opens the palette in place of going on to the next widget; Shift+Tab and F6 do so
    /// then.
    void setTabAdds(bool on) { m_tabAdds = on; }
    bool allShapes() const { return m_allShapes; }
    void setAllShapes(bool on);

    /// The picture of the graph at rest. For tests and figures: is it whole yet?
    const TileGround& ground() const { return *m_ground; }
    /// Where a node lies in the viewport; empty for an unknown id. For tests and tool tips.
    QRectF viewRect(quint64 id) const;
    Hit hitAt(QPointF view) const;

public slots:
    void fitAll();
    void fitSelection();
    void zoomToFull();
    void zoomIn();
    void zoomOut();
    /// Opens a line over the title of the focused or selected node; of a note its words.
    void startRename();
    /// Asks for a frame around what is selected; without a selection, where the pointer is.
    void frameSelection();
    /// Selects all that the selection depends on, or that depends on it, with it.
    void selectUpstream();
    void selectDownstream();

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
    /// The end of a wire was pulled off its socket and dropped on another one.
    void rewireRequested(quint64 wire, const weft::ui::SocketRef& from,
                         const weft::ui::SocketRef& to);
    /// The end of a wire was pulled off its socket and dropped on nothing.
    void disconnectRequested(quint64 wire);
    /// Space, Shift+A or a double click on nothing.
    void addRequested(QPointF scene);
    /// A node was dropped on a wire: put it between. @param corner where it was dropped.
    void insertRequested(quint64 wire, quint64 node, QPointF corner);
    /// An entry of the palette was dropped on a wire: add it and put it between.
    void entryDroppedOnWire(const QString& entry, quint64 wire, QPointF scene);
    /// Wires were cut by a stroke, or broken at a socket.
    void cutRequested(const QSet<quint64>& wires);
    /// Nodes and notes are to go, whatever is selected.
    void deleteRequested(const QSet<quint64>& ids);
    /// New corners that are no drag: aligned, distributed, laid out. @param label of the step.
    void placesRequested(const QString& label, const QHash<quint64, QPointF>& corners);
    /// Paper is to lie there, with a title.
    void frameRequested(const QRectF& scene);
    /// Wires are to be led through these places, all of each. @param label of the step.
    void pointsRequested(const QString& label, const QHash<quint64, std::vector<QPointF>>& wires);
    /// The wires into the first two inputs are to change places.
    void swapRequested(quint64 node);
    /// What is chosen is to be left out of the graph, or taken back in.
    void muteRequested();
    /// The selection, or all, is to be laid out.
    void layoutRequested();
    /// What is selected is to be drawn as one thing, or as what it is made of.
    void foldRequested();
    /// An entry of the palette was dropped.
    void entryDropped(const QString& entry, QPointF scene);
    /// A file was dropped from outside.
    void fileDropped(const QString& path, QPointF scene);
    /// A name was typed on a node.
    void renameRequested(quint64 node, const QString& name);
    /// A name was typed on a node that another beside it has.
    void nameTaken(quint64 node, const QString& name);
    /// Words were typed on a note; its corner was dragged.
    void noteTextRequested(quint64 note, const QString& text);
    void noteSizeRequested(quint64 note, QSizeF size);
    /// The right button, or the menu key, on something or nothing.
    void menuRequested(const weft::ui::Hit& hit, QPoint global);
    /// The next step that is offered was taken, or is not to be offered again.
    void hintTaken();
    void hintDismissed();
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
    bool focusNextPrevChild(bool next) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void moved();

    // The view itself (canvas_motion.cpp).
    QRectF allAndHint() const;
    void fitNow();
    ViewTransform fitting(const QRectF& scene, double largest) const;
    static ViewTransform zoomed(ViewTransform view, QPointF at, double factor);
    void zoomAt(QPointF view, double factor);
    void zoomFromMiddle(double factor);
    void moveBy(QPointF delta);
    void showView(const ViewTransform& view);
    void glideTo(const ViewTransform& view);
    void stopGlide();
    /// Where the view is, or will be.
    const ViewTransform& goal() const { return m_goal ? *m_goal : m_view; }

    bool stayUnderHand(const QSize& before);
    QRectF visibleScene() const;
    QRectF openRoom(double margin) const;
    QRectF resizedRect() const;
    QRectF ghostRect() const;
    void setHover(const Hit& hit);
    void click(const QMouseEvent& event);
    void choose(const QSet<quint64>& wanted, const QSet<quint64>& wires);
    void bandDone(const QRectF& band, Qt::KeyboardModifiers modifiers);
    void showHoverCard(QPointF view);
    void showCursor(const Hit& hit);
    /// A snapshot, and where it looks other than the one before.
    struct Made {
        std::shared_ptr<const CanvasSnapshot> snapshot;
        std::vector<QRectF> areas;
    };
    void makeThenShow(std::function<Diagram()> make, bool keepView);
    void replaceSnapshot(Made made, const CanvasSnapshot* before);
    TileScene scene() const;

    // Drags (canvas_drags.cpp).
    bool editable(quint64 id) const;
    bool movable(quint64 id) const;
    QSet<quint64> movableSelection() const;
    void beginDrag(Qt::KeyboardModifiers modifiers);
    void drag(QPointF view, QPointF by, Qt::KeyboardModifiers modifiers);
    void endDrag();
    void cancelDrag();
    void beginMove(quint64 grabbed, bool alone);
    void askForMove();
    void settleMove();
    void nudge(QPointF by);
    void beginPull(const Hit& hit);
    void pullTo(QPointF view);
    void dropWire();
    void repairPulled();
    void lift();
    void followSnapshot();

    // Keys (canvas_keys.cpp).
    bool walkKey(QKeyEvent& event);
    bool editKey(QKeyEvent& event);
    bool viewKey(QKeyEvent& event);
    void walk(int key);
    void walkSockets(int step);
    void showFocus();
    void requestRun();

    // The next step that is offered (canvas_hint.cpp).
    bool tabToHint(bool next);
    bool hintKey(int key);
    bool pressHint(QPointF view);
    bool hoverHint(QPointF view);
    void unfocusHint();

    // Strokes across wires, nodes put between, rows and columns (canvas_tools.cpp).
    bool toolKey(QKeyEvent& event);
    bool alignKey(int key);
    void beginStroke(QPointF view, bool leading);
    void cutTo(QPointF view);
    void endCut();
    bool breakAt(const Hit& hit);
    int wireUnderMove() const;
    void selectAlong(bool upstream);
    void swapInputs();
    void paintTools(QPainter& painter);
    void placeOverlays();

    // Paper, and places that wires are led through (canvas_paper.cpp).
    bool pointAt(const Hit& hit, QPointF view);
    void beginPoint(const Hit& hit);
    void movePoint(QPointF view, bool snap);
    void endPoint();
    void paintPointDrag(QPainter& painter);
    QRectF pointArea() const;
    void removePoint(const Hit& hit);
    void endLead();

    // Things dropped from outside (canvas_drops.cpp).
    QString droppedEntry(const QMimeData& mime) const;

    std::shared_ptr<const CanvasSnapshot> m_snapshot;
    CanvasLive m_live;
    CanvasFocus m_focus;
    Gestures m_gestures;
    ViewTransform m_view;
    std::optional<ViewTransform> m_goal;   // of the glide
    QPointer<QVariantAnimation> m_glide;   // null while the view rests
    std::unique_ptr<TileGround> m_ground;  // the graph without live marks
    bool m_allShapes = false;
    PlainWheel m_wheel = PlainWheel::Zooms;
    bool m_tabAdds = false;
    bool m_fitted = true;  // until the user moves, a resize fits again
    int m_top = 0;         // in the window, when it was last resized
    int m_covered = 0;     // pixels at the left that something lies over
    quint64 m_request = 0;

    WireCheck m_quickCheck;
    WireCheck m_thoroughCheck;
    std::optional<MoveDrag> m_move;
    QHash<quint64, QPointF> m_asked;  // corners that the move has asked for
    QTimer m_patience;                // until a move that nobody answers goes back
    std::optional<WireDrag> m_pull;
    Lifted m_lifted;     // what the picture at rest is without
    int m_resized = -1;  // note whose corner is in the hand
    QSizeF m_resizedSize;
    bool m_socketByKeys = false;
    QString m_ghost;    // name of the entry that is dragged over the canvas
    QPointF m_ghostAt;  // its corner in the scene
    std::optional<CanvasHint> m_hint;
    bool m_hintFocused = false;
    bool m_hintHovered = false;
    bool m_hintPressed = false;  // the last press took it: a second one is for nothing
    std::unique_ptr<HandTools> m_tools;
    CanvasMap* m_map = nullptr;          // child of the viewport
    QWidget* m_legend = nullptr;         // likewise, null until it is wanted
    CostLegend* m_costLegend = nullptr;  // likewise
    QPointer<InlineEdit> m_edit;
    QPointer<SocketPicker> m_picker;
};

}  // namespace weft::ui
