// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_snapshot.h"

#include <QFontMetricsF>
#include <algorithm>

#include "ui/canvas/layout/lane_router.h"
#include "ui/canvas/layout/layered_layout.h"
#include "ui/canvas/layout/node_layout.h"
#include "ui/canvas/layout/wire_router.h"
#include "ui/canvas/paint/view_transform.h"

namespace weft::ui {
namespace {

constexpr double kLane = 16;

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

/// Positions for every node. Returns the points that wires pass, empty where the file gave places.
std::vector<std::vector<QPointF>> place(CanvasSnapshot& s) {
    const std::vector<DiagramNode>& nodes = s.diagram.nodes;
    std::vector<QSizeF> boxes;
    bool placed = true;
    for (const DiagramNode& node : nodes) {
        boxes.push_back(nodeSize(node));
        placed = placed && node.position.has_value();
    }
    s.rects.resize(nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        s.rects[i] = QRectF(nodes[i].position.value_or(QPointF()), boxes[i]);
    }
    if (placed) { return {}; }
    LayoutGraph graph;
    // Room for the error words belongs to the box, so that they never lie on a neighbour.
    for (const QSizeF& box : boxes) { graph.boxes.push_back(box); }
    for (const DiagramNode& node : nodes) { graph.follow.push_back(node.form == NodeForm::Pill); }
    for (const DiagramWire& w : s.diagram.wires) {
        const QPointF from = startOf(s, w) - s.rect(w.fromNode).topLeft();
        const QPointF to = endOf(s, w) - s.rect(w.toNode).topLeft();
        graph.edges.push_back({w.fromNode, w.toNode, from.y(), to.y(), w.control});
    }
    LayoutResult result = layeredLayout(graph);
    for (std::size_t i = 0; i < nodes.size(); ++i) { s.rects[i].moveTo(result.positions[i]); }
    return std::move(result.through);
}

/// Notes are at least as high as their words.
void placeNotes(CanvasSnapshot& s) {
    constexpr double kUsualWidth = 320;
    const QFontMetricsF metrics(fontOf(TextRole::Body));
    for (const DiagramNote& note : s.diagram.notes) {
        QRectF rect = note.rect;
        if (rect.width() <= 0) { rect.setWidth(kUsualWidth); }
        // Room for the words also where they have stopped shrinking with the zoom.
        const double grown = textScale(kFullDetail, kNotePixels) / kFullDetail;
        const QRectF room(0, 0, (rect.width() - 2 * kNotePadding) / grown, 10000);
        const double needed =
            metrics.boundingRect(room, Qt::TextWordWrap, note.text).height() * grown;
        rect.setHeight(std::max(rect.height(), needed + 2 * kNotePadding));
        s.noteRects.push_back(rect);
    }
}

void route(CanvasSnapshot& s, const std::vector<std::vector<QPointF>>& through) {
    std::vector<QRectF> boxes;
    LaneRouter lanes(s.rects, s.nodeGrid);
    for (std::size_t i = 0; i < s.diagram.wires.size(); ++i) {
        const DiagramWire& w = s.diagram.wires[i];
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
        wire.firstPoint = static_cast<int>(s.points.size());
        const QPointF from = startOf(s, w);
        const QPointF to = endOf(s, w);
        if (to.x() < from.x() + 8) {
            const double lane =
                std::max(s.rect(w.fromNode).bottom(), s.rect(w.toNode).bottom()) + kLane;
            appendBackwardWire(from, to, lane, s.points);
        } else {
            const std::vector<QPointF> way =
                i < through.size() ? through[i] : lanes.way({w.fromNode, w.toNode, from, to});
            appendForwardWire(from, way, to, s.points);
        }
        wire.points = static_cast<int>(s.points.size()) - wire.firstPoint;
        QRectF box(from, QSizeF(0.1, 0.1));
        for (const QPointF& p : s.path(wire)) { box = box.united(QRectF(p, QSizeF(0.1, 0.1))); }
        boxes.push_back(box.adjusted(-4, -4, 4, 4));
        s.bounds = s.bounds.united(box);
        s.wires.push_back(wire);
    }
    s.wireGrid = CanvasGrid(boxes);
}

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

QString CanvasSnapshot::shapeOf(const CanvasWire& wire) const {
    if (wire.control) { return {}; }
    return node(wire.fromNode).outputs[static_cast<std::size_t>(wire.fromPort)].shape;
}

std::shared_ptr<const CanvasSnapshot> makeSnapshot(Diagram diagram) {
    auto s = std::make_shared<CanvasSnapshot>();
    s->diagram = std::move(diagram);
    const std::vector<std::vector<QPointF>> through = place(*s);
    s->nodeGrid = CanvasGrid(s->rects);
    route(*s, through);
    placeNotes(*s);
    for (const QRectF& r : s->rects) { s->bounds = s->bounds.united(r); }
    for (const QRectF& r : s->noteRects) { s->bounds = s->bounds.united(r); }
    return s;
}

}  // namespace weft::ui
