// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/tensor/tensor.h"

namespace weft {

/// Where a training loop stands: enough for another loop over the same rows and data to go on with
/// the same batches. An evaluation under way begins again.
struct LoopPlace {
    /// Of a row of the run sheet.
    struct Row {
        std::int64_t rows = -1;     ///< of its split; -1: takes no data
        std::int64_t pass = 0;      ///< over the split, from 0
        std::int64_t position = 0;  ///< rows of this pass handed out
    };
    std::int64_t step = 0;  ///< begun
    std::int64_t steps = 0;
    std::uint64_t seed = 0;  ///< of the first row's order; the others' follow
    bool epochRowsQueued = true;
    double seconds = 0;
    std::vector<std::int64_t> due;  ///< rows still to be called in this step
    std::vector<Row> rows;

    /// As a checkpoint keeps it.
    std::map<std::string, Tensor> toTensors() const;
    /// Errors: InvalidArgument for what toTensors() could not have given.
    static Result<LoopPlace> fromTensors(const std::map<std::string, Tensor>& tensors);
};

}  // namespace weft
