// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// The part of CanvasView for strokes across wires, nodes put between, rows and columns, what lies
/// up and down stream, and what lies over its corners.

#include <QKeyEvent>
#include <utility>

#include "ui/base/proxy_style.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/drag/hand_tools.h"
#include "ui/canvas/layout/align.h"
#include "ui/canvas/overlay/canvas_map.h"
#include "ui/canvas/overlay/cost_legend.h"
#include "ui/canvas/overlay/legend.h"
#include "ui/canvas/paint/near_painter.h"
#include "ui/canvas/paint/paint_parts.h"
#include "ui/canvas/tiles/tile_ground.h"

namespace weft::ui {
namespace {

constexpr int kCorner = 12;       // from the edges of the view
constexpr double kLeastStep = 3;  // between points of a stroke, view pixels

std::optional<std::pair<Alignment, QString>> alignmentOf(int key) {
    switch (key) {
        case Qt::Key_L:
            return {{Alignment::Left, CanvasView::tr("Align left")}};
        case Qt::Key_C:
            return {{Alignment::Centre, CanvasView::tr("Align centres")}};
        case Qt::Key_R:
            return {{Alignment::Right, CanvasView::tr("Align right")}};
        case Qt::Key_T:
            return {{Alignment::Top, CanvasView::tr("Align top")}};
        case Qt::Key_M:
            return {{Alignment::Middle, CanvasView::tr("Align middles")}};
        case Qt::Key_B:
            return {{Alignment::Bottom, CanvasView::tr("Align bottom")}};
        case Qt::Key_H:
            return {{Alignment::Across, CanvasView::tr("Distribute across")}};
        case Qt::Key_V:
            return {{Alignment::Down, CanvasView::tr("Distribute down")}};
        default:
            return std::nullopt;
    }
}

}  // namespace

QSet<quint64> CanvasView::subject() const {
    QSet<quint64> ids;
    for (const quint64 id : m_focus.selected) {
        if (movable(id) && m_snapshot->diagram.indexOf(id) >= 0) { ids.insert(id); }
    }
    if (ids.size() > 1 || !m_snapshot->diagram.editable) { return ids; }
    for (const DiagramNode& node : m_snapshot->diagram.nodes) {
        if (node.id != 0) { ids.insert(node.id); }
    }
    return ids;
}

/// A, then a letter. Any other key ends it and means what it always does.
bool CanvasView::alignKey(int key) {
    if (!std::exchange(m_tools->aligning, false)) { return false; }
    viewport()->update();
    if (key == Qt::Key_Escape) { return true; }
    const auto chosen = alignmentOf(key);
    if (!chosen) { return false; }
    const QSet<quint64> ids = movableSelection();
    QHash<quint64, QPointF> corners = aligned(*m_snapshot, ids, chosen->first);
    if (corners.isEmpty()) { return true; }
    if (!m_snapshot->placed) {
        // Nothing has a place of its own yet: the others get what one sees.
        for (int i = 0; i < m_snapshot->nodes(); ++i) {
            const quint64 id = m_snapshot->node(i).id;
            if (!corners.contains(id)) { corners.insert(id, m_snapshot->rect(i).topLeft()); }
        }
    }
    emit placesRequested(chosen->second, corners);
    return true;
}

bool CanvasView::toolKey(QKeyEvent& event) {
    const Qt::KeyboardModifiers modifiers = event.modifiers();
    const bool editable = m_snapshot->diagram.editable;
    if (modifiers == Qt::ControlModifier) {
        if (event.key() == Qt::Key_BracketLeft) { selectUpstream(); }
        if (event.key() == Qt::Key_BracketRight) { selectDownstream(); }
        return event.key() == Qt::Key_BracketLeft || event.key() == Qt::Key_BracketRight;
    }
    if (modifiers == Qt::AltModifier && event.key() == Qt::Key_S && editable) {
        swapInputs();
        return true;
    }
    if (modifiers != Qt::NoModifier) { return false; }
    if (alignKey(event.key())) { return true; }
    if (!editable) { return false; }
    if (event.key() == Qt::Key_A) {
        m_tools->aligning = true;
        viewport()->update();
        return true;
    }
    if (event.key() == Qt::Key_C) {
        frameSelection();
        return true;
    }
    if (event.key() == Qt::Key_M) {
        emit muteRequested();
        return true;
    }
    if (event.key() == Qt::Key_L) {
        emit layoutRequested();
        return true;
    }
    if (event.key() == Qt::Key_H) {
        if (m_focus.selected.isEmpty() && focusedNode() != 0) { select({focusedNode()}); }
        emit foldRequested();
        return true;
    }
    return false;
}

void CanvasView::selectUpstream() { selectAlong(true); }

void CanvasView::selectDownstream() { selectAlong(false); }

void CanvasView::selectAlong(bool upstream) {
    QSet<quint64> ids = m_focus.selected;
    if (ids.isEmpty() && focusedNode() != 0) { ids.insert(focusedNode()); }
    if (!ids.isEmpty()) { select(reachedFrom(*m_snapshot, ids, upstream)); }
}

void CanvasView::swapInputs() {
    const quint64 id = focusedNode();
    if (id != 0 && movable(id)) { emit swapRequested(id); }
}

/// @param leading puts places on wires instead of cutting them.
void CanvasView::beginStroke(QPointF view, bool leading) {
    m_tools->leading = leading;
    m_tools->stroke = QPolygonF({view});
    m_tools->cut.clear();
    viewport()->setCursor(Qt::CrossCursor);
}

void CanvasView::cutTo(QPointF view) {
    const QPointF way = view - m_tools->stroke.back();
    if (way.manhattanLength() < kLeastStep) { return; }
    m_tools->stroke.append(view);
    QPolygonF scene;
    for (const QPointF& p : m_tools->stroke) { scene.append(m_view.toScene(p)); }
    m_tools->cut = wiresAcross(*m_snapshot, scene);
    viewport()->update();
}

void CanvasView::endCut() {
    if (m_tools->leading) {
        endLead();
        return;
    }
    const QSet<quint64> cut = std::exchange(m_tools->cut, {});
    m_tools->stroke.clear();
    viewport()->unsetCursor();
    viewport()->update();
    if (!cut.isEmpty()) { emit cutRequested(cut); }
}

/// Alt and a click take all wires off a socket, or the wire under the pointer.
bool CanvasView::breakAt(const Hit& hit) {
    QSet<quint64> wires;
    if (hit.kind == Hit::Kind::Point && m_snapshot->diagram.editable) {
        removePoint(hit);
        return true;
    }
    if (hit.isSocket()) {
        wires = wiresAt(*m_snapshot, hit.node, hit.port, hit.kind == Hit::Kind::Output);
    } else if (hit.kind == Hit::Kind::Wire && m_snapshot->wire(hit.wire).id != 0) {
        wires.insert(m_snapshot->wire(hit.wire).id);
    }
    if (!m_snapshot->diagram.editable || wires.isEmpty()) { return false; }
    emit cutRequested(wires);
    return true;
}

/// The wire that the one moved node would be put into if it were dropped now, -1: none. Only a node
/// without wires is meant to go there.
int CanvasView::wireUnderMove() const {
    if (!m_move || m_move->nodes.size() != 1 || !m_move->notes.empty()) { return -1; }
    if (!m_move->carried.empty() || !m_move->stretched.empty()) { return -1; }
    const int node = m_move->nodes.front();
    const DiagramNode& moved = m_snapshot->node(node);
    if (moved.inputs.empty() || moved.outputs.empty()) { return -1; }
    const int w = wireThrough(*m_snapshot, m_snapshot->rect(node).translated(m_move->by), node);
    if (w < 0) { return -1; }
    const CanvasWire& wire = m_snapshot->wire(w);
    const SocketRef& from = m_snapshot->port(wire.fromNode, wire.fromPort, true).socket;
    const bool takes = std::ranges::any_of(moved.inputs, [&](const PortInfo& port) {
        return port.socket.item != 0 && (!m_quickCheck || m_quickCheck(from, port.socket).fits);
    });
    return takes ? w : -1;
}

void CanvasView::paintTools(QPainter& painter) {
    const Theme& theme = appTheme();
    const QRectF area(viewport()->rect());
    painter.setRenderHint(QPainter::Antialiasing);
    if (!m_tools->stroke.isEmpty()) {
        const QColor& colour = m_tools->leading ? theme.accent : theme.error;
        for (const CanvasWire& wire : m_snapshot->wires) {
            if (!m_tools->cut.contains(wire.id)) { continue; }
            paintWire(painter, *m_snapshot, wire, colour, 1.5, m_view, area);
        }
        QPen pen(colour, 1.5);
        pen.setDashPattern({4, 3});
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(m_tools->stroke);
    }
    if (m_tools->aligning) {
        const QString words = m_focus.selected.size() > 1
                                  ? tr("Align  L left  C centre  R right  T top  M middle  B bottom"
                                       "   Distribute  H across  V down")
                                  : tr("Align: select two nodes or more first");
        drawChip(painter, QPointF(area.center().x(), 28), words, theme, theme.accent);
    }
}

void CanvasView::setSnapping(bool on) { m_tools->snap = on; }

void CanvasView::setMapShown(bool shown) {
    if (shown == (m_map != nullptr)) { return; }
    if (!shown) {
        delete std::exchange(m_map, nullptr);
        return;
    }
    m_map = new CanvasMap(viewport());
    connect(m_map, &CanvasMap::wanted, this, [this](QPointF scene) { lookAt(scene, m_view.zoom); });
    connect(m_ground.get(), &TileGround::overviewChanged, m_map, [this] { placeOverlays(); });
    placeOverlays();
}

void CanvasView::setLegendShown(bool shown) {
    if (shown == (m_legend != nullptr)) { return; }
    if (!shown) {
        delete std::exchange(m_legend, nullptr);
        return;
    }
    m_legend = new Legend(viewport());
    m_legend->show();
    placeOverlays();
}

void CanvasView::setCostKey(const std::optional<CostKey>& key) {
    if (!key) {
        delete std::exchange(m_costLegend, nullptr);
        return;
    }
    if (m_costLegend == nullptr) { m_costLegend = new CostLegend(viewport()); }
    m_costLegend->setKey(*key);
    m_costLegend->show();
    placeOverlays();
}

/// The map only where there is more than one sees.
void CanvasView::placeOverlays() {
    const QRect room = viewport()->rect();
    if (m_legend != nullptr) {
        m_legend->move(m_covered + kCorner, room.bottom() + 1 - m_legend->height() - kCorner);
    }
    if (m_costLegend != nullptr) {
        m_costLegend->move(room.right() + 1 - m_costLegend->width() - kCorner, kCorner);
    }
    if (m_map == nullptr) { return; }
    const QRectF& all = m_snapshot->bounds;
    const QRectF seen = visibleScene();
    const bool needed = m_snapshot->nodes() > 0 && !seen.contains(all) &&
                        room.width() > 3 * m_map->width() && room.height() > 2 * m_map->height();
    m_map->setVisible(needed);
    if (!needed) { return; }
    m_map->move(room.right() + 1 - m_map->width() - kCorner,
                room.bottom() + 1 - m_map->height() - kCorner);
    m_map->follow(m_ground->overview(), all, seen);
}

}  // namespace weft::ui
