// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/train/training_loop.h"

namespace weft::app {

/// What a run fetched, row by row, as CSV (`step,epoch,row,wall_s` and each fetch under its name)
/// and as a summary.
class SeriesWriter {
public:
    explicit SeriesWriter(const TrainingPlan& plan);
    ~SeriesWriter();
    SeriesWriter(const SeriesWriter&) = delete;
    SeriesWriter& operator=(const SeriesWriter&) = delete;

    /// @param path "" for no CSV, "-" for standard output. Errors: NotFound, PermissionDenied.
    Status open(const std::string& path);
    /// Adds a row that was run. Errors: ResourceExhausted when the disk is full.
    Status add(const CallReport& report, double wallSeconds);
    Status finish();
    /// {"steps", "epochs", "last": {fetch: value}, "best": {...}}; best is the smallest, for
    /// accuracies the largest.
    nlohmann::json summary(const LoopProgress& progress) const;

private:
    Status write(const std::string& line);
    const TrainingPlan& m_plan;
    std::vector<std::string> m_columns;
    std::map<std::string, double> m_last;
    std::map<std::string, double> m_best;
    std::FILE* m_file = nullptr;
    std::string m_path;
};

}  // namespace weft::app
