// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "engine/runtime/plan.h"

namespace weft {

/// Which instructions go because nobody reads them.
enum class Unread : std::uint8_t {
    New,  ///< whose readers went by the changes
    All,  ///< also those that never had any: only control edges ask for them
};

/// Changes to a plan, collected by a pass and then made at once. Protocol: (replace | setConstant |
/// remove | setOperands | setGates)* finish. Slots keep their numbers.
class PlanEdit {
public:
    explicit PlanEdit(Plan& plan);

    /// Whether anything reads an output of the instruction, before the changes. What nobody reads is
    /// there for itself, as a target or because others wait for it, and leads what it reads.
    bool isRead(const Instruction& instruction) const;
    /// Whether one operand takes the value of the slot, before the changes.
    bool isReadOnce(std::int32_t slot) const { return m_readers.values[at(slot)] == 1; }
    /// The slot that is read instead of this one by now.
    std::int32_t now(std::int32_t slot) const;
    /// Whatever reads `slot`, asks whether it is alive or fetches it, takes `instead`.
    void replace(std::int32_t slot, std::int32_t instead);
    /// The slot holds this value from the beginning on. What made it must be removed.
    void setConstant(std::int32_t slot, Tensor value);
    /// A new slot with this value.
    std::int32_t addConstant(Tensor value);
    void remove(std::int32_t instruction) { m_removed[at(instruction)] = true; }
    bool isRemoved(std::int32_t instruction) const { return m_removed[at(instruction)]; }
    void setOperands(Instruction& instruction, std::span<const Operand> operands);
    void setGates(Instruction& instruction, std::span<const std::int32_t> gates);
    /// Makes the changes, and leaves out instructions of stateless ops that nobody reads, then what only
    /// those read, and constants. Targets stay, and ops whose purpose is their error; so does the last
    /// that reads a variable, which may have no value. Where somebody waits for such an instruction
    /// it only signals (Unread::All) or stays.
    /// @return the nodes of what was left out.
    std::vector<const Node*> finish(Unread unread = Unread::New);

private:
    struct Readers {
        std::vector<std::int32_t> values;  ///< by slot: how often its value is taken
        std::vector<std::int32_t> gates;   ///< by slot: how often it is asked whether it is alive
        std::vector<std::int32_t> variables;  ///< by variable: how often its value is taken
    };
    Readers countReaders() const;
    bool mayBeLeftOut(const Instruction& instruction, const Readers& readers) const;
    void applyReplacements();
    std::vector<const Node*> dropUnread(Unread unread);
    void signalOnly(Instruction& instruction, Readers& readers);
    void compact();

    Plan& m_plan;
    std::vector<std::int32_t> m_now;  // by slot
    std::vector<bool> m_removed;      // by instruction
    Readers m_readers;                // before the changes
};

}  // namespace weft
