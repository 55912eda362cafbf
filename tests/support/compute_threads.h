// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/kernel/parallel.h"

namespace weft::test {

/// Threads of the compute team while it lives, whatever the machine has.
class ComputeThreads {
public:
    explicit ComputeThreads(int threads) { setComputeThreads(threads); }
    ~ComputeThreads() { setComputeThreads(0); }
    ComputeThreads(const ComputeThreads&) = delete;
    ComputeThreads& operator=(const ComputeThreads&) = delete;
};

}  // namespace weft::test
