// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/drag/move_drag.h"

#include <algorithm>
#include <cmath>

#include "ui/canvas/layout/wire_router.h"

namespace weft::ui {

MoveDrag liftOff(const CanvasSnapshot& s, const QSet<quint64>& ids, quint64 grabbed) {
    MoveDrag drag;
    drag.ids = ids;
    drag.grabbed = grabbed;
    drag.lifted.nodes.resize(static_cast<std::size_t>(s.nodes()));
    drag.lifted.wires.resize(s.wires.size());
    drag.lifted.notes.resize(s.noteRects.size());
    for (int i = 0; i < s.nodes(); ++i) {
        // What lies in a panel comes after it, and goes where it goes.
        if (!ids.contains(s.node(i).id) && !drag.lifted.node(s.node(i).panel)) { continue; }
        drag.lifted.nodes[static_cast<std::size_t>(i)] = true;
        drag.nodes.push_back(i);
    }
    for (std::size_t i = 0; i < s.noteRects.size(); ++i) {
        const DiagramNote& note = s.diagram.notes[i];
        if (!ids.contains(note.id) && !drag.lifted.node(note.panel)) { continue; }
        drag.lifted.notes[i] = true;
        drag.notes.push_back(static_cast<int>(i));
    }
    for (std::size_t w = 0; w < s.wires.size(); ++w) {
        const bool from = drag.lifted.node(s.wires[w].fromNode);
        const bool to = drag.lifted.node(s.wires[w].toNode);
        if (!from && !to) { continue; }
        drag.lifted.wires[w] = true;
        (from && to ? drag.carried : drag.stretched).push_back(static_cast<int>(w));
    }
    return drag;
}

QPointF snappedWay(const CanvasSnapshot& s, const MoveDrag& drag, QPointF wanted) {
    QPointF corner;
    if (const int node = s.diagram.indexOf(drag.grabbed); node >= 0) {
        corner = s.rect(node).topLeft();
    } else if (const int note = s.noteOf(drag.grabbed); note >= 0) {
        corner = s.noteRects[static_cast<std::size_t>(note)].topLeft();
    }
    const auto onGrid = [](double v) { return std::round(v / kGrid) * kGrid; };
    const QPointF at = corner + wanted;
    return QPointF(onGrid(at.x()), onGrid(at.y())) - corner;
}

QHash<quint64, QPointF> cornersAfter(const CanvasSnapshot& s, const MoveDrag& drag) {
    QHash<quint64, QPointF> corners;
    const bool laidOut = std::any_of(s.diagram.nodes.begin(), s.diagram.nodes.end(),
                                     [](const DiagramNode& n) { return !n.position; });
    for (int i = 0; i < s.nodes(); ++i) {
        if (laidOut) { corners.insert(s.node(i).id, s.rect(i).topLeft()); }
    }
    const auto take = [&](quint64 id, QPointF corner) {
        if (drag.ids.contains(id)) { corners.insert(id, corner + drag.by); }
    };
    for (const int i : drag.nodes) { take(s.node(i).id, s.rect(i).topLeft()); }
    for (const int i : drag.notes) {
        const auto at = static_cast<std::size_t>(i);
        take(s.diagram.notes[at].id, s.noteRects[at].topLeft());
    }
    return corners;
}

bool hasArrived(const CanvasSnapshot& s, const QHash<quint64, QPointF>& corners) {
    const auto isAt = [](QPointF a, QPointF b) { return (a - b).manhattanLength() < 0.5; };
    for (auto it = corners.begin(); it != corners.end(); ++it) {
        const int node = s.diagram.indexOf(it.key());
        const int note = node < 0 ? s.noteOf(it.key()) : -1;
        if (node >= 0 && !isAt(s.rect(node).topLeft(), it.value())) { return false; }
        if (note >= 0 && !isAt(s.noteRects[static_cast<std::size_t>(note)].topLeft(), it.value())) {
            return false;
        }
    }
    return true;
}

std::vector<QPointF> stretchedPath(const CanvasSnapshot& s, const CanvasWire& wire, QPointF fromBy,
                                   QPointF toBy) {
    const std::span<const QPointF> path = s.path(wire);
    const QPointF from = path.front() + fromBy;
    const QPointF to = path.back() + toBy;
    std::vector<QPointF> made;
    const std::size_t index = static_cast<std::size_t>(&wire - s.wires.data());
    if (const std::vector<QPointF>& via = s.diagram.wires[index].via; !via.empty()) {
        appendLedWire(from, via, to, made);
        return made;
    }
    if (to.x() < from.x() + 8) {
        const double lane = backwardLane(s.rect(wire.fromNode).translated(fromBy),
                                         s.rect(wire.toNode).translated(toBy));
        appendBackwardWire(from, to, lane, made);
    } else {
        appendForwardWire(from, {}, to, made);
    }
    return made;
}

}  // namespace weft::ui
