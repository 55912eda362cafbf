// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "engine/compose/foreign/flows.h"

/// @file
/// The steps of flowsOf(): what could be a flow, looked at by itself.

namespace weft {

/// How many flows of a kind that lie in each other are told apart.
inline constexpr int kDeepestFlow = 32;
/// The part of what belongs to neither.
inline constexpr int kFlowBorder = 2;

/// All nodes of a flow, of those that lie in it too, with the part they are in: 0, 1, kFlowBorder.
struct FlowCandidate {
    ForeignFlow::Kind kind = ForeignFlow::Kind::While;
    NodeId anchor;
    std::vector<std::pair<NodeId, int>> members = {};  ///< in node order
    std::vector<ForeignFlow::Row> rows = {};
};

/// Frames that are while loops as TensorFlow builds them.
std::vector<FlowCandidate> loopCandidates(const Graph& graph);
/// What lies between the Switch nodes of a predicate and the Merge nodes that end its ways.
std::vector<FlowCandidate> branchCandidates(const Graph& graph, const GraphRoles& roles);

}  // namespace weft
