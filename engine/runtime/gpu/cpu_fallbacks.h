// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/graph/graph.h"
#include "engine/runtime/step_stats.h"

namespace weft {

/// A node that runs on the processor though what it reads lies on a card: each step waits for the card and
/// carries the bytes over.
struct CpuFallback {
    NodeId node;
    std::string why;                ///< "the op has no GPU kernel", "it was asked for /cpu:0"
    std::int64_t bytesToHost = 0;   ///< a step
    std::int64_t bytesToCards = 0;  ///< of what it makes
};

/// Those of a step, most bytes first. Nodes that look only at shapes carry nothing.
/// @param placement Session::placement() of the call. @param statistics of a run of it.
std::vector<CpuFallback> cpuFallbacks(const Graph& graph,
                                      const std::map<NodeId, std::string>& placement,
                                      const StepStatistics& statistics);

}  // namespace weft
