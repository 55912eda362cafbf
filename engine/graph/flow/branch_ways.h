// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <map>
#include <optional>
#include <vector>

#include "engine/graph/graph.h"

namespace weft {

/// What a Merge brings together again: the two ways of one predicate.
struct Branch {
    Endpoint predicate;            ///< as the Switch nodes of the branch read it
    std::array<int, 2> inputOf{};  ///< which input of the Merge is there where it is false, true
};

/// On which way of which predicates a tensor lies: predicate -> false or true. What ends a loop
/// counts as no predicate.
using Ways = std::map<Endpoint, bool>;

/// The branches of a graph, found as they are asked for; nodes may be added meanwhile.
/// Complexity: each node once.
class WayMap {
public:
    /// @param graph must outlive this.
    explicit WayMap(const Graph& graph) : m_graph(graph) {}

    /// The branch that ends at a Merge of two inputs: the predicate that sends one of them the one
    /// way and one the other. Nothing for a Merge that begins a loop or has no such predicate.
    std::optional<Branch> branchAt(NodeId merge);
    Ways waysTo(const Endpoint& e);
    /// Whether two nodes lie on different ways of a predicate.
    bool areExclusive(NodeId a, NodeId b);

private:
    void settleUntil(NodeId last);
    void settle(const Node& node);
    Ways settledWays(const Endpoint& e) const;
    std::optional<Branch> endOf(const Node& merge) const;

    const Graph& m_graph;
    std::vector<Ways> m_ways;  // by node id, as far as settled
};

/// WayMap::branchAt() of a map for this one question.
std::optional<Branch> branchOf(const Graph& graph, NodeId merge);

/// The tensor itself behind names for it: branches of one tf.cond read it through an Identity.
Endpoint originalOf(const Graph& graph, Endpoint e);

}  // namespace weft
