// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace weft::test {

/// Counts, while it lives, what this thread asks of the heap through operator new, but for what
/// oneDNN, OpenMP and Qt ask themselves. One at a time a thread.
class AllocationCount {
public:
    AllocationCount();
    ~AllocationCount();
    AllocationCount(const AllocationCount&) = delete;
    AllocationCount& operator=(const AllocationCount&) = delete;

    /// Stops counting. @return who asked: a line an allocation, functions from the inner one out.
    std::vector<std::string> callers();
};

}  // namespace weft::test
