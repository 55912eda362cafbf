// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/weft/options.h"
#include "engine/compose/expansion.h"
#include "engine/train/training_loop.h"

namespace weft::app {

/// A GRAPH argument as `run` takes it.
struct GraphToRun {
    Graph graph;
    std::optional<TrainingPlan> plan;  ///< of a project whose run sheet can be made
};
/// Errors: those of readGraph().
Result<GraphToRun> readGraphToRun(const std::string& path);

/// A project ready to run.
struct ProjectRun {
    Expansion expansion;
    TrainingPlan plan;
    std::unique_ptr<Session> session;
    SplitOpener open;
};
/// Reads, expands and opens a session on it. Errors: those of the file; InvalidArgument with the
/// first finding when the drawing has errors; those of Session::create().
Result<ProjectRun> openProject(const std::string& path, const CommonOptions& common);

}  // namespace weft::app
