// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/graph/graph.h"

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
    };
    std::vector<Item> m_items;
    std::vector<std::shared_ptr<Source>> m_sources;
};

}  // namespace weft::app
