// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace weft::ui {

/// Joins a cell of one column to a cell of the next; the heights are of its ends in their cells.
struct ColumnLink {
    int from = 0;
    int to = 0;
    double fromY = 0;
    double toY = 0;
    double weight = 1;
};

/// Orders the cells within their columns so that few links cross: sweeps to and fro that put each
/// cell at the mean place of its neighbours, after each of them neighbours that are better the
/// other way round change places; the best order seen is kept.
/// @param columns cells from above to below, from left to right. @param cells how many there are.
/// Complexity: a few dozen sweeps of a small graph, a few of a large one, each links * log(links).
/// Source: Gansner, Koutsofios, North, Vo, "A technique for drawing directed graphs", 1993, sec. 3.
void orderColumns(std::vector<std::vector<int>>& columns, const std::vector<ColumnLink>& links,
                  std::size_t cells);

/// How many pairs of links between neighbouring columns cross.
std::int64_t crossingsOf(const std::vector<std::vector<int>>& columns,
                         const std::vector<ColumnLink>& links, std::size_t cells);

}  // namespace weft::ui
