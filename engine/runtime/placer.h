// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/device/device.h"
#include "engine/graph/graph.h"

namespace weft {

/// What a placement may do.
struct PlacerOptions {
    std::string defaultDevice;   ///< for nodes without a wish; empty: the first CPU
    bool softPlacement = false;  ///< a device that is not there is replaced by the default
};

/// Chooses a device for each of the nodes: what the node asks for, the same for all that `_class`
/// "loc:@x" or a reference edge ties together, else the default. Index by node id; -1 for nodes not
/// asked about. Errors: InvalidArgument when a wish is malformed, contradicts another of its group,
/// or names no device that exists; the message lists those that do.
Result<std::vector<int>> placeNodes(const Graph& graph, std::span<const NodeId> nodes,
                                    const DeviceSet& devices, const PlacerOptions& options);

}  // namespace weft
