// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/variable_order.h"

#include <algorithm>
#include <queue>
#include <set>

namespace weft {
namespace {

using NodeList = std::vector<std::int32_t>;

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Kahn's algorithm with hard edges (dependencies) and soft ones (wishes about variables).
class Scheduler {
public:
    explicit Scheduler(const AccessGraph& graph)
        : m_graph(graph),
          m_after(graph.before.size()),
          m_softAfter(graph.before.size()),
          m_waiting(graph.before.size(), 0),
          m_softWaiting(graph.before.size(), 0),
          m_done(graph.before.size(), false) {
        for (const std::int32_t node : graph.nodes) {
            for (const std::int32_t before : graph.before[at(node)]) {
                m_after[at(before)].push_back(node);
            }
            m_waiting[at(node)] = static_cast<int>(graph.before[at(node)].size());
        }
    }

    Result<std::vector<ScheduleStep>> run() {
        for (const AccessGraph::Access& access : m_graph.variables) { addWishes(access); }
        for (const std::int32_t node : m_graph.nodes) {
            if (m_waiting[at(node)] == 0) { makeReady(node); }
        }
        std::size_t ran = 0;
        while (ran < m_graph.nodes.size()) {
            if (m_ready.empty() && !m_blocked.empty()) { resolveBlocked(); }
            if (m_ready.empty()) {
                return invalidArgument("the graph has a cycle among the nodes to run");
            }
            finish(m_ready.top());
            ++ran;
        }
        return std::move(m_steps);
    }

private:
    /// Marks everything reachable from a node.
    void reach(std::int32_t from, const std::vector<NodeList>& edges,
               std::vector<std::uint32_t>& marks) {
        NodeList stack = {from};
        while (!stack.empty()) {
            const std::int32_t node = stack.back();
            stack.pop_back();
            for (const std::int32_t next : edges[at(node)]) {
                if (marks[at(next)] == m_epoch) { continue; }
                marks[at(next)] = m_epoch;
                stack.push_back(next);
            }
        }
    }

    void addWishes(const AccessGraph::Access& access) {
        if (access.writers.empty() || access.readers.size() + access.writers.size() < 2) { return; }
        m_ancestors.resize(m_graph.before.size(), 0);
        m_descendants.resize(m_graph.before.size(), 0);
        for (const std::int32_t writer : access.writers) {
            ++m_epoch;
            reach(writer, m_graph.before, m_ancestors);
            reach(writer, m_after, m_descendants);
            const auto ordered = [&](std::int32_t other) {
                return other == writer || m_ancestors[at(other)] == m_epoch ||
                       m_descendants[at(other)] == m_epoch;
            };
            for (const std::int32_t reader : access.readers) {
                if (!ordered(reader)) { addSoft(reader, writer); }
            }
            for (const std::int32_t other : access.writers) {
                if (other < writer && !ordered(other)) { addSoft(other, writer); }
            }
        }
    }

    void addSoft(std::int32_t before, std::int32_t after) {
        if (m_graph.areExclusive && m_graph.areExclusive(before, after)) { return; }
        m_softAfter[at(before)].push_back(after);
        ++m_softWaiting[at(after)];
    }

    void makeReady(std::int32_t node) {
        if (m_softWaiting[at(node)] == 0) {
            m_ready.push(node);
        } else {
            m_blocked.insert(node);
        }
    }

    void finish(std::int32_t node) {
        m_ready.pop();
        m_done[at(node)] = true;
        m_steps.push_back({node, -1, {}});
        for (const std::int32_t next : m_softAfter[at(node)]) {
            if (--m_softWaiting[at(next)] == 0 && m_blocked.erase(next) > 0) { m_ready.push(next); }
        }
        for (const std::int32_t next : m_after[at(node)]) {
            if (--m_waiting[at(next)] == 0) { makeReady(next); }
        }
    }

    /// All that could run waits for a reader that waits for one of them: the first writer goes
    /// ahead, after copies for the readers it overtakes.
    void resolveBlocked() {
        const std::int32_t writer = *m_blocked.begin();
        for (std::size_t v = 0; v < m_graph.variables.size(); ++v) {
            const AccessGraph::Access& access = m_graph.variables[v];
            if (!std::binary_search(access.writers.begin(), access.writers.end(), writer)) {
                continue;
            }
            ScheduleStep snapshot{-1, static_cast<std::int32_t>(v), {}};
            for (const std::int32_t reader : access.readers) {
                const NodeList& later = m_softAfter[at(reader)];
                const bool overtaken = std::find(later.begin(), later.end(), writer) != later.end();
                if (!m_done[at(reader)] && overtaken) { snapshot.readers.push_back(reader); }
            }
            if (!snapshot.readers.empty()) { m_steps.push_back(std::move(snapshot)); }
        }
        for (NodeList& later : m_softAfter) { std::erase(later, writer); }
        m_softWaiting[at(writer)] = 0;
        m_blocked.erase(writer);
        m_ready.push(writer);
    }

    const AccessGraph& m_graph;
    std::vector<NodeList> m_after;
    std::vector<NodeList> m_softAfter;
    std::vector<int> m_waiting;
    std::vector<int> m_softWaiting;
    std::vector<bool> m_done;
    std::vector<std::uint32_t> m_ancestors;
    std::vector<std::uint32_t> m_descendants;
    std::uint32_t m_epoch = 0;
    std::priority_queue<std::int32_t, NodeList, std::greater<>> m_ready;
    std::set<std::int32_t> m_blocked;
    std::vector<ScheduleStep> m_steps;
};

}  // namespace

Result<std::vector<ScheduleStep>> scheduleNodes(const AccessGraph& graph) {
    return Scheduler(graph).run();
}

}  // namespace weft
