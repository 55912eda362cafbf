// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/drag/hand_tools.h"

#include <QLineF>
#include <algorithm>
#include <cmath>
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

std::vector<QPointF> ledThrough(const CanvasSnapshot& s, int w, QPointF scene, double grid) {
    const std::span<const QPointF> path = s.path(s.wire(w));
    std::vector<QPointF> via = s.diagram.wires[static_cast<std::size_t>(w)].via;
    double best = std::numeric_limits<double>::max();
    std::size_t piece = 0;
    for (std::size_t k = 1; k < path.size(); ++k) {
        const double far = distanceToSegment(scene, path[k - 1], path[k]);
        if (far >= best) { continue; }
        best = far;
        piece = (k - 1) / kLedChords;
    }
    const auto onGrid = [grid](double v) { return grid > 0 ? std::round(v / grid) * grid : v; };
    const auto at = static_cast<std::ptrdiff_t>(std::min(piece, via.size()));
    via.insert(via.begin() + (via.empty() ? 0 : at), {onGrid(scene.x()), onGrid(scene.y())});
    return via;
}

QHash<quint64, std::vector<QPointF>> ledAcross(const CanvasSnapshot& s, const QPolygonF& line,
                                               double grid) {
    QHash<quint64, std::vector<QPointF>> led;
    const QSet<quint64> crossed = wiresAcross(s, line);
    for (std::size_t w = 0; w < s.wires.size(); ++w) {
        const CanvasWire& wire = s.wires[w];
        if (wire.id == 0 || !crossed.contains(wire.id) || led.contains(wire.id)) { continue; }
        const std::span<const QPointF> path = s.path(wire);
        for (qsizetype i = 1; i < line.size() && !led.contains(wire.id); ++i) {
            const QLineF piece(line[i - 1], line[i]);
            for (std::size_t k = 1; k < path.size(); ++k) {
                QPointF at;
                const QLineF chord(path[k - 1], path[k]);
                if (piece.intersects(chord, &at) != QLineF::BoundedIntersection) { continue; }
                led.insert(wire.id, ledThrough(s, static_cast<int>(w), at, grid));
                break;
            }
        }
    }
    return led;
}

int wireOf(const CanvasSnapshot& s, quint64 id) {
    for (std::size_t w = 0; w < s.wires.size(); ++w) {
        if (s.wires[w].id == id && id != 0) { return static_cast<int>(w); }
    }
    return -1;
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
