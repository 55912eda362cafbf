// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/graph/node.h"

namespace weft {

/// The part of a graph that a plan runs, as dependencies between node numbers, and who reads and
/// writes which variable.
struct AccessGraph {
    std::vector<std::vector<std::int32_t>>
        before;                       ///< by node id: nodes that must run first (data and control)
    std::vector<std::int32_t> nodes;  ///< the nodes to run, ascending
    struct Access {
        std::vector<std::int32_t> readers;  ///< ascending, without duplicates
        std::vector<std::int32_t> writers;
    };
    std::vector<Access> variables;
    /// Whether two nodes never run in one step: they lie on different ways of a branch. May be
    /// empty: none do.
    std::function<bool(std::int32_t, std::int32_t)> areExclusive = {};
};

/// One place of a schedule: run a node, or first take a private copy of a variable for some
/// readers.
struct ScheduleStep {
    std::int32_t node = -1;      ///< -1: a snapshot
    std::int32_t variable = -1;  ///< of a snapshot
    std::vector<std::int32_t>
        readers;              ///< of a snapshot: nodes that read it instead of the variable
    std::int32_t frame = -1;  ///< of a loop's begin and end; see FrameMap
    bool loopEnds = false;
};

/// An order that keeps every dependency and, where nothing else decides: reads of a variable before
/// its writes, two writes in node order, and otherwise node order. Where "reads first" would
/// contradict itself (two variables that swap values), the readers that lose read a snapshot taken
/// before the write. Errors: InvalidArgument for a cycle. Complexity: O(edges) + O(writers with
/// other users * edges).
Result<std::vector<ScheduleStep>> scheduleNodes(const AccessGraph& graph);

}  // namespace weft
