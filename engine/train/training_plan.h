// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/graph/graph.h"
#include "engine/train/conversion.h"

/// @file
/// A run sheet in the names of a graph: what a training loop does, without a document.

namespace weft {

/// A source of rows that feeds come from.
struct PlanSource {
    std::string name;          ///< "fashion-mnist"
    double trainFraction = 0;  ///< of a source without splits of its own; 0: it has its own
    std::int64_t splitSeed = 0;
    friend bool operator==(const PlanSource&, const PlanSource&) = default;
};

/// A placeholder fed from a column.
struct PlanFeed {
    std::string tensor;  ///< "x:0"
    int source = 0;      ///< index into TrainingPlan::sources
    std::string column;
    std::vector<Conversion> conversions;
};

/// A tensor fed one value in rows of mode training, and nothing in others.
struct PlanModeFeed {
    std::string tensor;
    Tensor training;
};

/// A scalar that every call feeds.
struct PlanKnob {
    std::string name;
    std::string tensor;
    Tensor value;
};

/// A row of the run sheet.
struct PlanRow {
    enum class Unit { Step, Epoch };
    std::string name;                  ///< "train", "validate"
    std::vector<std::string> targets;  ///< op names
    std::vector<std::string> fetches;  ///< tensor names
    std::vector<std::string> labels;   ///< of the fetches, as tables and curves call them
    std::string split;                 ///< "train", "test"
    bool training = false;             ///< one batch a call; else the whole split is averaged
    std::int64_t every = 1;
    Unit unit = Unit::Step;
    std::int64_t times = 1;
    std::int64_t batch = 0;  ///< rows a call; 0: all
};

/// What a training loop does.
struct TrainingPlan {
    std::string init;  ///< op that initialises all variables; "" for none
    std::vector<PlanRow> rows;
    std::vector<PlanSource> sources;
    std::vector<PlanFeed> feeds;
    std::vector<PlanModeFeed> modeFeeds;
    std::vector<PlanKnob> knobs;
    std::vector<std::string> callFeeds;  ///< tensors fed in each call what a CallFeeder gives
    std::int64_t epochs = 1;
    std::int64_t steps = 0;          ///< 0: until the epochs end
    std::int64_t stepsPerEpoch = 1;  ///< where no column is fed, whose passes would be the epochs
    std::int64_t seed = 1;           ///< of shuffles; 0: unpredictable
};

/// Gives a knob, or any scalar of the graph by its name, a value for all calls (`--set NAME=V`).
/// Errors: NotFound for a name that is neither, with the knobs there are; InvalidArgument for a
/// tensor that is no number or no scalar.
Status setKnob(TrainingPlan& plan, const Graph& graph, const std::string& name, double value);

}  // namespace weft
