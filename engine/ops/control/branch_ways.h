// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>

#include "engine/graph/graph.h"

namespace weft {

/// What a Merge brings together again: the two ways of one predicate.
struct Branch {
    Endpoint predicate;            ///< as the Switch nodes of the branch read it
    std::array<int, 2> inputOf{};  ///< which input of the Merge is there where it is false, true
};

/// The branch that ends at a Merge of two inputs: the predicate that sends one of them the one way
/// and one the other. Nothing for a Merge that begins a loop or has no such predicate.
/// Complexity: linear in the nodes before the Merge.
std::optional<Branch> branchOf(const Graph& graph, NodeId merge);

}  // namespace weft
