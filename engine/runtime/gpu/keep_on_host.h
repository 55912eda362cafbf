// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "engine/device/device.h"
#include "engine/graph/graph.h"

namespace weft {

/// Moves from cards to the processor what costs copies there and gains nothing, where nobody said where it is to be:
/// flags made of flags of the processor (a loop's predicate would be copied both ways and waited for in every
/// iteration), and what only hands on the flow of a TensorArray.
/// @param chosen by node: the device, -1 where the node is not among `nodes`.
void keepOnHost(const Graph& graph, std::span<const NodeId> nodes, const DeviceSet& devices,
                std::vector<int>& chosen);

}  // namespace weft
