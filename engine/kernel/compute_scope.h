// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/kernel/parallel.h"

namespace weft {

/// Makes the calling thread a compute thread while it lives: arithmetic reads and writes denormal
/// numbers as zero, as TensorFlow's compute threads do (copies keep them: they do no arithmetic),
/// and libraries that split work find the team size of setComputeThreads(). Threads of the team
/// are started by a compute thread or by parallelFor(), so they compute under the same rule.
class ComputeScope {
public:
    ComputeScope();
    ~ComputeScope();
    ComputeScope(const ComputeScope&) = delete;
    ComputeScope& operator=(const ComputeScope&) = delete;

private:
    unsigned m_before = 0;  // floating-point control register
};

/// Runs f(i, i + 1) for each lane i side by side on the compute team; within a lane computeThreads()
/// is 1, and parallelFor() and libraries compute on the lane's thread alone. The calling thread takes
/// part. With fewer threads than lanes, lanes follow one another: the results are the same. f must
/// not throw.
void runLanes(int lanes, RangeFunction f);

}  // namespace weft
