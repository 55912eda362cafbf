// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <algorithm>
#include <cmath>
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
    /// How many find() finds at most, without looking at them.
    int most(const QRectF& area) const;
    /// Calls `use(index)` for rectangles that may touch the area, some more than once, in no order
    /// that means anything, until it answers true. @return whether it did.
    template <typename Use>
    bool any(const QRectF& area, Use&& use) const;

private:
    static constexpr double kCell = 512;

    /// The row or column of a distance from the origin, the nearest one for those outside.
    static int cellAt(double distance, int count) {
        return std::clamp(static_cast<int>(std::floor(distance / kCell)), 0, count - 1);
    }

    int m_count = 0;
    int m_columns = 0;
    int m_rows = 0;
    QPointF m_origin;
    std::vector<std::int32_t> m_starts;  // of each cell in m_items, and the end
    std::vector<std::int32_t> m_items;
};

template <typename Use>
bool CanvasGrid::any(const QRectF& area, Use&& use) const {
    if (m_items.empty()) { return false; }
    const int left = cellAt(area.left() - m_origin.x(), m_columns);
    const int right = cellAt(area.right() - m_origin.x(), m_columns);
    const int bottom = cellAt(area.bottom() - m_origin.y(), m_rows);
    for (int row = cellAt(area.top() - m_origin.y(), m_rows); row <= bottom; ++row) {
        // The cells of a row lie one behind the other, and so do their lists.
        const auto first = static_cast<std::size_t>(row * m_columns + left);
        const auto last = static_cast<std::size_t>(row * m_columns + right);
        for (std::int32_t i = m_starts[first]; i < m_starts[last + 1]; ++i) {
            if (use(static_cast<int>(m_items[static_cast<std::size_t>(i)]))) { return true; }
        }
    }
    return false;
}

}  // namespace weft::ui
