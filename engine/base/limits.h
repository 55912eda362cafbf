// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/base/status.h"

namespace weft {

class Cancellation;

/// Budgets that bytes from outside may not exceed. Tests lower them.
struct Limits {
    std::int64_t fileBytes = std::int64_t{1}
                             << 31;         ///< largest message file, 2 GiB as in TensorFlow
    std::int64_t nodes = 10'000'000;        ///< nodes in one graph
    std::int64_t inlinedNodes = 1'000'000;  ///< nodes in one graph whose functions are laid out
    int messageDepth = 100;                 ///< nesting of messages
    int rank = 254;                         ///< dimensions of a tensor
    std::int64_t nameBytes = 100'000;       ///< bytes in a node's name
    std::int64_t tensorBytes = 0;  ///< bytes of one tensor; 0: half of this machine's memory
    /// Not owned; ends the reading of long files with CANCELLED. Null: nothing does.
    const Cancellation* cancellation = nullptr;
    /// ok, or the status of the cancellation: asked between pieces of a file.
    Status checkCancelled() const;
};

/// Limits used where no others are passed. `tensorBytes` is filled in from the machine's memory.
const Limits& defaultLimits();

}  // namespace weft
