// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "engine/runtime/call_graph.h"

namespace weft {

/// Whether a node may wait for other nodes of its run, or of other runs: what puts into a queue, takes
/// from one or closes one.
bool mayWait(const Node& node);

/// Two nodes that may wait, run both and in any order: either may wait for the other, or another run
/// for them in the other order. Not two that do the same to one queue, which come one after the
/// other anyway. Complexity: O(nodes + edges), and O(k^2) for k <= 64 nodes that may wait; of more
/// it finds two.
struct UnorderedWaits {
    NodeId first;
    NodeId second;
};
std::optional<UnorderedWaits> unorderedWaits(const Graph& graph, const CallGraph& call,
                                             const CallOrder& order);

}  // namespace weft
