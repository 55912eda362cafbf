// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/pack_parts.h"

#include <QRectF>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace weft::ui {
namespace {

constexpr double kGap = 40;
constexpr double kGrid = 8;
constexpr double kLeastWidth = 960;  // of a row

struct Part {
    std::vector<std::size_t> boxes;
    QRectF area;
};

/// The part that each box belongs to: union and find with halved paths.
std::vector<std::size_t> rootsOf(const LayoutGraph& graph) {
    std::vector<std::size_t> parent(graph.boxes.size());
    std::iota(parent.begin(), parent.end(), std::size_t{0});
    const auto root = [&parent](std::size_t i) {
        while (parent[i] != i) {
            parent[i] = parent[parent[i]];
            i = parent[i];
        }
        return i;
    };
    for (const LayoutGraph::Edge& e : graph.edges) {
        parent[root(static_cast<std::size_t>(e.to))] = root(static_cast<std::size_t>(e.from));
    }
    for (std::size_t i = 0; i < parent.size(); ++i) { parent[i] = root(i); }
    return parent;
}

std::vector<Part> partsOf(const LayoutGraph& graph, const LayoutResult& result,
                          const std::vector<std::size_t>& roots) {
    std::vector<Part> all(graph.boxes.size());
    for (std::size_t i = 0; i < roots.size(); ++i) {
        Part& part = all[roots[i]];
        part.boxes.push_back(i);
        part.area = part.area.united(QRectF(result.positions[i], graph.boxes[i]));
    }
    // Wires that pass columns belong to the area too.
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        QRectF& area = all[roots[static_cast<std::size_t>(graph.edges[e].from)]].area;
        for (const QPointF& p : result.through[e]) {
            area = area.united(QRectF(p, QSizeF(0.1, 0.1)));
        }
    }
    std::erase_if(all, [](const Part& part) { return part.boxes.empty(); });
    std::stable_sort(all.begin(), all.end(),
                     [](const Part& a, const Part& b) { return a.boxes.size() > b.boxes.size(); });
    return all;
}

}  // namespace

void packParts(const LayoutGraph& graph, LayoutResult& result) {
    const std::vector<std::size_t> roots = rootsOf(graph);
    const std::vector<Part> parts = partsOf(graph, result, roots);
    if (parts.size() < 2) { return; }
    const QRectF& main = parts.front().area;
    const double width = std::max(main.width(), kLeastWidth);
    std::vector<QPointF> shift(graph.boxes.size());
    QPointF at(main.left(), main.bottom() + kGap);
    double height = 0;
    for (std::size_t p = 1; p < parts.size(); ++p) {
        const QRectF& area = parts[p].area;
        if (at.x() > main.left() && at.x() + area.width() > main.left() + width) {
            at = QPointF(main.left(), at.y() + height + kGap);
            height = 0;
        }
        const QPointF by = at - area.topLeft();
        for (const std::size_t box : parts[p].boxes) {
            shift[box] = QPointF(std::round(by.x() / kGrid), std::round(by.y() / kGrid)) * kGrid;
        }
        at.rx() += area.width() + kGap;
        height = std::max(height, area.height());
    }
    for (std::size_t i = 0; i < shift.size(); ++i) { result.positions[i] += shift[i]; }
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        for (QPointF& p : result.through[e]) {
            p += shift[static_cast<std::size_t>(graph.edges[e].from)];
        }
    }
}

}  // namespace weft::ui
