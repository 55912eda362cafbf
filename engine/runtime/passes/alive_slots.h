// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "engine/runtime/loops/aliveness.h"

namespace weft {

/// When the slots of a plan are alive, where it branches; in a straight line all always are. Slots that
/// passes add later hold constants.
class AliveSlots {
public:
    explicit AliveSlots(const Plan& plan) : m_slotCount(plan.slotCount) {
        if (plan.branching) { m_alive.emplace(plan); }
    }
    bool isAlways(std::int32_t slot) const { return conditionOf(slot) == Aliveness::kAlways; }
    /// Whether one is alive exactly where the other is.
    bool areTogether(std::int32_t a, std::int32_t b) const {
        return conditionOf(a) == conditionOf(b);
    }

private:
    std::int32_t conditionOf(std::int32_t slot) const {
        return m_alive && slot < m_slotCount ? m_alive->of(slot) : Aliveness::kAlways;
    }
    std::optional<Aliveness> m_alive;
    std::int32_t m_slotCount;
};

/// Whether results of an instruction may differ in their last bits from its kernel's: what was decided
/// for it holds for all plans of a call.
inline bool hasRole(const Instruction& instruction) {
    return instruction.stack >= 0 || instruction.pack >= 0 || instruction.columns.count > 0;
}

}  // namespace weft
