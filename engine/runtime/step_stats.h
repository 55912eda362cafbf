// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "engine/graph/node.h"

namespace tensorflow {
class StepStats;
}

namespace weft {

class Graph;

/// What one instruction of a step did.
struct NodeStatistics {
    NodeId node;               ///< invalid for copies between devices
    std::string label;         ///< the op type; "Copy" between devices
    int device = 0;            ///< index in the session's DeviceSet
    std::int64_t startNs = 0;  ///< since the step began
    std::int64_t durationNs = 0;
    std::int64_t outputBytes = 0;
    /// Shapes of what it made; empty where it made nothing. Of one output it takes no memory of its own,
    /// since a step has thousands of nodes.
    absl::InlinedVector<Shape, 1> outputs;
};

/// What a step did, instruction by instruction, in execution order.
struct StepStatistics {
    std::int64_t startUnixMicros = 0;
    std::int64_t durationNs = 0;
    std::vector<std::string> devices;
    std::vector<NodeStatistics> nodes;
    std::int64_t peakBytes = 0;  ///< largest bytes in use over all devices' allocators
};

/// As TensorFlow's StepStats message.
void stepStatsToProto(const StepStatistics& statistics, const Graph& graph,
                      tensorflow::StepStats& proto);

/// A serialized RunMetadata of one step, as TensorBoard reads it.
std::string runMetadataBytes(const StepStatistics& statistics, const Graph& graph);

}  // namespace weft
