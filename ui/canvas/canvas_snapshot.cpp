// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_snapshot.h"

#include <QFontMetricsF>
#include <algorithm>
#include <functional>

#include "ui/canvas/layout/kept_routes.h"
#include "ui/canvas/layout/lane_router.h"
#include "ui/canvas/layout/node_layout.h"
#include "ui/canvas/layout/placing.h"
#include "ui/canvas/layout/wire_router.h"
#include "ui/canvas/paint/view_transform.h"

namespace weft::ui {
namespace {

/// Ends of a wire relative to its nodes: sockets, or the title bars for control edges.
QPointF startOf(const CanvasSnapshot& s, const DiagramWire& w) {
    if (w.control) {
        const QRectF& r = s.rect(w.fromNode);
        return {r.right(), r.top() + kTitleHeight / 2};
    }
    return s.output(w.fromNode, w.fromPort);
}

QPointF endOf(const CanvasSnapshot& s, const DiagramWire& w) {
    if (w.control) {
        const QRectF& r = s.rect(w.toNode);
        return {r.left(), r.top() + kTitleHeight / 2};
    }
    return s.input(w.toNode, w.toPort);
}

/// By wire: the points that it passes, where a layout has chosen them.
using Ways = std::vector<std::optional<std::vector<QPointF>>>;

/// Positions for every node, and for the places of wires.
Ways place(CanvasSnapshot& s) {
    Placing placing = placingOf(s.diagram);
    s.rects = std::move(placing.rects);
    s.origins = std::move(placing.origins);
    s.placed = placing.placed;
    for (int i = 0; i < s.nodes(); ++i) {
        if (s.node(i).form == NodeForm::Panel) { s.panels.push_back(i); }
    }
    for (DiagramWire& wire : s.diagram.wires) {
        for (QPointF& via : wire.via) { via += s.origin(wire.panel); }
    }
    return std::move(placing.through);
}

/// Notes are at least as high as their words.
void placeNotes(CanvasSnapshot& s) {
    constexpr double kUsualWidth = 320;
    const QFontMetricsF metrics(fontOf(TextRole::Body));
    for (const DiagramNote& note : s.diagram.notes) {
        QRectF rect = note.rect.translated(s.origin(note.panel));
        if (rect.width() <= 0) { rect.setWidth(kUsualWidth); }
        if (note.frame) {
            s.frames.push_back(static_cast<int>(s.noteRects.size()));
            s.noteRects.emplace_back(rect.topLeft(),
                                     rect.size().expandedTo({kLeastNote, kLeastNote}));
            continue;
        }
        // Room for the words also where they have stopped shrinking with the zoom.
        const double grown = textScale(kFullDetail, kNotePixels) / kFullDetail;
        const QRectF room(0, 0, (rect.width() - 2 * kNotePadding) / grown, 10000);
        const double needed =
            metrics.boundingRect(room, Qt::TextWordWrap, note.text).height() * grown;
        rect.setHeight(std::max(rect.height(), needed + 2 * kNotePadding));
        s.noteRects.push_back(rect);
    }
    const auto area = [&s](int i) {
        const QRectF& r = s.noteRects[static_cast<std::size_t>(i)];
        return r.width() * r.height();
    };
    std::ranges::stable_sort(s.frames, std::greater<>(), area);
}

CanvasWire drawn(const CanvasSnapshot& s, const DiagramWire& w) {
    CanvasWire wire;
    wire.fromNode = w.fromNode;
    wire.fromPort = w.fromPort;
    wire.toNode = w.toNode;
    wire.toPort = w.toPort;
    wire.control = w.control;
    wire.reference = w.reference;
    wire.id = w.id;
    if (!w.control) {
        const PortInfo& port = s.node(w.fromNode).outputs[static_cast<std::size_t>(w.fromPort)];
        wire.family = port.family;
        wire.width = static_cast<float>(wireWidth(port.elements));
    }
    return wire;
}

QRectF boxOf(std::span<const QPointF> path) {
    QPointF least = path.front();
    QPointF most = path.front();
    for (const QPointF& p : path) {
        least = QPointF(std::min(least.x(), p.x()), std::min(least.y(), p.y()));
        most = QPointF(std::max(most.x(), p.x()), std::max(most.y(), p.y()));
    }
    return {least, most + QPointF(0.1, 0.1)};
}

/// Leads the wires of a diagram whose nodes have their places.
class Routing {
public:
    Routing(CanvasSnapshot& s, const CanvasSnapshot* before)
        : m_s(s), m_before(before), m_lanes(s.rects, s.nodeGrid), m_kept(before, s) {}

    /// @param through as place() gives them.
    void route(const Ways& through) {
        std::vector<QRectF> boxes;
        for (std::size_t i = 0; i < m_s.diagram.wires.size(); ++i) {
            const DiagramWire& w = m_s.diagram.wires[i];
            CanvasWire wire = drawn(m_s, w);
            wire.firstPoint = static_cast<int>(m_s.points.size());
            m_s.lanes.push_back(lead(w, through[i] ? &*through[i] : nullptr));
            wire.points = static_cast<int>(m_s.points.size()) - wire.firstPoint;
            const QRectF box = boxOf(m_s.path(wire));
            boxes.push_back(box.adjusted(-4, -4, 4, 4));
            m_s.bounds = m_s.bounds.united(box);
            m_s.wires.push_back(wire);
        }
        m_s.wireGrid = CanvasGrid(boxes);
    }

private:
    /// Appends a wire's path. @return its lane
    std::optional<QLineF> lead(const DiagramWire& w, const std::vector<QPointF>* through) {
        const LaneRouter::Ends ends = {w.fromNode, w.toNode, startOf(m_s, w), endOf(m_s, w)};
        const bool back = ends.to.x() < ends.from.x() + 8;
        const int match = m_kept.match(w);
        if (!w.via.empty()) {
            appendLedWire(ends.from, w.via, ends.to, m_s.points);
            m_kept.routed(std::nullopt);
            return std::nullopt;
        }
        const bool wasLed = match >= 0 && m_kept.wasLed();
        if (!wasLed && m_kept.holds(ends, back ? QRectF() : m_lanes.reach(ends))) {
            const std::span<const QPointF> path = m_before->path(m_before->wire(match));
            m_s.points.insert(m_s.points.end(), path.begin(), path.end());
            const std::optional<QLineF> lane = m_before->lanes[static_cast<std::size_t>(match)];
            if (lane) { m_lanes.keep(ends, lane->p1(), lane->p2()); }
            return lane;
        }
        if (back) {
            const double lane = backwardLane(m_s.rect(w.fromNode), m_s.rect(w.toNode));
            appendBackwardWire(ends.from, ends.to, lane, m_s.points);
            m_kept.routed(std::nullopt);
            return std::nullopt;
        }
        const std::vector<QPointF> way = through == nullptr ? m_lanes.way(ends) : *through;
        appendForwardWire(ends.from, way, ends.to, m_s.points);
        if (through != nullptr || way.empty()) {
            m_kept.routed(std::nullopt);
            return std::nullopt;
        }
        const QLineF lane(way.front(), way.back());
        m_kept.routed(lane);
        return lane;
    }

    CanvasSnapshot& m_s;
    const CanvasSnapshot* m_before;
    LaneRouter m_lanes;
    KeptRoutes m_kept;
};

}  // namespace

QPointF CanvasSnapshot::input(int i, int port) const {
    return rect(i).topLeft() + inputSocket(node(i), port);
}

QPointF CanvasSnapshot::output(int i, int port) const {
    return rect(i).topLeft() + outputSocket(node(i), port, rect(i).width());
}

int CanvasSnapshot::wireInto(int i, int port) const {
    for (std::size_t w = 0; w < wires.size(); ++w) {
        const CanvasWire& wire = wires[w];
        if (wire.toNode == i && wire.toPort == port && !wire.control) {
            return static_cast<int>(w);
        }
    }
    return -1;
}

int CanvasSnapshot::noteOf(quint64 id) const {
    for (std::size_t i = 0; i < diagram.notes.size(); ++i) {
        if (diagram.notes[i].id == id && id != 0) { return static_cast<int>(i); }
    }
    return -1;
}

QPointF CanvasSnapshot::freePlace(QRectF wanted) const {
    constexpr double kApart = 24;
    const int panel = panelAt(wanted.topLeft());
    for (int tries = 0; tries < nodes(); ++tries) {
        const auto hit = std::ranges::find_if(rects, [&](const QRectF& taken) {
            const auto i = static_cast<std::size_t>(&taken - rects.data());
            return diagram.nodes[i].panel == panel &&
                   taken.adjusted(-kApart, -kApart, kApart, kApart).intersects(wanted);
        });
        if (hit == rects.end()) { break; }
        wanted.moveTop(hit->bottom() + kApart + 1);
    }
    return wanted.topLeft();
}

int CanvasSnapshot::panelAt(QPointF scene) const {
    // What lies in another comes after it.
    const auto found = std::find_if(panels.rbegin(), panels.rend(),
                                    [&](int panel) { return rect(panel).contains(scene); });
    return found == panels.rend() ? -1 : *found;
}

QHash<quint64, QPointF> CanvasSnapshot::ownCorners(QHash<quint64, QPointF> corners) const {
    for (auto it = corners.begin(); it != corners.end(); ++it) {
        const int at = diagram.indexOf(it.key());
        const int note = at < 0 ? noteOf(it.key()) : -1;
        if (at >= 0) { it.value() -= origin(node(at).panel); }
        if (note >= 0) {
            it.value() -= origin(diagram.notes[static_cast<std::size_t>(note)].panel);
        }
    }
    return corners;
}

QSet<quint64> CanvasSnapshot::outermost(QSet<quint64> ids) const {
    if (panels.empty()) { return ids; }
    const QSet<quint64> all = ids;
    const auto isTaken = [&](int panel) {
        for (; panel >= 0; panel = node(panel).panel) {
            if (all.contains(node(panel).id)) { return true; }
        }
        return false;
    };
    for (const DiagramNode& node : diagram.nodes) {
        if (node.panel >= 0 && isTaken(node.panel)) { ids.remove(node.id); }
    }
    for (const DiagramNote& note : diagram.notes) {
        if (note.panel >= 0 && isTaken(note.panel)) { ids.remove(note.id); }
    }
    return ids;
}

QString CanvasSnapshot::shapeOf(const CanvasWire& wire) const {
    if (wire.control) { return {}; }
    return node(wire.fromNode).outputs[static_cast<std::size_t>(wire.fromPort)].shape;
}

std::shared_ptr<const CanvasSnapshot> makeSnapshot(Diagram diagram, const CanvasSnapshot* before) {
    auto s = std::make_shared<CanvasSnapshot>();
    s->diagram = std::move(diagram);
    const Ways through = place(*s);
    s->nodeGrid = CanvasGrid(s->rects);
    const bool comparable = before != nullptr && before->placed && s->placed;
    Routing(*s, comparable ? before : nullptr).route(through);
    placeNotes(*s);
    for (const QRectF& r : s->rects) { s->bounds = s->bounds.united(r); }
    for (const QRectF& r : s->noteRects) { s->bounds = s->bounds.united(r); }
    return s;
}

}  // namespace weft::ui
