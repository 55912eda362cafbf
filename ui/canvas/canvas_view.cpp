// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_view.h"

#include <QApplication>
#include <QCursor>
#include <QEvent>
#include <QNativeGestureEvent>
#include <QPaintEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/base/background.h"
#include "ui/base/proxy_style.h"
#include "ui/canvas/access/canvas_accessible.h"
#include "ui/canvas/drag/hand_tools.h"
#include "ui/canvas/drag/inline_edit.h"
#include "ui/canvas/drag/socket_picker.h"
#include "ui/canvas/layout/node_layout.h"
#include "ui/canvas/paint/far_painter.h"
#include "ui/canvas/paint/ghost_painter.h"
#include "ui/canvas/paint/near_painter.h"
#include "ui/canvas/tiles/changed_areas.h"
#include "ui/canvas/tiles/tile_ground.h"

namespace weft::ui {
namespace {

constexpr int kPatienceMs = 2000;  // a moved node waits that long for a diagram that shows it

/// Whether what is said of a node lies beside it, which is seldom.
bool reachesOut(const NodeLive& live) {
    return live.halted || live.breakpoint || !live.pins.isEmpty() || !live.preview.image.isNull();
}

}  // namespace

CanvasView::CanvasView(QWidget* parent)
    : QAbstractScrollArea(parent),
      m_snapshot(std::make_shared<CanvasSnapshot>()),
      m_ground(std::make_unique<TileGround>()),
      m_tools(std::make_unique<HandTools>()) {
    installCanvasAccessible();  // before anyone can ask for the interface
    setObjectName(QStringLiteral("canvas"));
    setAccessibleName(tr("Graph canvas"));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    setAcceptDrops(true);
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatienceMs);
    connect(&m_patience, &QTimer::timeout, this, &CanvasView::settleMove);
    connect(m_ground.get(), &TileGround::improved, viewport(), qOverload<>(&QWidget::update));
    m_ground->setScene(scene());
}

CanvasView::~CanvasView() = default;

void CanvasView::setWireChecks(WireCheck quick, WireCheck thorough) {
    m_quickCheck = std::move(quick);
    m_thoroughCheck = std::move(thorough);
}

void CanvasView::showDiagram(Diagram diagram) {
    makeThenShow([diagram = std::move(diagram)] { return diagram; }, false);
}

void CanvasView::updateDiagram(std::function<Diagram()> make) {
    makeThenShow(std::move(make), true);
}

void CanvasView::makeThenShow(std::function<Diagram()> make, bool keepView) {
    const quint64 request = ++m_request;
    const std::shared_ptr<const CanvasSnapshot> before = keepView ? m_snapshot : nullptr;
    inBackground(
        this,
        [before, make = std::move(make)] {
            Made made{makeSnapshot(make(), before.get()), {}};
            if (before) { made.areas = changedAreas(*before, *made.snapshot); }
            return made;
        },
        [this, request, before](Made made) {
            if (m_request != request) { return; }
            if (before) {
                replaceSnapshot(std::move(made), before.get());
            } else {
                setSnapshot(std::move(made.snapshot));
            }
        });
}

TileScene CanvasView::scene() const { return {m_snapshot, appTheme(), m_lifted, m_allShapes}; }

void CanvasView::replaceSnapshot(Made made, const CanvasSnapshot* before) {
    // A drag has taken things out of the picture before; followSnapshot() takes them out again.
    const TileScene& painted = m_ground->scene();
    std::vector<QRectF> areas = areasOf(*painted.snapshot, painted.without);
    const bool comparable = painted.snapshot.get() == before;
    m_snapshot = std::move(made.snapshot);
    m_lifted = {};
    areas.insert(areas.end(), made.areas.begin(), made.areas.end());
    if (comparable) {
        m_ground->changeScene(scene(), areas);
    } else {
        m_ground->setScene(scene());
    }
    QSet<quint64> kept;
    for (const quint64 id : m_focus.selected) {
        if (m_snapshot->diagram.indexOf(id) >= 0 || m_snapshot->noteOf(id) >= 0) {
            kept.insert(id);
        }
    }
    QSet<quint64> wires;
    for (const CanvasWire& wire : m_snapshot->wires) {
        if (wire.id != 0 && m_focus.wires.contains(wire.id)) { wires.insert(wire.id); }
    }
    const bool fewer = kept != m_focus.selected || wires != m_focus.wires;
    m_focus.selected = kept;
    m_focus.wires = wires;
    m_focus.hover = {};
    if (m_snapshot->diagram.indexOf(m_focus.keyboard) < 0) {
        m_focus.keyboard = 0;
        m_focus.socket = -1;
    }
    m_tools->under = -1;
    m_tools->cut.clear();
    followSnapshot();
    placeOverlays();
    viewport()->update();
    emit snapshotChanged();
    if (fewer) { emit selectionChanged(); }
}

void CanvasView::setSnapshot(std::shared_ptr<const CanvasSnapshot> snapshot) {
    m_snapshot = std::move(snapshot);
    cancelDrag();
    m_ground->setScene(scene());
    m_focus = {};
    fitNow();
    emit snapshotChanged();
    emit selectionChanged();
}

void CanvasView::setLive(CanvasLive live) {
    QRegion changed;
    std::vector<quint64> halted;
    for (int i = 0; i < m_snapshot->nodes(); ++i) {
        const quint64 id = m_snapshot->node(i).id;
        const auto before = m_live.constFind(id);
        const auto after = live.constFind(id);
        const bool was = before != m_live.constEnd();
        const bool is = after != live.constEnd();
        if (was == is && (!is || *before == *after)) {
            if (is && after->halted) { halted.push_back(id); }
            continue;
        }
        const bool below = (was && before->reachesBelow()) || (is && after->reachesBelow());
        changed += liveArea(*m_snapshot, i, below, m_view).toAlignedRect();
        const bool beside = (was && reachesOut(*before)) || (is && reachesOut(*after));
        if (beside) { changed += viewport()->rect(); }
        if (is && after->halted) { halted.push_back(id); }
    }
    m_live = std::move(live);
    m_focus.halted = std::move(halted);
    if (!changed.isEmpty()) { viewport()->update(changed); }
}

void CanvasView::select(const QSet<quint64>& ids) { choose(ids, {}); }

void CanvasView::choose(const QSet<quint64>& wanted, const QSet<quint64>& wires) {
    const QSet<quint64> ids = m_snapshot->outermost(wanted);
    if (ids == m_focus.selected && wires == m_focus.wires) { return; }
    m_focus.selected = ids;
    m_focus.wires = wires;
    // Keys act on what is chosen: on what was just added, not on what they had reached before.
    if (!ids.isEmpty() && !ids.contains(m_focus.keyboard)) {
        m_focus.keyboard = 0;
        m_focus.socket = -1;
    }
    viewport()->update();
    emit selectionChanged();
}

void CanvasView::setAllShapes(bool on) {
    m_allShapes = on;
    m_ground->setScene(scene());
    viewport()->update();
}

QRectF CanvasView::viewRect(quint64 id) const {
    const int i = m_snapshot->diagram.indexOf(id);
    return i < 0 ? QRectF() : m_view.toView(m_snapshot->rect(i));
}

Hit CanvasView::hitAt(QPointF view) const {
    return hitTest(*m_snapshot, m_view.toScene(view), m_view.zoom);
}

void CanvasView::moved() {
    // Tiles lie on whole pixels, and so does all that is painted over them.
    m_view.ratio = devicePixelRatioF();
    m_view.offset = QPointF(std::round(m_view.offset.x() * m_view.ratio),
                            std::round(m_view.offset.y() * m_view.ratio)) /
                    m_view.ratio;
    if (m_pull) { findFits(*m_snapshot, *m_pull, visibleScene(), m_quickCheck); }
    placeOverlays();
    viewport()->update();
}

QPointF CanvasView::pointerScene() const {
    const QPoint at = viewport()->mapFromGlobal(QCursor::pos());
    const QRectF room(viewport()->rect());
    return m_view.toScene(room.contains(at) ? QPointF(at) : room.center());
}

void CanvasView::paintEvent(QPaintEvent* event) {
    if (m_view.ratio != devicePixelRatioF()) { moved(); }
    QPainter painter(viewport());
    const QSize pixels = (QSizeF(viewport()->size()) * m_view.ratio).toSize();
    m_ground->paint(painter, m_view, pixels, event->region());
    if (m_view.zoom < kFar) {
        paintFarNames(painter, *m_snapshot, appTheme(), m_view, QRectF(viewport()->rect()));
    }
    const int under = m_tools->under;
    if (m_tools->point) { paintPointDrag(painter); }
    if (under >= 0 && under < static_cast<int>(m_snapshot->wires.size())) {
        painter.setRenderHint(QPainter::Antialiasing);
        paintWire(painter, *m_snapshot, m_snapshot->wire(under), appTheme().accent, 2, m_view,
                  QRectF(viewport()->rect()));
    }
    for (const QRect& r : event->region()) {
        paintLive(painter, *m_snapshot, m_live, m_focus, appTheme(), m_view, QRectF(r));
        if (m_pull) { paintWireDrag(painter, *m_snapshot, *m_pull, appTheme(), m_view, QRectF(r)); }
    }
    if (m_snapshot->diagram.editable && m_snapshot->nodes() == 0 && m_snapshot->noteRects.empty()) {
        paintEmptyWords(painter, QRectF(viewport()->rect()), appTheme());
    }
    if (m_hint && !m_pull && !m_move && m_ghost.isEmpty()) {
        paintHint(painter, *m_snapshot, *m_hint, {m_hintFocused, m_hintHovered}, appTheme(),
                  m_view);
    }
    paintTools(painter);
    if (m_resized >= 0) { paintGhost(painter, {}, resizedRect(), appTheme(), m_view); }
    if (!m_ghost.isEmpty()) { paintGhost(painter, m_ghost, ghostRect(), appTheme(), m_view); }
}

void CanvasView::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    placeOverlays();
    if (stayUnderHand(event->oldSize())) { return; }
    if (m_fitted) { fitNow(); }
}

/// A bar that comes or goes above takes its height from the canvas: what is drawn stays where it is
/// on the screen. @return false where it was another change, or would hide what was fitted.
bool CanvasView::stayUnderHand(const QSize& before) {
    const int top = mapTo(window(), QPoint()).y();
    const int down = top - std::exchange(m_top, top);
    const bool bar = down != 0 && before.width() == width() && before.height() - height() == down;
    if (!bar || !isVisible()) { return false; }
    const QRectF all = m_view.toView(m_snapshot->bounds).translated(0, -down);
    const bool inHand = m_move || m_pull || m_resized >= 0;
    if (m_fitted && !inHand && all.top() < 0) { return false; }
    m_view.offset.ry() -= down;
    m_gestures.shift(QPointF(0, -down));
    if (m_pull) { m_pull->cursor.ry() -= down; }
    moved();
    return true;
}

bool CanvasView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::NativeGesture) {
        const auto* gesture = static_cast<QNativeGestureEvent*>(event);
        if (gesture->gestureType() == Qt::ZoomNativeGesture) {
            zoomAt(gesture->position(), 1 + gesture->value());
            return true;
        }
    }
    if (event->type() == QEvent::Leave) {
        setHover({});
        hoverHint(QPointF(-1, -1));
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void CanvasView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) {
        m_ground->setScene(scene());
        moved();
    }
    QAbstractScrollArea::changeEvent(event);
}

}  // namespace weft::ui
