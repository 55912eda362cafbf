// SPDX-License-Identifier: Apache-2.0
#include "engine/autodiff/gradient_path.h"

#include <algorithm>
#include <array>
#include <queue>

#include "engine/autodiff/gradient_rule.h"
#include "engine/graph/flow/branch_ways.h"

namespace weft {

GradientPath::GradientPath(const Graph& graph, const JoinedCalls& calls,
                           const std::vector<Endpoint>& ys, const std::vector<Endpoint>& xs)
    : m_graph(graph), m_calls(calls), m_between(graph.size(), false) {
    const std::vector<bool> reached = reachedFrom(xs);
    std::vector<NodeId> todo;
    const auto visit = [&](NodeId id) {
        const auto at = static_cast<std::size_t>(id.value);
        if (!reached[at] || m_between[at]) { return; }
        m_between[at] = true;
        todo.push_back(id);
    };
    for (const Endpoint& y : ys) {
        if (isDifferentiable(graph.output(y))) { visit(y.node); }
    }
    while (!todo.empty()) {
        const NodeId id = todo.back();
        todo.pop_back();
        for (const Endpoint& input : graph.node(id).inputs) {
            if (isDifferentiable(graph.output(input))) { visit(input.node); }
        }
        for (const Endpoint& argument : calls.argumentsBehind(id)) { visit(argument.node); }
    }
    for (const Node& node : graph.nodes()) {
        if (!reached[static_cast<std::size_t>(node.id.value)] || !node.isOp("StackPushV2")) {
            continue;
        }
        m_leadsThroughStacks = readsStacks(ys);
        break;
    }
}

/// Whether a value that a stack kept is among what ys are computed from.
bool GradientPath::readsStacks(const std::vector<Endpoint>& ys) const {
    std::vector<bool> seen(m_graph.size(), false);
    std::vector<NodeId> todo;
    for (const Endpoint& y : ys) { todo.push_back(y.node); }
    while (!todo.empty()) {
        const NodeId id = todo.back();
        todo.pop_back();
        const auto at = static_cast<std::size_t>(id.value);
        if (seen[at]) { continue; }
        seen[at] = true;
        const Node& node = m_graph.node(id);
        if (node.isOp("StackPopV2")) { return true; }
        for (const Endpoint& input : node.inputs) {
            if (isDifferentiable(m_graph.output(input).type)) { todo.push_back(input.node); }
        }
    }
    return false;
}

std::vector<bool> GradientPath::reachedFrom(const std::vector<Endpoint>& xs) const {
    std::vector<bool> reached(m_graph.size(), false);
    std::vector<NodeId> todo;
    const auto visitReaders = [&](NodeId id, auto isPassing) {
        for (const Graph::Use& use : m_graph.uses(id)) {
            const auto at = static_cast<std::size_t>(use.node.value);
            const Endpoint& read =
                m_graph.node(use.node).inputs[static_cast<std::size_t>(use.input)];
            if (reached[at] || !isPassing(read)) { continue; }
            reached[at] = true;
            todo.push_back(use.node);
        }
    };
    const auto isDifferentiableTensor = [this](const Endpoint& e) {
        return isDifferentiable(m_graph.output(e));
    };
    const auto visitResults = [&](const Endpoint& argument) {
        for (const Endpoint& result : m_calls.resultsOf(argument)) {
            const auto at = static_cast<std::size_t>(result.node.value);
            if (reached[at]) { continue; }
            reached[at] = true;
            todo.push_back(result.node);
        }
    };
    for (const Endpoint& x : xs) {
        if (!isDifferentiableTensor(x)) { continue; }
        visitReaders(x.node, [&x](const Endpoint& e) { return e == x; });
        visitResults(x);
    }
    while (!todo.empty()) {
        const NodeId id = todo.back();
        todo.pop_back();
        visitReaders(id, isDifferentiableTensor);
        const auto outputs = static_cast<int>(m_graph.node(id).outputs.size());
        for (int k = 0; k < outputs; ++k) { visitResults({id, k}); }
    }
    return reached;
}

namespace {

/// Of a loop's own: what lies between its iterations.
bool isFrameNode(const Graph& graph, const Node& node) {
    constexpr std::array<std::string_view, 3> kOps = {"Enter", "Exit", "NextIteration"};
    if (std::find(kOps.begin(), kOps.end(), node.opName) != kOps.end()) { return true; }
    if (node.isOp("Merge")) {
        return std::any_of(node.inputs.begin(), node.inputs.end(), [&](const Endpoint& e) {
            return graph.node(e.node).isOp("NextIteration");
        });
    }
    return node.isOp("Switch") &&
           graph.node(originalOf(graph, node.inputs[1]).node).isOp("LoopCond");
}

/// Numbers what a level consists of: nodes by their ids, loops after them.
class Level {
public:
    Level(const Graph& graph, LoopMap& loops, int loop)
        : m_graph(graph), m_loops(loops), m_loop(loop) {}

    /// The number of what stands for a node here, -1: nothing.
    int unitOf(NodeId id) {
        int home = m_loops.homeOf(id);
        if (home == m_loop) {
            const bool isOwn = home >= 0 && isFrameNode(m_graph, m_graph.node(id));
            return isOwn ? -1 : id.value;
        }
        while (home >= 0 && m_loops.loops()[static_cast<std::size_t>(home)].parent != m_loop) {
            home = m_loops.loops()[static_cast<std::size_t>(home)].parent;
        }
        return home < 0 ? -1 : static_cast<int>(m_graph.size()) + home;
    }

private:
    const Graph& m_graph;
    LoopMap& m_loops;
    int m_loop;
};

}  // namespace

Result<std::vector<GradientPath::Unit>> GradientPath::reverseOrder(LoopMap& loops, int loop) const {
    Level level(m_graph, loops, loop);
    const auto nodes = static_cast<std::int32_t>(m_between.size());
    const auto graphSize = static_cast<int>(m_graph.size());
    const std::size_t units = m_graph.size() + loops.loops().size();
    std::vector<int> waiting(units, -1);  // -1: not part of this level
    std::vector<std::int32_t> latest(units, -1);
    std::vector<std::pair<int, int>> edges;  // reader, what it reads
    for (std::int32_t i = 0; i < nodes; ++i) {
        if (!contains(NodeId{i})) { continue; }
        const int unit = level.unitOf(NodeId{i});
        if (unit < 0) { continue; }
        const auto at = static_cast<std::size_t>(unit);
        waiting[at] = std::max(waiting[at], 0);
        latest[at] = i;
        const auto addEdge = [&](const Endpoint& read) {
            if (!contains(read.node)) { return; }
            const int from = level.unitOf(read.node);
            if (from >= 0 && from != unit) { edges.emplace_back(unit, from); }
        };
        for (const Endpoint& input : m_graph.node(NodeId{i}).inputs) { addEdge(input); }
        for (const Endpoint& argument : m_calls.argumentsBehind(NodeId{i})) { addEdge(argument); }
    }
    std::sort(edges.begin(), edges.end());
    for (const auto& [reader, read] : edges) { ++waiting[static_cast<std::size_t>(read)]; }
    std::priority_queue<std::pair<std::int32_t, int>> ready;
    for (std::size_t unit = 0; unit < units; ++unit) {
        if (waiting[unit] == 0) { ready.emplace(latest[unit], static_cast<int>(unit)); }
    }
    std::vector<Unit> order;
    while (!ready.empty()) {
        const int unit = ready.top().second;
        ready.pop();
        order.push_back(unit < graphSize ? Unit{NodeId{unit}, -1}
                                         : Unit{NodeId{}, unit - graphSize});
        const auto first = std::lower_bound(edges.begin(), edges.end(), std::pair(unit, 0));
        for (auto edge = first; edge != edges.end() && edge->first == unit; ++edge) {
            const auto read = static_cast<std::size_t>(edge->second);
            if (--waiting[read] == 0) { ready.emplace(latest[read], edge->second); }
        }
    }
    const auto isUnit = [](int count) { return count >= 0; };
    if (std::ssize(order) < std::count_if(waiting.begin(), waiting.end(), isUnit)) {
        return unimplemented("gradients do not pass through loops without a frame");
    }
    return order;
}

}  // namespace weft
