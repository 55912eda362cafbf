// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/io/graph_order.h"

#include <functional>
#include <queue>

#include "engine/graph/node.h"

namespace weft {
namespace {

constexpr std::size_t kMostShownNodes = 8;

/// Edges grouped by their first end.
class Adjacency {
public:
    Adjacency(int nodes, const std::vector<FileEdge>& edges)
        : m_begin(static_cast<std::size_t>(nodes) + 1, 0), m_to(edges.size()) {
        for (const FileEdge& edge : edges) { ++m_begin[static_cast<std::size_t>(edge.from) + 1]; }
        for (std::size_t i = 1; i < m_begin.size(); ++i) { m_begin[i] += m_begin[i - 1]; }
        std::vector<std::size_t> next = m_begin;
        for (const FileEdge& edge : edges) {
            m_to[next[static_cast<std::size_t>(edge.from)]++] = edge.to;
        }
    }
    template <class F>
    void forEach(int from, F f) const {
        const auto at = static_cast<std::size_t>(from);
        for (std::size_t i = m_begin[at]; i < m_begin[at + 1]; ++i) { f(m_to[i]); }
    }

private:
    std::vector<std::size_t> m_begin;
    std::vector<int> m_to;
};

/// Walks backwards from a node that never became ready until a node comes twice.
Status cycleError(const std::vector<int>& waiting, const std::vector<FileEdge>& edges,
                  const std::vector<std::string_view>& names) {
    std::vector<int> before(waiting.size(), -1);
    int at = -1;
    for (const FileEdge& edge : edges) {
        if (waiting[static_cast<std::size_t>(edge.from)] > 0 &&
            waiting[static_cast<std::size_t>(edge.to)] > 0) {
            before[static_cast<std::size_t>(edge.to)] = edge.from;
            at = edge.to;
        }
    }
    std::vector<bool> seen(waiting.size(), false);
    while (!seen[static_cast<std::size_t>(at)]) {
        seen[static_cast<std::size_t>(at)] = true;
        at = before[static_cast<std::size_t>(at)];
    }
    std::vector<int> cycle{at};
    for (int node = before[static_cast<std::size_t>(at)]; node != at;
         node = before[static_cast<std::size_t>(node)]) {
        cycle.push_back(node);
    }
    std::string text;
    std::size_t shown = 0;
    for (auto node = cycle.rbegin(); node != cycle.rend() && shown < kMostShownNodes; ++node) {
        text += concat(shown++ == 0 ? "'" : " -> '",
                       shownName(names[static_cast<std::size_t>(*node)]), "'");
    }
    if (cycle.size() > kMostShownNodes) {
        text += concat(" -> ... (", cycle.size() - kMostShownNodes, " more)");
    }
    return invalidArgument(concat("the graph has a cycle of ", cycle.size(),
                                  cycle.size() == 1 ? " node: " : " nodes: ", text));
}

}  // namespace

Result<std::vector<int>> creationOrder(int nodes, const std::vector<FileEdge>& edges,
                                       const std::vector<std::string_view>& names) {
    const Adjacency readers(nodes, edges);
    std::vector<int> waiting(static_cast<std::size_t>(nodes), 0);
    for (const FileEdge& edge : edges) { ++waiting[static_cast<std::size_t>(edge.to)]; }
    std::priority_queue<int, std::vector<int>, std::greater<>> ready;
    for (int i = 0; i < nodes; ++i) {
        if (waiting[static_cast<std::size_t>(i)] == 0) { ready.push(i); }
    }
    std::vector<int> order;
    order.reserve(static_cast<std::size_t>(nodes));
    while (!ready.empty()) {
        const int node = ready.top();
        ready.pop();
        order.push_back(node);
        readers.forEach(node, [&](int reader) {
            if (--waiting[static_cast<std::size_t>(reader)] == 0) { ready.push(reader); }
        });
    }
    if (order.size() < static_cast<std::size_t>(nodes)) {
        return cycleError(waiting, edges, names);
    }
    return order;
}

}  // namespace weft
