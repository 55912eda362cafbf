// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/flow/branch_ways.h"

#include <algorithm>

namespace weft {
namespace {

bool isSwitch(const Node& node) { return node.isOp("Switch") || node.isOp("RefSwitch"); }
bool isMerge(const Node& node) { return node.isOp("Merge") || node.isOp("RefMerge"); }

}  // namespace

Endpoint originalOf(const Graph& graph, Endpoint e) {
    while (graph.node(e.node).isOp("Identity")) { e = graph.node(e.node).inputs[0]; }
    return e;
}

std::optional<Branch> WayMap::branchAt(NodeId merge) {
    settleUntil(merge);
    return endOf(m_graph.node(merge));
}

Ways WayMap::waysTo(const Endpoint& e) {
    settleUntil(e.node);
    return settledWays(e);
}

bool WayMap::areExclusive(NodeId a, NodeId b) {
    const Ways first = waysTo({a, -1});
    const Ways second = waysTo({b, -1});
    return std::any_of(first.begin(), first.end(), [&](const auto& taken) {
        const auto other = second.find(taken.first);
        return other != second.end() && other->second != taken.second;
    });
}

/// Nodes are in creation order, so one pass settles all of them.
void WayMap::settleUntil(NodeId last) {
    while (std::ssize(m_ways) <= last.value) {
        const NodeId next{static_cast<std::int32_t>(m_ways.size())};
        m_ways.emplace_back();
        settle(m_graph.node(next));
    }
}

Ways WayMap::settledWays(const Endpoint& e) const {
    if (std::ssize(m_ways) <= e.node.value) { return {}; }  // of the iteration before
    Ways ways = m_ways[static_cast<std::size_t>(e.node.value)];
    const Node& source = m_graph.node(e.node);
    if (!isSwitch(source) || e.index < 0) { return ways; }
    const Endpoint predicate = originalOf(m_graph, source.inputs[1]);
    if (!m_graph.node(predicate.node).isOp("LoopCond")) { ways[predicate] = e.index == 1; }
    return ways;
}

void WayMap::settle(const Node& node) {
    Ways ways;
    // The end of a branch lies where its beginning lay: on what both ways have in common.
    for (const Endpoint& input : node.inputs) { ways.merge(settledWays(input)); }
    // It runs whether or not what it waits for does.
    if (!node.isOp("ControlTrigger")) {
        for (const NodeId before : node.controlInputs) { ways.merge(settledWays({before, -1})); }
    }
    if (isMerge(node)) {
        if (const auto ended = endOf(node)) { ways.erase(originalOf(m_graph, ended->predicate)); }
    }
    m_ways[static_cast<std::size_t>(node.id.value)] = std::move(ways);
}

std::optional<Branch> WayMap::endOf(const Node& merge) const {
    if (merge.inputs.size() != 2) { return std::nullopt; }
    const Ways first = settledWays(merge.inputs[0]);
    const Ways second = settledWays(merge.inputs[1]);
    for (const auto& [predicate, way] : first) {
        const auto other = second.find(predicate);
        if (other == second.end() || other->second == way) { continue; }
        return Branch{predicate, way ? std::array{1, 0} : std::array{0, 1}};
    }
    return std::nullopt;
}

std::optional<Branch> branchOf(const Graph& graph, NodeId merge) {
    return WayMap(graph).branchAt(merge);
}

}  // namespace weft
