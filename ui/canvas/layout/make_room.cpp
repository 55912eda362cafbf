// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/make_room.h"

#include <cmath>
#include <vector>

namespace weft::ui {
namespace {

constexpr double kGap = 40;   // between a node and the next one in its wire
constexpr double kApart = 8;  // between nodes that have nothing to do with each other
constexpr double kStep = 8;   // the grid that nodes stand on

double onGrid(double v) { return std::ceil(v / kStep) * kStep; }

/// All that depends on a node and lies no further left than it, the node too, in the same panel. Not
/// `source` and what is reached only through it: a loop must not carry its own beginning away.
std::vector<bool> behind(const CanvasSnapshot& s, int node, int source) {
    const int panel = s.node(node).panel;
    std::vector<std::vector<int>> next(s.rects.size());
    for (const CanvasWire& wire : s.wires) {
        const int from = s.diagram.memberOf(panel, wire.fromNode);
        const int to = s.diagram.memberOf(panel, wire.toNode);
        if (from >= 0 && to >= 0) { next[static_cast<std::size_t>(from)].push_back(to); }
    }
    std::vector<bool> found(s.rects.size(), false);
    std::vector<int> open{node};
    const double left = s.rect(node).left();
    while (!open.empty()) {
        const int at = open.back();
        open.pop_back();
        const auto i = static_cast<std::size_t>(at);
        if (found[i] || at == source || s.rect(at).left() < left) { continue; }
        found[i] = true;
        open.insert(open.end(), next[i].begin(), next[i].end());
    }
    return found;
}

}  // namespace

MadeRoom roomFor(const CanvasSnapshot& s, int w, const QRectF& node, quint64 id) {
    const CanvasWire& wire = s.wire(w);
    const int panel = s.diagram.panelAround(wire.fromNode, wire.toNode);
    const int from = s.diagram.memberOf(panel, wire.fromNode);
    const int to = s.diagram.memberOf(panel, wire.toNode);
    const QRectF& source = s.rect(from);
    const QRectF& target = s.rect(to);
    MadeRoom room{node.topLeft(), {}};
    if (target.left() < source.right()) { return room; }
    room.corner.setX(std::max(node.left(), onGrid(source.right() + kGap)));
    const double right = onGrid(room.corner.x() + node.width() + kGap - target.left());
    if (right <= 0) { return room; }
    const int own = s.diagram.indexOf(id);
    std::vector<bool> moves = behind(s, to, from);
    std::vector<int> open;
    for (int i = 0; i < s.nodes(); ++i) {
        if (moves[static_cast<std::size_t>(i)] && i != own) { open.push_back(i); }
    }
    while (!open.empty()) {
        const int at = open.back();
        open.pop_back();
        room.corners.insert(s.node(at).id, s.rect(at).topLeft() + QPointF(right, 0));
        const QRectF there = s.rect(at).translated(right, 0).adjusted(-kApart, 0, kApart, 0);
        for (const int other : s.nodeGrid.find(there)) {
            const auto i = static_cast<std::size_t>(other);
            const bool inTheWay = !moves[i] && other != own && other != from &&
                                  s.node(other).panel == panel && s.rect(other).intersects(there) &&
                                  !s.rect(other).intersects(s.rect(at));
            if (!inTheWay) { continue; }
            moves[i] = true;
            open.push_back(other);
        }
    }
    room.corners.remove(0);
    return room;
}

}  // namespace weft::ui
