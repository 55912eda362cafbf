// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/graph/graph.h"

namespace weft {

/// The nodes that lie between xs and ys: reached from an x along differentiable tensors, and needed
/// by a y.
class GradientPath {
public:
    GradientPath(const Graph& graph, const std::vector<Endpoint>& ys,
                 const std::vector<Endpoint>& xs);

    bool contains(NodeId id) const { return m_between[static_cast<std::size_t>(id.value)]; }
    /// Those nodes, each after all that read it; among nodes that could come next, the latest in
    /// the graph first. Nodes of a loop never come up: shorter than size() then.
    std::vector<NodeId> reverseOrder() const;
    std::size_t size() const { return m_size; }

private:
    std::vector<bool> reachedFrom(const std::vector<Endpoint>& xs) const;

    const Graph& m_graph;
    std::vector<bool> m_between;
    std::size_t m_size = 0;
};

}  // namespace weft
