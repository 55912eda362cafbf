// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_grid.h"

#include <algorithm>
#include <cmath>

namespace weft::ui {
namespace {

/// At most this many cells along an axis: a graph with one far node must not need gigabytes.
constexpr int kMaxCells = 1024;

}  // namespace

CanvasGrid::CanvasGrid(const std::vector<QRectF>& rects) {
    m_count = static_cast<int>(rects.size());
    QRectF bounds;
    for (const QRectF& r : rects) { bounds = bounds.united(r); }
    m_origin = bounds.topLeft();
    const auto cells = [](double length) {
        return std::clamp(static_cast<int>(std::ceil(length / kCell)), 1, kMaxCells);
    };
    m_columns = cells(bounds.width());
    m_rows = cells(bounds.height());
    const auto eachCell = [this](const QRectF& r, auto&& use) {
        const int left = cellAt(r.left() - m_origin.x(), m_columns);
        const int right = cellAt(r.right() - m_origin.x(), m_columns);
        const int bottom = cellAt(r.bottom() - m_origin.y(), m_rows);
        for (int row = cellAt(r.top() - m_origin.y(), m_rows); row <= bottom; ++row) {
            for (int column = left; column <= right; ++column) {
                use(static_cast<std::size_t>(row * m_columns + column));
            }
        }
    };
    m_starts.assign(static_cast<std::size_t>(m_columns * m_rows) + 1, 0);
    for (const QRectF& r : rects) {
        eachCell(r, [this](std::size_t cell) { ++m_starts[cell + 1]; });
    }
    for (std::size_t i = 1; i < m_starts.size(); ++i) { m_starts[i] += m_starts[i - 1]; }
    m_items.resize(static_cast<std::size_t>(m_starts.back()));
    std::vector<std::int32_t> next(m_starts.begin(), m_starts.end() - 1);
    for (std::size_t i = 0; i < rects.size(); ++i) {
        eachCell(rects[i], [&](std::size_t cell) {
            m_items[static_cast<std::size_t>(next[cell]++)] = static_cast<std::int32_t>(i);
        });
    }
}

std::vector<int> CanvasGrid::find(const QRectF& area) const {
    std::vector<int> found;
    any(area, [&found](int i) {
        found.push_back(i);
        return false;
    });
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

int CanvasGrid::most(const QRectF& area) const {
    if (m_items.empty()) { return 0; }
    const int left = cellAt(area.left() - m_origin.x(), m_columns);
    const int right = cellAt(area.right() - m_origin.x(), m_columns);
    const int bottom = cellAt(area.bottom() - m_origin.y(), m_rows);
    int all = 0;
    for (int row = cellAt(area.top() - m_origin.y(), m_rows); row <= bottom; ++row) {
        const auto first = static_cast<std::size_t>(row * m_columns);
        all += m_starts[first + static_cast<std::size_t>(right) + 1] -
               m_starts[first + static_cast<std::size_t>(left)];
    }
    return std::min(all, m_count);
}

}  // namespace weft::ui
