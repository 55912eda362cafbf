// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/compose/expand/order.h"
#include "engine/compose/expansion.h"

namespace weft {

/// Lays out the calls (While, If, Case, For, functions by name) that what is differentiated depends
/// on: gradients are built node by node, as TensorFlow 1 builds them through its frames. Each keeps
/// its node's name and outputs; the nodes of its body have its item and below its name their role.
/// Does nothing where there is no such call. A call that cannot be laid out is a finding at it, and
/// stays. @param items those of the backward stage, which follows; the forward one is done.
void layOutCalls(const std::vector<const Item*>& items, const ExpandOrder& order, Expansion& out);

}  // namespace weft
