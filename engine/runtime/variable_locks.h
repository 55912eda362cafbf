// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/plan.h"

namespace weft {

/// Holds the locks of the variables an instruction touches.
class VariableLocks {
public:
    VariableLocks(const Plan& plan, Range range) : m_plan(plan), m_range(range) {
        for (std::int32_t i = 0; i < range.count; ++i) { mutexAt(i).lock(); }
    }
    ~VariableLocks() {
        for (std::int32_t i = m_range.count - 1; i >= 0; --i) { mutexAt(i).unlock(); }
    }
    VariableLocks(const VariableLocks&) = delete;
    VariableLocks& operator=(const VariableLocks&) = delete;

private:
    static std::size_t index(std::int32_t i) { return static_cast<std::size_t>(i); }
    Mutex& mutexAt(std::int32_t i) const ABSL_NO_THREAD_SAFETY_ANALYSIS {
        return m_plan.variables[index(m_plan.lockOrder[index(m_range.begin + i)])]->mutex();
    }
    const Plan& m_plan;
    Range m_range;
};

}  // namespace weft
