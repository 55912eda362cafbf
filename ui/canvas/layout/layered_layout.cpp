// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/layered_layout.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "ui/canvas/layout/back_edges.h"
#include "ui/canvas/layout/column_order.h"
#include "ui/canvas/layout/pack_parts.h"
#include "ui/canvas/layout/spread_apart.h"

namespace weft::ui {
namespace {

constexpr double kColumnGap = 40;
constexpr double kRowGap = 24;
constexpr double kWireGap = 16;  // between a passing wire and its neighbours
constexpr double kGrid = 8;
constexpr int kAlignSweeps = 30;
constexpr double kChain = 4;                // weight of a wire that is its two ends' only one
constexpr std::size_t kMaxPassing = 60000;  // beyond, long edges run straight

/// A box, or the place where a long edge passes a column.
struct Cell {
    double width = 0;
    double height = 0;
    int column = 0;
    double y = 0;
    bool isBox = true;
};

class Layout {
public:
    explicit Layout(const LayoutGraph& graph) : m_graph(graph) {}

    LayoutResult run() {
        const std::size_t n = m_graph.boxes.size();
        m_cells.resize(n);
        for (std::size_t i = 0; i < n; ++i) {
            m_cells[i].width = m_graph.boxes[i].width();
            m_cells[i].height = m_graph.boxes[i].height();
        }
        m_isBack = backEdges(m_graph);
        chooseColumns();
        addPassing();
        fillColumns();
        orderCells();
        alignColumns();
        return result();
    }

private:
    using Lists = std::vector<std::vector<int>>;

    /// Longest path from the left, with edges shortened; then boxes without a source, and followers,
    /// move right to stand beside their first reader.
    void chooseColumns() {
        const std::size_t n = m_graph.boxes.size();
        std::vector<int> waiting(n, 0);
        Lists out(n);
        for (std::size_t e = 0; e < m_graph.edges.size(); ++e) {
            if (m_isBack[e]) { continue; }
            out[index(m_graph.edges[e].from)].push_back(m_graph.edges[e].to);
            ++waiting[index(m_graph.edges[e].to)];
        }
        std::vector<bool> hasSource(n, false);
        for (std::size_t i = 0; i < n; ++i) { hasSource[i] = waiting[i] > 0; }
        std::vector<int> ready;
        for (std::size_t i = 0; i < n; ++i) {
            if (waiting[i] == 0) { ready.push_back(static_cast<int>(i)); }
        }
        for (std::size_t at = 0; at < ready.size(); ++at) {
            const int node = ready[at];
            for (const int to : out[index(node)]) {
                m_cells[index(to)].column =
                    std::max(m_cells[index(to)].column, m_cells[index(node)].column + 1);
                if (--waiting[index(to)] == 0) { ready.push_back(to); }
            }
        }
        shortenEdges();
        for (auto it = ready.rbegin(); it != ready.rend(); ++it) {
            const bool follows = index(*it) < m_graph.follow.size() && m_graph.follow[index(*it)];
            if ((hasSource[index(*it)] && !follows) || out[index(*it)].empty()) { continue; }
            int first = m_cells[index(out[index(*it)].front())].column;
            for (const int to : out[index(*it)]) {
                first = std::min(first, m_cells[index(to)].column);
            }
            m_cells[index(*it)].column = std::max(m_cells[index(*it)].column, first - 1);
        }
    }

    /// Moves a box right where more wires leave it than enter it: in sum they become shorter, and
    /// pass fewer others.
    void shortenEdges() {
        const std::size_t n = m_graph.boxes.size();
        Lists before(n);
        Lists after(n);
        for (std::size_t e = 0; e < m_graph.edges.size(); ++e) {
            if (m_isBack[e]) { continue; }
            before[index(m_graph.edges[e].to)].push_back(m_graph.edges[e].from);
            after[index(m_graph.edges[e].from)].push_back(m_graph.edges[e].to);
        }
        const auto columnOf = [this](int i) { return m_cells[index(i)].column; };
        std::vector<int> byColumn(n);
        for (std::size_t i = 0; i < n; ++i) { byColumn[i] = static_cast<int>(i); }
        std::ranges::stable_sort(byColumn, std::greater<>(), columnOf);
        for (const int i : byColumn) {
            if (before[index(i)].empty() || after[index(i)].empty()) { continue; }
            int target = columnOf(after[index(i)].front()) - 1;
            for (const int to : after[index(i)]) { target = std::min(target, columnOf(to) - 1); }
            if (after[index(i)].size() <= before[index(i)].size()) { continue; }
            m_cells[index(i)].column = std::max(columnOf(i), target);
        }
    }

    /// Splits edges over several columns into links from column to column. Edges from one socket
    /// pass the columns together and part where they must.
    void addPassing() {
        std::size_t passing = 0;
        for (const LayoutGraph::Edge& e : m_graph.edges) {
            const int span = m_cells[index(e.to)].column - m_cells[index(e.from)].column;
            if (span > 1) { passing += static_cast<std::size_t>(span - 1); }
        }
        const bool split = passing <= kMaxPassing;
        m_through.resize(m_graph.edges.size());
        std::map<std::pair<int, double>, std::vector<int>> shared;
        for (std::size_t i = 0; i < m_graph.edges.size(); ++i) {
            const LayoutGraph::Edge& e = m_graph.edges[i];
            const double weight = e.weak ? 0.2 : 1;
            const int last = m_cells[index(e.to)].column;
            int from = e.from;
            double fromY = e.fromY;
            std::vector<int>& passed = shared[{e.from, e.fromY}];
            const int first = m_cells[index(e.from)].column + 1;
            for (int c = first; split && c < last; ++c) {
                if (index(c - first) == passed.size()) {
                    Cell cell;
                    cell.column = c;
                    cell.isBox = false;
                    m_cells.push_back(cell);
                    passed.push_back(static_cast<int>(m_cells.size()) - 1);
                    m_links.push_back(
                        {from, passed.back(), fromY, 0, weight * (from == e.from ? 1 : kChain)});
                }
                from = passed[index(c - first)];
                m_through[i].push_back(from);
                fromY = 0;
            }
            if (last > m_cells[index(e.from)].column) {
                m_links.push_back({from, e.to, fromY, e.toY, weight});
            }
        }
    }

    void fillColumns() {
        int columns = 1;
        for (const Cell& cell : m_cells) { columns = std::max(columns, cell.column + 1); }
        m_columns.resize(index(columns));
        for (std::size_t i = 0; i < m_cells.size(); ++i) {
            std::vector<int>& column = m_columns[index(m_cells[i].column)];
            column.push_back(static_cast<int>(i));
        }
        m_before.resize(m_cells.size());
        m_after.resize(m_cells.size());
        for (std::size_t l = 0; l < m_links.size(); ++l) {
            m_after[index(m_links[l].from)].push_back(static_cast<int>(l));
            m_before[index(m_links[l].to)].push_back(static_cast<int>(l));
        }
    }

    void orderCells() {
        orderColumns(m_columns, m_links, m_cells.size());
        for (ColumnLink& link : m_links) {
            const bool only =
                m_after[index(link.from)].size() == 1 && m_before[index(link.to)].size() == 1;
            if (only) { link.weight *= kChain; }
        }
    }

    double gap(const Cell& a, const Cell& b) const {
        return a.isBox && b.isBox ? kRowGap : kWireGap;
    }

    /// Long wires become level: each passing cell wishes to lie at the mean of its wire, boxes
    /// stay.
    void levelWires() {
        std::vector<double> mean;
        for (const Cell& cell : m_cells) { mean.push_back(cell.y); }
        for (const std::vector<int>& through : m_through) {
            double sum = 0;
            for (const int cell : through) { sum += m_cells[index(cell)].y; }
            for (const int cell : through) {
                mean[index(cell)] = sum / static_cast<double>(through.size());
            }
        }
        for (const std::vector<int>& column : m_columns) {
            std::vector<double> wish;
            for (const int cell : column) { wish.push_back(mean[index(cell)]); }
            settle(column, wish);
        }
    }

    /// Moves a column's cells to where their wires would be level, then pushes overlaps apart while
    /// keeping the order, balanced so that the whole column does not drift.
    void alignColumn(const std::vector<int>& column, bool byBefore, bool byAfter) {
        std::vector<double> wish(column.size());
        for (std::size_t i = 0; i < column.size(); ++i) {
            const int cell = column[i];
            double sum = 0;
            double weight = 0;
            const auto add = [&](const std::vector<int>& links, bool before) {
                for (const int l : links) {
                    const ColumnLink& link = m_links[index(l)];
                    const double other = before
                                             ? m_cells[index(link.from)].y + link.fromY - link.toY
                                             : m_cells[index(link.to)].y + link.toY - link.fromY;
                    sum += link.weight * other;
                    weight += link.weight;
                }
            };
            if (byBefore) { add(m_before[index(cell)], true); }
            if (byAfter) { add(m_after[index(cell)], false); }
            wish[i] = weight > 0 ? sum / weight : m_cells[index(cell)].y;
        }
        settle(column, wish);
    }

    /// Puts a column's cells as near to their wishes as order and gaps allow.
    void settle(const std::vector<int>& column, const std::vector<double>& wish) {
        std::vector<double> least(column.size(), 0);
        for (std::size_t i = 1; i < column.size(); ++i) {
            const Cell& above = m_cells[index(column[i - 1])];
            least[i] = least[i - 1] + above.height + gap(above, m_cells[index(column[i])]);
        }
        const std::vector<double> places = spreadApart(wish, least);
        for (std::size_t i = 0; i < column.size(); ++i) { m_cells[index(column[i])].y = places[i]; }
    }

    void alignColumns() {
        for (const std::vector<int>& column : m_columns) {
            double y = 0;
            for (const int cell : column) {
                m_cells[index(cell)].y = y;
                y += m_cells[index(cell)].height + kRowGap;
            }
        }
        for (int sweep = 0; sweep < kAlignSweeps; ++sweep) {
            const bool both = sweep >= kAlignSweeps / 2;
            if (sweep % 2 == 0) {
                for (const auto& column : m_columns) { alignColumn(column, true, both); }
            } else {
                for (auto it = m_columns.rbegin(); it != m_columns.rend(); ++it) {
                    alignColumn(*it, both, true);
                }
            }
        }
        for (int round = 0; round < 3; ++round) { levelWires(); }
    }

    LayoutResult result() {
        m_left.assign(m_columns.size(), 0);
        m_width.assign(m_columns.size(), 0);
        double x = 0;
        for (std::size_t c = 0; c < m_columns.size(); ++c) {
            for (const int cell : m_columns[c]) {
                m_width[c] = std::max(m_width[c], m_cells[index(cell)].width);
            }
            m_left[c] = x;
            x += m_width[c] + kColumnGap;
        }
        const auto snap = [](double v) { return std::round(v / kGrid) * kGrid; };
        LayoutResult out;
        for (std::size_t i = 0; i < m_graph.boxes.size(); ++i) {
            const Cell& cell = m_cells[i];
            const std::size_t c = index(cell.column);
            const bool follows = i < m_graph.follow.size() && m_graph.follow[i];
            const double inset = follows ? m_width[c] - cell.width : (m_width[c] - cell.width) / 2;
            out.positions.emplace_back(snap(m_left[c] + inset), snap(cell.y));
        }
        out.through.resize(m_through.size());
        for (std::size_t e = 0; e < m_through.size(); ++e) { lead(e, out); }
        return out;
    }

    /// The points of an edge. A box may be narrower than its column: the wire stays level from its
    /// side to the column's, so that it runs into no neighbour above or below.
    void lead(std::size_t e, LayoutResult& out) const {
        const LayoutGraph::Edge& edge = m_graph.edges[e];
        const Cell& from = m_cells[index(edge.from)];
        const Cell& to = m_cells[index(edge.to)];
        if (to.column <= from.column) { return; }
        std::vector<QPointF>& points = out.through[e];
        const auto level = [&points](double begin, double end, double y) {
            if (end - begin < kGrid) { return; }
            points.emplace_back(begin, y);
            points.emplace_back(end, y);
        };
        const QPointF fromBox = out.positions[index(edge.from)];
        const QPointF toBox = out.positions[index(edge.to)];
        level(fromBox.x() + from.width, m_left[index(from.column)] + m_width[index(from.column)],
              fromBox.y() + edge.fromY);
        for (const int cell : m_through[e]) {
            const std::size_t c = index(m_cells[index(cell)].column);
            points.emplace_back(m_left[c], m_cells[index(cell)].y);
            points.emplace_back(m_left[c] + m_width[c], m_cells[index(cell)].y);
        }
        level(m_left[index(to.column)], toBox.x(), toBox.y() + edge.toY);
    }

    static std::size_t index(int i) { return static_cast<std::size_t>(i); }

    const LayoutGraph& m_graph;
    std::vector<Cell> m_cells;
    std::vector<ColumnLink> m_links;
    std::vector<bool> m_isBack;
    Lists m_columns;
    Lists m_before;
    Lists m_after;
    Lists m_through;
    std::vector<double> m_left;  // of the columns
    std::vector<double> m_width;
};

}  // namespace

LayoutResult layeredLayout(const LayoutGraph& graph) {
    if (graph.boxes.empty()) { return {}; }
    LayoutResult result = Layout(graph).run();
    packParts(graph, result);
    return result;
}

}  // namespace weft::ui
