// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <span>
#include <vector>

#include "engine/runtime/plan.h"

namespace weft {

/// When the values of a plan that branches are alive, as far as the plan itself tells: each slot has
/// a condition, a set of facts that all must hold ("the predicate in slot 7 is true", "another
/// iteration of loop 2 runs"). A slot whose condition contains another's is never alive where the
/// other is dead. What cannot be told apart better gets a fact of its own, so that an answer is
/// sometimes "not known", never wrong.
///
/// A loop's variables are taken to go round together; where the conditions found that way say
/// otherwise, they are found again without that. Complexity: O(instructions * facts of a value), the
/// latter at most 32.
class Aliveness {
public:
    explicit Aliveness(const Plan& plan);

    /// Condition of the slot: an index for implies() and both().
    std::int32_t of(std::int32_t slot) const { return m_ofSlot[at(slot)]; }
    /// Always alive.
    static constexpr std::int32_t kAlways = 0;
    /// Whether what lives under `a` lives only where what is under `b` does.
    bool implies(std::int32_t a, std::int32_t b) const;
    /// The condition under which two values are both alive.
    std::int32_t both(std::int32_t a, std::int32_t b);
    /// Under which all operands of an instruction are alive.
    std::int32_t ofOperands(const Instruction& instruction);

private:
    using Facts = std::vector<std::int32_t>;  // ascending

    std::int32_t intern(Facts facts);
    std::int32_t withFact(std::int32_t condition, std::int32_t fact);
    std::int32_t fresh() { return intern({m_facts++}); }
    /// Number of the fact "the predicate in this slot has this value".
    std::int32_t factOf(std::int32_t predicate, bool value);
    bool find();
    void visit(const Instruction& instruction);
    void visitSwitch(const Instruction& instruction);
    void visitMerge(const Instruction& instruction);
    std::int32_t afterLoop(const Operand& from);
    std::int32_t afterBoth(std::int32_t a, std::int32_t b);
    bool checkLoops();
    std::span<const Operand> operandsOf(const Instruction& instruction) const {
        return {m_plan.operands.data() + instruction.operands.begin,
                at(instruction.operands.count)};
    }

    /// A loop as its variables show it.
    struct Round {
        std::int32_t fact = -1;     ///< another iteration runs
        std::int32_t entered = -1;  ///< condition of its first values
        std::int32_t next = -1;     ///< condition of those that go to a next iteration
        bool together = true;       ///< its variables go round together
    };

    const Plan& m_plan;
    std::vector<Facts> m_conditions;
    std::map<Facts, std::int32_t> m_index;
    std::map<std::pair<std::int32_t, bool>, std::int32_t> m_predicates;
    std::map<std::int32_t, std::int32_t> m_other;  // a predicate's fact -> that of its opposite
    std::vector<std::int32_t> m_ofSlot;
    std::vector<std::int32_t> m_loopOfNext;   // by slot: whose next value it is, or -1
    std::vector<std::int32_t> m_loopEntered;  // by slot: into which loop it leads, or -1
    std::vector<std::int32_t> m_loopOf;       // by instruction: innermost
    std::vector<std::int32_t> m_maker;        // by slot: instruction
    std::vector<Round> m_rounds;              // by loop
    std::int32_t m_facts = 0;
};

}  // namespace weft
