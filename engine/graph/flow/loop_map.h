// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/graph/graph.h"

namespace weft {

/// A while loop as its frame nodes make it.
struct LoopFrame {
    /// A value that goes from iteration to iteration.
    struct Variable {
        NodeId enter;
        NodeId merge;
        NodeId choose;  ///< Switch: output 1 goes on, output 0 leaves
        NodeId next;    ///< NextIteration
        NodeId exit;    ///< invalid where the last value is not read
        /// The same value in every iteration.
        bool isInvariant = false;
    };
    std::string frame;
    int parent = -1;               ///< index of the loop around it, -1: none
    NodeId condition;              ///< LoopCond
    std::vector<NodeId> constant;  ///< Enter nodes that are there in every iteration
    std::vector<Variable> variables;
};

/// The loops of a graph and which nodes are in them; nodes may be added meanwhile.
/// Complexity: each node once.
class LoopMap {
public:
    /// @param graph must outlive this.
    explicit LoopMap(const Graph& graph) : m_graph(graph) {}

    /// The innermost loop in which the outputs of a node are seen, -1: none.
    int loopOf(NodeId node);
    /// The loop that a node is part of: of Enter and Exit the one that they lead into and out of.
    int homeOf(NodeId node);
    /// The loops there are by now. `variables` and `condition` are filled by describe().
    const std::vector<LoopFrame>& loops() const { return m_loops; }
    /// Fills in what the loop consists of. Errors: InvalidArgument for a frame that is no while
    /// loop as TensorFlow builds them. Complexity: linear in the nodes of the loop.
    Status describe(int loop);

private:
    void settleUntil(NodeId last);
    void settle(const Node& node);
    int child(int parent, const std::string& frame);
    Status describeVariable(const Node& merge, LoopFrame& loop) const;

    const Graph& m_graph;
    std::vector<LoopFrame> m_loops;
    std::map<std::pair<int, std::string>, int> m_children;  // of a loop, by name
    std::vector<std::vector<NodeId>> m_inside;              // by loop: whose outputs are seen there
    std::vector<int> m_loopOf;                              // by node id, as far as settled
    std::vector<int> m_homeOf;
};

}  // namespace weft
