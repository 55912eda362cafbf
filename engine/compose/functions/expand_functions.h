// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/compose/expand/order.h"
#include "engine/compose/expansion.h"

namespace weft {

/// Expands the bodies of all functions and writes them into the graph's library, in id order behind
/// what an imported library holds besides. What is wrong in a body is a finding at its items.
/// Complexity: linear in the nodes of the bodies.
void expandFunctions(const Document& document, const ExpandOrder& order, Expansion& out);
/// The body of one function as a graph, with its findings. @param around says what it may call,
/// and what is left out.
Expansion expandBody(const Document& document, const ExpandOrder& order, ItemId function,
                     const Expansion& around);

}  // namespace weft
