// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "engine/compose/foreign/graph_roles.h"

namespace weft {

/// A loop or a branch that another program made of Enter, Merge, Switch, NextIteration and Exit.
struct ForeignFlow {
    enum class Kind : std::uint8_t { While, Cond };
    /// A value that goes round a loop: where it comes in, and where its last one leaves; none where
    /// nothing reads that.
    struct Row {
        NodeId enter;
        NodeId exit;
    };
    Kind kind = Kind::While;
    NodeId anchor;  ///< the LoopCond; of a branch the first of its Merges
    /// Right in condition and body, or in then and else: in node order. A flow that lies in there
    /// is named by its anchor alone.
    std::array<std::vector<NodeId>, 2> parts;
    std::vector<NodeId> border;  ///< belongs to neither part: Enter, Exit; pivots and Merges
    std::vector<Row> rows;       ///< of a loop; those that leave it first
};

/// The loops and branches of a graph, those that hold others before them. What is not built as
/// TensorFlow builds it, or overlaps with another, is in none. What trains is never in a branch of
/// what is trained; a forward loop holds what counts its iterations for its gradient.
/// Pure; never fails. Complexity: linear in nodes and edges, times how deep flows lie (no more than
/// 32 of a kind are told apart).
std::vector<ForeignFlow> flowsOf(const Graph& graph, const GraphRoles& roles);

}  // namespace weft
