// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/drag/hand_tools.h"

#include <QLineF>
#include <limits>

#include "ui/canvas/layout/wire_router.h"

namespace weft::ui {

QSet<quint64> wiresAcross(const CanvasSnapshot& s, const QPolygonF& line) {
    QSet<quint64> found;
    for (qsizetype i = 1; i < line.size(); ++i) {
        const QLineF piece(line[i - 1], line[i]);
        const QRectF box = QRectF(piece.p1(), piece.p2()).normalized().adjusted(-1, -1, 1, 1);
        for (const int w : s.wireGrid.find(box)) {
            const CanvasWire& wire = s.wire(w);
            if (wire.id == 0 || found.contains(wire.id)) { continue; }
            const std::span<const QPointF> path = s.path(wire);
            for (std::size_t k = 1; k < path.size(); ++k) {
                const QLineF chord(path[k - 1], path[k]);
                if (piece.intersects(chord, nullptr) == QLineF::BoundedIntersection) {
                    found.insert(wire.id);
                    break;
                }
            }
        }
    }
    return found;
}

QSet<quint64> wiresAt(const CanvasSnapshot& s, int node, int port, bool isOutput) {
    QSet<quint64> found;
    for (const CanvasWire& wire : s.wires) {
        if (wire.id == 0 || wire.control) { continue; }
        const bool here = isOutput ? wire.fromNode == node && wire.fromPort == port
                                   : wire.toNode == node && wire.toPort == port;
        if (here) { found.insert(wire.id); }
    }
    return found;
}

int wireThrough(const CanvasSnapshot& s, const QRectF& rect, int node) {
    // The border does not count: a node beside a wire is not meant.
    const QRectF inner = rect.adjusted(8, 4, -8, -4);
    double best = std::numeric_limits<double>::max();
    int found = -1;
    for (const int w : s.wireGrid.find(inner)) {
        const CanvasWire& wire = s.wire(w);
        if (wire.id == 0 || wire.control || wire.fromNode == node || wire.toNode == node) {
            continue;
        }
        const std::span<const QPointF> path = s.path(wire);
        for (std::size_t k = 1; k < path.size(); ++k) {
            QPointF a = path[k - 1];
            QPointF b = path[k];
            if (!clipSegment(inner, a, b)) { continue; }
            const double far = distanceToSegment(inner.center(), a, b);
            if (far < best) {
                best = far;
                found = w;
            }
        }
    }
    return found;
}

QRectF coveredBy(const CanvasSnapshot& s, const MoveDrag& move) {
    constexpr std::size_t kMost = 200;
    const auto at = [](int i) { return static_cast<std::size_t>(i); };
    const std::size_t things =
        move.nodes.size() + move.notes.size() + move.carried.size() + move.stretched.size();
    if (things > kMost) { return {}; }
    QRectF all;
    for (const int i : move.nodes) { all = all.united(s.rect(i).translated(move.by)); }
    for (const int i : move.notes) { all = all.united(s.noteRects[at(i)].translated(move.by)); }
    const auto add = [&all](QPointF p) { all = all.united({p - QPointF(4, 4), QSizeF(8, 8)}); };
    for (const int w : move.carried) {
        for (const QPointF& p : s.path(s.wire(w))) { add(p + move.by); }
    }
    for (const int w : move.stretched) {
        const CanvasWire& wire = s.wire(w);
        const bool from = move.lifted.node(wire.fromNode);
        const QPointF none;
        for (const QPointF& p :
             stretchedPath(s, wire, from ? move.by : none, from ? none : move.by)) {
            add(p);
        }
    }
    return all;
}

QSet<quint64> reachedFrom(const CanvasSnapshot& s, const QSet<quint64>& ids, bool upstream) {
    std::vector<std::vector<int>> next(s.rects.size());
    for (const CanvasWire& wire : s.wires) {
        const int from = upstream ? wire.toNode : wire.fromNode;
        next[static_cast<std::size_t>(from)].push_back(upstream ? wire.fromNode : wire.toNode);
    }
    std::vector<bool> seen(s.rects.size(), false);
    std::vector<int> open;
    QSet<quint64> all = ids;
    for (int i = 0; i < s.nodes(); ++i) {
        if (ids.contains(s.node(i).id)) { open.push_back(i); }
    }
    while (!open.empty()) {
        const auto at = static_cast<std::size_t>(open.back());
        open.pop_back();
        if (seen[at]) { continue; }
        seen[at] = true;
        all.insert(s.node(static_cast<int>(at)).id);
        open.insert(open.end(), next[at].begin(), next[at].end());
    }
    return all;
}

}  // namespace weft::ui
