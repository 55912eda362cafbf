// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <optional>

#include "engine/base/status.h"

namespace weft {

/// Asks a run, or the reading of a long file, to stop. Checked between instructions, by long
/// kernels and between pieces of a file. Threading: any thread.
class Cancellation {
public:
    void cancel() { m_cancelled.store(true, std::memory_order_release); }
    /// The run fails with DEADLINE_EXCEEDED after this time. Set before the run starts.
    void setDeadline(std::chrono::steady_clock::time_point deadline) { m_deadline = deadline; }
    bool cancelled() const { return m_cancelled.load(std::memory_order_acquire); }
    /// ok, CANCELLED, or DEADLINE_EXCEEDED.
    Status check() const {
        if (cancelled()) { return weft::cancelled("the run was cancelled"); }
        if (m_deadline && std::chrono::steady_clock::now() >= *m_deadline) {
            return deadlineExceeded("the step took longer than its time limit");
        }
        return okStatus();
    }

private:
    std::atomic<bool> m_cancelled{false};
    std::optional<std::chrono::steady_clock::time_point> m_deadline;
};

}  // namespace weft
