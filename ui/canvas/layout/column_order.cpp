// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/column_order.h"

#include <algorithm>
#include <random>
#include <utility>

namespace weft::ui {
namespace {

constexpr int kPatience = 6;   // sweeps without a better order
constexpr int kExchanges = 6;  // rounds over a column
constexpr int kRounds = 2;     // over all columns, after a sweep

/// The end of a link in the neighbouring column: place of its cell, height in it.
using End = std::pair<int, double>;

std::size_t index(int i) { return static_cast<std::size_t>(i); }

int sweepsFor(std::size_t links) {
    if (links < 4000) { return 32; }
    return links < 40000 ? 12 : 6;
}

int startsFor(std::size_t links) {
    if (links < 1500) { return 8; }
    return links < 10000 ? 2 : 1;
}

class Ordering {
public:
    Ordering(std::vector<std::vector<int>>& columns, const std::vector<ColumnLink>& links,
             std::size_t cells)
        : m_columns(columns), m_links(links), m_place(cells), m_before(cells), m_after(cells) {
        for (std::size_t l = 0; l < links.size(); ++l) {
            m_after[index(links[l].from)].push_back(static_cast<int>(l));
            m_before[index(links[l].to)].push_back(static_cast<int>(l));
        }
        m_column.resize(cells);
        for (std::size_t c = 0; c < columns.size(); ++c) {
            for (const int cell : columns[c]) { m_column[index(cell)] = c; }
            number(columns[c]);
        }
    }

    /// From several first orders: which one ends best cannot be told before.
    void run() {
        const std::vector<std::vector<int>> given = m_columns;
        std::vector<std::vector<int>> best = m_columns;
        std::int64_t least = crossings();
        const int starts = startsFor(m_links.size());
        for (int start = 0; start < starts && least > 0; ++start) {
            m_columns = given;
            if (start == 1) { reverse(); }
            if (start > 1) { shuffle(static_cast<unsigned>(start)); }
            for (const std::vector<int>& column : m_columns) { number(column); }
            improve(start % 2 == 0, least, best);
        }
        m_columns = std::move(best);
    }

    void improve(bool firstRight, std::int64_t& least, std::vector<std::vector<int>>& best) {
        std::int64_t reached = crossings();
        const int sweeps = sweepsFor(m_links.size());
        int waited = 0;
        for (int sweep = 0; sweep < sweeps && reached > 0 && waited < kPatience; ++sweep) {
            const bool right = (sweep % 2 == 0) == firstRight;
            for (std::size_t k = 1; k < m_columns.size(); ++k) {
                const std::size_t c = right ? k : m_columns.size() - 1 - k;
                sortByMean(m_columns[c], right);
            }
            for (int k = 0; k < kRounds; ++k) {
                for (std::vector<int>& column : m_columns) { exchange(column); }
            }
            const std::int64_t now = crossings();
            waited = now < reached ? 0 : waited + 1;
            reached = std::min(now, reached);
            if (now >= least) { continue; }
            least = now;
            best = m_columns;
        }
    }

    std::int64_t crossings() {
        std::vector<std::vector<int>> of(m_columns.size());
        for (std::size_t l = 0; l < m_links.size(); ++l) {
            of[m_column[index(m_links[l].from)]].push_back(static_cast<int>(l));
        }
        std::int64_t all = 0;
        for (const std::vector<int>& links : of) { all += inversions(links); }
        return all;
    }

private:
    void reverse() {
        for (std::vector<int>& column : m_columns) { std::ranges::reverse(column); }
    }
    /// The same each time.
    void shuffle(unsigned seed) {
        std::mt19937 random(seed);
        for (std::vector<int>& column : m_columns) {
            for (std::size_t i = column.size(); i > 1; --i) {
                std::swap(column[i - 1], column[random() % i]);
            }
        }
    }
    void number(const std::vector<int>& column) {
        for (std::size_t i = 0; i < column.size(); ++i) {
            m_place[index(column[i])] = static_cast<int>(i);
        }
    }
    End fromEnd(int l) const {
        const ColumnLink& link = m_links[index(l)];
        return {m_place[index(link.from)], link.fromY};
    }
    End toEnd(int l) const {
        const ColumnLink& link = m_links[index(l)];
        return {m_place[index(link.to)], link.toY};
    }

    /// Pairs whose ends lie in opposite orders, by counting in a tree of sums over the right ends.
    std::int64_t inversions(std::vector<int> links) const {
        std::vector<End> ends;
        for (const int l : links) { ends.push_back(toEnd(l)); }
        std::ranges::sort(ends);
        ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
        std::ranges::sort(links, {}, [this](int l) { return std::pair(fromEnd(l), toEnd(l)); });
        std::vector<int> sums(ends.size() + 1, 0);
        std::int64_t count = 0;
        int seen = 0;
        for (const int l : links) {
            const auto at = std::ranges::lower_bound(ends, toEnd(l)) - ends.begin() + 1;
            int notAbove = 0;
            for (auto i = at; i > 0; i -= i & -i) { notAbove += sums[static_cast<std::size_t>(i)]; }
            count += seen - notAbove;
            for (auto i = at; i < static_cast<std::ptrdiff_t>(sums.size()); i += i & -i) {
                ++sums[static_cast<std::size_t>(i)];
            }
            ++seen;
        }
        return count;
    }

    /// Sorts a column by the mean place of its neighbours on one side; what has none there stays.
    void sortByMean(std::vector<int>& column, bool byBefore) {
        std::vector<std::pair<double, int>> keys;
        keys.reserve(column.size());
        for (const int cell : column) {
            double sum = 0;
            double weight = 0;
            for (const int l : byBefore ? m_before[index(cell)] : m_after[index(cell)]) {
                const End end = byBefore ? fromEnd(l) : toEnd(l);
                // The socket's height breaks ties between wires of one box.
                const double w = m_links[index(l)].weight;
                sum += w * (end.first + end.second / 10000);
                weight += w;
            }
            keys.emplace_back(weight > 0 ? sum / weight : m_place[index(cell)], cell);
        }
        std::ranges::stable_sort(keys, {}, &std::pair<double, int>::first);
        for (std::size_t i = 0; i < keys.size(); ++i) { column[i] = keys[i].second; }
        number(column);
    }

    /// Crossings between the links of an upper and a lower cell, on one side; both sorted.
    static std::int64_t between(const std::vector<End>& upper, const std::vector<End>& lower) {
        std::int64_t count = 0;
        std::size_t below = 0;
        for (const End& end : upper) {
            while (below < lower.size() && lower[below] < end) { ++below; }
            count += static_cast<std::int64_t>(below);
        }
        return count;
    }

    /// Neighbours that cross less the other way round change places.
    void exchange(std::vector<int>& column) {
        std::vector<std::pair<std::vector<End>, std::vector<End>>> ends(column.size());
        for (std::size_t i = 0; i < column.size(); ++i) {
            for (const int l : m_before[index(column[i])]) { ends[i].first.push_back(fromEnd(l)); }
            for (const int l : m_after[index(column[i])]) { ends[i].second.push_back(toEnd(l)); }
            std::ranges::sort(ends[i].first);
            std::ranges::sort(ends[i].second);
        }
        bool better = true;
        for (int round = 0; better && round < kExchanges; ++round) {
            better = false;
            for (std::size_t i = 1; i < column.size(); ++i) {
                const auto& [upBefore, upAfter] = ends[i - 1];
                const auto& [downBefore, downAfter] = ends[i];
                const std::int64_t now =
                    between(upBefore, downBefore) + between(upAfter, downAfter);
                if (now == 0) { continue; }
                const std::int64_t turned =
                    between(downBefore, upBefore) + between(downAfter, upAfter);
                if (turned >= now) { continue; }
                std::swap(column[i - 1], column[i]);
                std::swap(ends[i - 1], ends[i]);
                better = true;
            }
        }
        number(column);
    }

    std::vector<std::vector<int>>& m_columns;
    const std::vector<ColumnLink>& m_links;
    std::vector<int> m_place;  // of each cell in its column
    std::vector<std::size_t> m_column;
    std::vector<std::vector<int>> m_before;
    std::vector<std::vector<int>> m_after;
};

}  // namespace

void orderColumns(std::vector<std::vector<int>>& columns, const std::vector<ColumnLink>& links,
                  std::size_t cells) {
    Ordering(columns, links, cells).run();
}

std::int64_t crossingsOf(const std::vector<std::vector<int>>& columns,
                         const std::vector<ColumnLink>& links, std::size_t cells) {
    std::vector<std::vector<int>> copy = columns;
    return Ordering(copy, links, cells).crossings();
}

}  // namespace weft::ui
