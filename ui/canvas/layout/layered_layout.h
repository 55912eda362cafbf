// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QSizeF>
#include <vector>

namespace weft::ui {

/// A graph to be placed: boxes, and edges with the height of their ends above each box's top.
struct LayoutGraph {
    struct Edge {
        int from = 0;
        int to = 0;
        double fromY = 0;  ///< of the socket, from the box's top
        double toY = 0;
        bool weak = false;  ///< order only: counts less when boxes are lined up
    };
    std::vector<QSizeF> boxes;
    std::vector<bool> follow;  ///< boxes that want to stand just left of their reader (constants)
    std::vector<Edge> edges;
};

/// Where the boxes stand, and for each edge that passes other columns the points it goes through.
struct LayoutResult {
    std::vector<QPointF> positions;             ///< top left, on the grid of 8
    std::vector<std::vector<QPointF>> through;  ///< one a edge
};

/// Places a graph in columns from left to right: cycles are cut, a box stands right of everything
/// it reads (longest path), crossings are reduced by sweeps of barycentres, then each box moves
/// towards the middle of its neighbours. Same input, same answer.
/// Threading: pure; any thread. Complexity: near linear in boxes and edges.
/// Source: Sugiyama, Tagawa, Toda, "Methods for visual understanding of hierarchical system
/// structures", 1981.
LayoutResult layeredLayout(const LayoutGraph& graph);

}  // namespace weft::ui
