// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/graph/graph.h"
#include "engine/train/training_plan.h"

namespace weft::app {

/// The feeds of a run, each from a literal, a file or a data source (cli.md); data sources move on
/// with each step.
class Feeds {
public:
    /// @param texts "x:0=[[1,2]]", "x:0=@file.tensor", "x:0=@file.npy",
    /// "x:0=data:NAME/SPLIT/COLUMN[,batch=N,shuffle=SEED,repeat]". Errors: InvalidArgument,
    /// NotFound.
    static Result<Feeds> parse(const Graph& graph, const std::vector<std::string>& texts,
                               const std::string& graphFolder);

    /// Feeds the placeholders that a project binds to columns and that are not fed yet: shuffled
    /// batches of the first training row's size, pass after pass, converted as the wires say.
    /// Errors: those of the data.
    Status bindProject(const TrainingPlan& plan, const std::string& folder);

    /// Names of the tensors fed, as they were given.
    std::vector<std::string> names() const;
    /// The tensors of the next step. Errors: OutOfRange when a data source without `repeat` has
    /// ended.
    Result<std::vector<std::pair<std::string, Tensor>>> next();

private:
    struct Source;  // one data source with a batch, shared by all columns fed from it
    struct Item {
        std::string name;
        DType type = DType::Invalid;
        Tensor fixed;
        std::shared_ptr<Source> source;
        std::string column;
        std::vector<Conversion> conversions;
    };
    std::vector<Item> m_items;
    std::vector<std::shared_ptr<Source>> m_sources;
};

}  // namespace weft::app
