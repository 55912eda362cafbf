// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/graph/graph.h"
#include "engine/runtime/step_stats.h"

namespace weft::app {

/// A file of a step's times is one of two forms, by its name: `.json`, the events that Chrome's
/// tracing page and Perfetto show, or `.pb`, a serialized RunMetadata. Errors: InvalidArgument for
/// another name.
Status checkTracePath(const std::string& path);

/// Writes what a step did. @param graph that of the session.
Status writeTrace(const std::string& path, const StepStatistics& statistics, const Graph& graph);

}  // namespace weft::app
