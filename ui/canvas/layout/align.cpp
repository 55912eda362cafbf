// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/align.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "ui/canvas/layout/layered_layout.h"
#include "ui/canvas/layout/node_layout.h"

namespace weft::ui {
namespace {

constexpr double kGrid = 8;

double snap(double v) { return std::round(v / kGrid) * kGrid; }

struct Box {
    quint64 id = 0;
    QRectF rect;
};

std::vector<Box> boxesOf(const CanvasSnapshot& s, const QSet<quint64>& ids) {
    std::vector<Box> boxes;
    for (int i = 0; i < s.nodes(); ++i) {
        if (ids.contains(s.node(i).id)) { boxes.push_back({s.node(i).id, s.rect(i)}); }
    }
    return boxes;
}

QPointF onLine(const QRectF& r, const QRectF& all, Alignment how) {
    switch (how) {
        case Alignment::Left:
            return {all.left(), r.top()};
        case Alignment::Centre:
            return {std::round(all.center().x() - r.width() / 2), r.top()};
        case Alignment::Right:
            return {all.right() - r.width(), r.top()};
        case Alignment::Top:
            return {r.left(), all.top()};
        case Alignment::Middle:
            return {r.left(), std::round(all.center().y() - r.height() / 2)};
        default:
            return {r.left(), all.bottom() - r.height()};
    }
}

/// Equal gaps between neighbours; the first and the last stay.
void spread(std::vector<Box>& boxes, bool across) {
    const auto begin = [across](const Box& b) { return across ? b.rect.left() : b.rect.top(); };
    const auto length = [across](const Box& b) {
        return across ? b.rect.width() : b.rect.height();
    };
    std::ranges::stable_sort(boxes, {}, begin);
    double used = 0;
    for (const Box& b : boxes) { used += length(b); }
    const double room = begin(boxes.back()) + length(boxes.back()) - begin(boxes.front());
    const double gap = (room - used) / static_cast<double>(boxes.size() - 1);
    double at = begin(boxes.front());
    for (Box& b : boxes) {
        const double to = &b == &boxes.back() ? begin(b) : std::round(at);
        at += length(b) + gap;
        b.rect.moveTopLeft(across ? QPointF(to, b.rect.top()) : QPointF(b.rect.left(), to));
    }
}

/// @param box the node, or the panel around it.
double heightOf(const CanvasSnapshot& s, const CanvasWire& wire, bool from, const QRectF& box) {
    const int node = from ? wire.fromNode : wire.toNode;
    if (wire.control) { return s.rect(node).top() + kTitleHeight / 2 - box.top(); }
    const QPointF at = from ? s.output(node, wire.fromPort) : s.input(node, wire.toPort);
    return at.y() - box.top();
}

}  // namespace

QHash<quint64, QPointF> aligned(const CanvasSnapshot& s, const QSet<quint64>& ids, Alignment how) {
    std::vector<Box> boxes = boxesOf(s, ids);
    const bool gaps = how == Alignment::Across || how == Alignment::Down;
    if (boxes.size() < (gaps ? 3U : 2U)) { return {}; }
    const std::vector<Box> before = boxes;
    if (gaps) {
        spread(boxes, how == Alignment::Across);
    } else {
        QRectF all;
        for (const Box& b : boxes) { all = all.united(b.rect); }
        for (Box& b : boxes) { b.rect.moveTopLeft(onLine(b.rect, all, how)); }
    }
    QHash<quint64, QPointF> corners;
    for (const Box& b : boxes) { corners.insert(b.id, b.rect.topLeft()); }
    for (const Box& b : before) {
        if (corners.value(b.id) == b.rect.topLeft()) { corners.remove(b.id); }
    }
    return corners;
}

QHash<quint64, QPointF> arranged(const CanvasSnapshot& s, const QSet<quint64>& wanted) {
    const QSet<quint64> ids = s.outermost(wanted);
    std::vector<int> place(s.rects.size(), -1);
    std::vector<int> nodes;
    LayoutGraph graph;
    QRectF before;
    for (int i = 0; i < s.nodes(); ++i) {
        if (!ids.contains(s.node(i).id)) { continue; }
        place[static_cast<std::size_t>(i)] = static_cast<int>(nodes.size());
        nodes.push_back(i);
        graph.boxes.push_back(s.rect(i).size());
        graph.follow.push_back(s.node(i).form == NodeForm::Pill && s.node(i).inputs.empty());
        before = before.united(s.rect(i));
    }
    const auto placeOf = [&](int node) {
        while (node >= 0 && place[static_cast<std::size_t>(node)] < 0) {
            node = s.node(node).panel;
        }
        return node < 0 ? -1 : place[static_cast<std::size_t>(node)];
    };
    const auto boxAt = [&](int at) -> const QRectF& {
        return s.rect(nodes[static_cast<std::size_t>(at)]);
    };
    for (const CanvasWire& w : s.wires) {
        const int from = placeOf(w.fromNode);
        const int to = placeOf(w.toNode);
        if (from < 0 || to < 0 || from == to) { continue; }
        graph.edges.push_back({from, to, heightOf(s, w, true, boxAt(from)),
                               heightOf(s, w, false, boxAt(to)), w.control});
    }
    const LayoutResult result = layeredLayout(graph);
    QRectF after;
    for (std::size_t k = 0; k < nodes.size(); ++k) {
        after = after.united({result.positions[k], graph.boxes[k]});
    }
    const QPointF way = before.center() - after.center();
    const QPointF by(snap(way.x()), snap(way.y()));
    QHash<quint64, QPointF> corners;
    for (std::size_t k = 0; k < nodes.size(); ++k) {
        corners.insert(s.node(nodes[k]).id, result.positions[k] + by);
    }
    return corners;
}

}  // namespace weft::ui
