// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/control/branch_ways.h"

#include <map>
#include <vector>

namespace weft {
namespace {

/// On which way of which predicates a node lies: predicate -> false or true.
using Ways = std::map<Endpoint, bool>;

bool isSwitch(const Node& node) { return node.isOp("Switch") || node.isOp("RefSwitch"); }
bool isMerge(const Node& node) { return node.isOp("Merge") || node.isOp("RefMerge"); }

/// The tensor itself behind names for it: branches of one tf.cond read it through an Identity.
Endpoint original(const Graph& graph, Endpoint e) {
    while (graph.node(e.node).isOp("Identity")) { e = graph.node(e.node).inputs[0]; }
    return e;
}

class WayFinder {
public:
    explicit WayFinder(const Graph& graph) : m_graph(graph), m_ways(graph.size()) {}

    std::optional<Branch> branchAt(NodeId merge) {
        // Nodes are in creation order, so one pass settles all before the Merge.
        for (const Node& node : m_graph.nodes()) {
            if (node.id == merge) { break; }
            settle(node);
        }
        return endOf(m_graph.node(merge));
    }

private:
    Ways& waysOf(NodeId node) { return m_ways[static_cast<std::size_t>(node.value)]; }

    Ways waysTo(const Endpoint& e) {
        Ways ways = waysOf(e.node);
        const Node& source = m_graph.node(e.node);
        if (isSwitch(source)) { ways[original(m_graph, source.inputs[1])] = e.index == 1; }
        return ways;
    }

    void settle(const Node& node) {
        Ways& ways = waysOf(node.id);
        for (const Endpoint& input : node.inputs) {
            // The end of a branch lies where its beginning lay: on what both ways have in common.
            ways.merge(waysTo(input));
        }
        for (const NodeId before : node.controlInputs) {
            Ways more = waysOf(before);
            ways.merge(more);
        }
        if (!isMerge(node)) { return; }
        if (const auto ended = endOf(node)) { ways.erase(original(m_graph, ended->predicate)); }
    }

    std::optional<Branch> endOf(const Node& merge) {
        if (merge.inputs.size() != 2) { return std::nullopt; }
        const Ways first = waysTo(merge.inputs[0]);
        const Ways second = waysTo(merge.inputs[1]);
        for (const auto& [predicate, way] : first) {
            const auto other = second.find(predicate);
            if (other == second.end() || other->second == way) { continue; }
            return Branch{predicate, way ? std::array{1, 0} : std::array{0, 1}};
        }
        return std::nullopt;
    }

    const Graph& m_graph;
    std::vector<Ways> m_ways;  // by node id
};

}  // namespace

std::optional<Branch> branchOf(const Graph& graph, NodeId merge) {
    return WayFinder(graph).branchAt(merge);
}

}  // namespace weft
