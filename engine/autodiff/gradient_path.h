// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/autodiff/joined_calls.h"
#include "engine/graph/flow/loop_map.h"

namespace weft {

/// The nodes that lie between xs and ys: reached from an x along differentiable tensors, and needed
/// by a y. Each argument of a joined call leads to each of its results.
class GradientPath {
public:
    /// @param calls of the graph, outlives this.
    GradientPath(const Graph& graph, const JoinedCalls& calls, const std::vector<Endpoint>& ys,
                 const std::vector<Endpoint>& xs);

    bool contains(NodeId id) const {
        const auto at = static_cast<std::size_t>(id.value);
        return at < m_between.size() && m_between[at];  // nodes may be added meanwhile
    }
    /// Whether ys need what a loop kept of values that depend on xs: through a stack there is no
    /// path.
    bool leadsThroughStacks() const { return m_leadsThroughStacks; }

    /// What comes next on the way back: a node, or a whole loop.
    struct Unit {
        NodeId node;
        int loop = -1;
    };
    /// The nodes of a loop (-1: outside all) and the loops right in it, each after all that read
    /// it; among those that could come next, the latest in the graph first. What makes the loop
    /// itself (Enter, Merge, Switch, NextIteration, Exit) is not among them.
    /// Errors: Unimplemented for a cycle that is no while loop.
    Result<std::vector<Unit>> reverseOrder(LoopMap& loops, int loop) const;

private:
    bool readsStacks(const std::vector<Endpoint>& ys) const;
    std::vector<bool> reachedFrom(const std::vector<Endpoint>& xs) const;

    const Graph& m_graph;
    const JoinedCalls& m_calls;
    std::vector<bool> m_between;
    bool m_leadsThroughStacks = false;
};

}  // namespace weft
