// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <cstdint>
#include <vector>

namespace weft::ui {

/// Finds which rectangles touch an area: a table of square cells, each listing what overlaps it.
/// Built once, read from any thread.
class CanvasGrid {
public:
    CanvasGrid() = default;
    explicit CanvasGrid(const std::vector<QRectF>& rects);

    /// Indices of rectangles that may touch the area, ascending, each once.
    std::vector<int> find(const QRectF& area) const;

private:
    static constexpr double kCell = 512;

    int m_columns = 0;
    int m_rows = 0;
    QPointF m_origin;
    std::vector<std::int32_t> m_starts;  // of each cell in m_items, and the end
    std::vector<std::int32_t> m_items;
};

}  // namespace weft::ui
