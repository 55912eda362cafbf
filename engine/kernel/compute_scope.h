// SPDX-License-Identifier: Apache-2.0
#pragma once

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

}  // namespace weft
