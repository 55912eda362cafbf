// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tiles/changed_areas.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "ui/canvas/layout/node_layout.h"
#include "ui/canvas/paint/groups/link_painter.h"

namespace weft::ui {
namespace {

constexpr double kAround = 12;     // sockets, the second outline of groups, line widths
constexpr double kChip = 64;       // half a label of a wire
constexpr std::size_t kPiece = 4;  // chords of a path in one area

bool looksSame(const PortInfo& a, const PortInfo& b) {
    return std::tie(a.name, a.family, a.shape, a.spare) ==
           std::tie(b.name, b.family, b.shape, b.spare);
}

bool looksSame(const ParameterInfo& a, const ParameterInfo& b) {
    return a.name == b.name && a.value == b.value;
}

template <typename T>
bool looksSame(const std::vector<T>& a, const std::vector<T>& b) {
    return std::ranges::equal(a, b, [](const T& x, const T& y) { return looksSame(x, y); });
}

bool looksSame(const DiagramNode& a, const DiagramNode& b) {
    const auto words = [](const DiagramNode& n) {
        return std::tie(n.name, n.type, n.category, n.form, n.note, n.ops, n.derived, n.unknownOp,
                        n.hasVariables, n.leftOut, n.series);
    };
    return words(a) == words(b) && looksSame(a.inputs, b.inputs) &&
           looksSame(a.outputs, b.outputs) && looksSame(a.parameters, b.parameters);
}

/// Who a wire is: what an edit calls it and where it runs; several may be drawn as one.
struct WireName {
    quint64 id, from, to;
    int fromPort, toPort;
    bool control;
    friend bool operator==(const WireName&, const WireName&) = default;
};

struct WireHash {
    std::size_t operator()(const WireName& w) const {
        quint64 h = w.id * 0x9e3779b97f4a7c15ULL;
        for (const quint64 part :
             {w.from, w.to,
              static_cast<quint64>(w.fromPort) << 32 | static_cast<quint64>(w.toPort)}) {
            h = (h ^ part) * 0x9e3779b97f4a7c15ULL;
            h ^= h >> 29;
        }
        return h;
    }
};

WireName nameOf(const CanvasSnapshot& s, const CanvasWire& w) {
    return {w.id, s.node(w.fromNode).id, s.node(w.toNode).id, w.fromPort, w.toPort, w.control};
}

class Areas {
public:
    void node(const CanvasSnapshot& s, int i) {
        out.push_back(s.rect(i).adjusted(-kAround, -kAround, kAround, kAround + kFootMark));
    }
    void rect(const QRectF& r) { out.push_back(r.adjusted(-kAround, -kAround, kAround, kAround)); }
    void wire(const CanvasSnapshot& s, const CanvasWire& w) {
        const std::span<const QPointF> path = s.path(w);
        for (std::size_t i = 0; i + 1 < path.size(); i += kPiece) {
            QRectF box(path[i], QSizeF());
            for (std::size_t k = i + 1; k <= std::min(i + kPiece, path.size() - 1); ++k) {
                box = QRectF(
                    QPointF(std::min(box.left(), path[k].x()), std::min(box.top(), path[k].y())),
                    QPointF(std::max(box.right(), path[k].x()),
                            std::max(box.bottom(), path[k].y())));
            }
            rect(box);
        }
        if (path.empty() || s.shapeOf(w).isEmpty()) { return; }
        const QPointF middle = (path.front() + path.back()) / 2;
        out.emplace_back(middle - QPointF(kChip, kChip), QSizeF(2 * kChip, 2 * kChip));
    }

    std::vector<QRectF> out;
};

bool looksSame(const CanvasSnapshot& a, const CanvasWire& x, const CanvasSnapshot& b,
               const CanvasWire& y) {
    return x.family == y.family && x.width == y.width && x.reference == y.reference &&
           std::ranges::equal(a.path(x), b.path(y)) && a.shapeOf(x) == b.shapeOf(y);
}

void compareNodes(const CanvasSnapshot& before, const CanvasSnapshot& now, Areas& areas) {
    std::unordered_map<quint64, int> old;
    for (int i = 0; i < before.nodes(); ++i) { old.emplace(before.node(i).id, i); }
    for (int i = 0; i < now.nodes(); ++i) {
        const auto found = old.find(now.node(i).id);
        if (found == old.end()) {
            areas.node(now, i);
            continue;
        }
        const int k = found->second;
        old.erase(found);
        if (before.rect(k) == now.rect(i) && looksSame(before.node(k), now.node(i))) { continue; }
        areas.node(before, k);
        areas.node(now, i);
    }
    for (const auto& [id, i] : old) { areas.node(before, i); }
}

void compareWires(const CanvasSnapshot& before, const CanvasSnapshot& now, Areas& areas) {
    std::unordered_map<WireName, int, WireHash> old;
    for (std::size_t w = 0; w < before.wires.size(); ++w) {
        old.emplace(nameOf(before, before.wires[w]), static_cast<int>(w));
    }
    for (const CanvasWire& wire : now.wires) {
        const auto found = old.find(nameOf(now, wire));
        if (found == old.end()) {
            areas.wire(now, wire);
            continue;
        }
        const CanvasWire& was = before.wire(found->second);
        old.erase(found);
        if (looksSame(before, was, now, wire)) { continue; }
        areas.wire(before, was);
        areas.wire(now, wire);
    }
    for (const auto& [name, w] : old) { areas.wire(before, before.wire(w)); }
}

/// The box of each link between nodes that the snapshot has.
std::vector<QRectF> linkBoxes(const CanvasSnapshot& s) {
    std::vector<QRectF> boxes;
    for (const DiagramLink& link : s.diagram.links) {
        boxes.push_back(linkPath(s.rect(link.node), s.rect(link.source)).controlPointRect());
    }
    return boxes;
}

}  // namespace

std::vector<QRectF> changedAreas(const CanvasSnapshot& before, const CanvasSnapshot& now) {
    Areas areas;
    compareNodes(before, now, areas);
    compareWires(before, now, areas);
    if (before.diagram.notes != now.diagram.notes || before.noteRects != now.noteRects) {
        for (const QRectF& r : before.noteRects) { areas.rect(r); }
        for (const QRectF& r : now.noteRects) { areas.rect(r); }
    }
    const std::vector<QRectF> was = linkBoxes(before);
    const std::vector<QRectF> is = linkBoxes(now);
    if (was != is) {
        for (const QRectF& r : was) { areas.rect(r); }
        for (const QRectF& r : is) { areas.rect(r); }
    }
    return std::move(areas.out);
}

std::vector<QRectF> areasOf(const CanvasSnapshot& s, const Lifted& lifted) {
    Areas areas;
    for (int i = 0; i < s.nodes(); ++i) {
        if (lifted.node(i)) { areas.node(s, i); }
    }
    for (std::size_t w = 0; w < s.wires.size(); ++w) {
        if (lifted.wire(static_cast<int>(w))) { areas.wire(s, s.wires[w]); }
    }
    for (const DiagramLink& link : s.diagram.links) {
        if (!lifted.node(link.node) && !lifted.node(link.source)) { continue; }
        areas.rect(linkPath(s.rect(link.node), s.rect(link.source)).controlPointRect());
    }
    for (std::size_t i = 0; i < s.noteRects.size(); ++i) {
        if (lifted.note(static_cast<int>(i))) { areas.rect(s.noteRects[i]); }
    }
    return std::move(areas.out);
}

}  // namespace weft::ui
