// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace weft {

/// Budgets that bytes from outside may not exceed. Tests lower them.
struct Limits {
    std::int64_t fileBytes = std::int64_t{1}
                             << 31;    ///< largest message file, 2 GiB as in TensorFlow
    std::int64_t nodes = 10'000'000;   ///< nodes in one graph
    int messageDepth = 100;            ///< nesting of messages
    int rank = 254;                    ///< dimensions of a tensor
    std::int64_t nameBytes = 100'000;  ///< bytes in a node's name
    std::int64_t tensorBytes = 0;      ///< bytes of one tensor; 0: half of this machine's memory
};

/// Limits used where no others are passed. `tensorBytes` is filled in from the machine's memory.
const Limits& defaultLimits();

}  // namespace weft
