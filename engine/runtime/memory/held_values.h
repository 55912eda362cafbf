// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/runtime/passes/plan_facts.h"

namespace weft {

/// When the values of a plan are held, and how many bytes that takes: an estimate from the shapes that
/// are known, before findLastUses(). Times are places in the plan. Values of unknown shape, constants,
/// feeds and variables count nothing; buffers that ops hand on count once.
class HeldValues {
public:
    /// A read of a value: the instruction, and where in Plan::operands.
    struct Use {
        std::int32_t time = 0;
        std::int32_t operand = 0;
    };
    struct Value {
        std::int64_t bytes = 0;  ///< 0: not known, or counted elsewhere
        std::int32_t made = -1;  ///< -1: there from the beginning
        std::int32_t last = -1;  ///< until when it is needed
        std::vector<Use> uses;   ///< ascending
        bool isAlone = true;     ///< no other slot has its buffer, no fetch asks for it
    };
    /// Where most is held.
    struct Peak {
        std::int32_t time = 0;
        std::int64_t bytes = 0;
    };

    /// @param plan its instructions stay where they are while this lives.
    HeldValues(const Plan& plan, const PlanFacts& facts);

    const Value& of(std::int32_t slot) const { return m_values[at(slot)]; }
    /// Also fills what heldAt() tells.
    Peak findPeak();
    std::int64_t heldAt(std::int32_t time) const { return m_held[at(time)]; }
    /// From `time` on, uses of `slot` are those of a new value, which is made there and not needed before.
    void split(std::int32_t slot, std::int32_t time, std::int32_t instead);
    /// A value that is made at `time`, numbered after all others; nobody reads it yet.
    void add(std::int32_t time, std::int64_t bytes);
    /// Whoever stands at `time` reads the slot, too.
    void read(std::int32_t slot, Use use);
    /// Where an instruction would have to be put so that what it makes is there at `time`: before the
    /// outermost loop around it.
    std::int32_t placeFor(std::int32_t time) const;

private:
    void measure(const PlanFacts& facts);
    void findUses();
    void joinAliases();

    const Plan& m_plan;
    std::vector<Value> m_values;       // by slot
    std::vector<std::int64_t> m_held;  // by time
};

}  // namespace weft
