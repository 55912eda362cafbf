// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/passes/plan_edit.h"

#include <algorithm>
#include <numeric>

#include "engine/runtime/frames.h"

namespace weft {
namespace {

constexpr std::int32_t kNone = -1;

bool isAsked(const Range& slots, const std::vector<std::int32_t>& readers) {
    for (std::int32_t s = 0; s < slots.count; ++s) {
        if (readers[at(slots.begin + s)] > 0) { return true; }
    }
    return false;
}
/// Somebody waits for it without taking its value.
bool isWaitedFor(const Instruction& instruction, const std::vector<std::int32_t>& gates) {
    return isAsked(instruction.outputs, gates) ||
           (instruction.signal >= 0 && gates[at(instruction.signal)] > 0);
}

}  // namespace

PlanEdit::PlanEdit(Plan& plan)
    : m_plan(plan), m_now(at(plan.slotCount)), m_removed(plan.instructions.size(), false) {
    std::iota(m_now.begin(), m_now.end(), 0);
    m_readers = countReaders();
}

bool PlanEdit::isRead(const Instruction& instruction) const {
    return isAsked(instruction.outputs, m_readers.values) ||
           isWaitedFor(instruction, m_readers.gates);
}

std::int32_t PlanEdit::now(std::int32_t slot) const {
    while (m_now[at(slot)] != slot) { slot = m_now[at(slot)]; }
    return slot;
}

void PlanEdit::replace(std::int32_t slot, std::int32_t instead) { m_now[at(slot)] = now(instead); }

void PlanEdit::setConstant(std::int32_t slot, Tensor value) {
    m_plan.constants.push_back({slot, std::move(value)});
}

std::int32_t PlanEdit::addConstant(Tensor value) {
    const std::int32_t slot = m_plan.slotCount++;
    m_now.push_back(slot);
    m_readers.values.push_back(0);
    m_readers.gates.push_back(0);
    setConstant(slot, std::move(value));
    return slot;
}

void PlanEdit::setOperands(Instruction& instruction, std::span<const Operand> operands) {
    instruction.operands = {static_cast<std::int32_t>(m_plan.operands.size()),
                            static_cast<std::int32_t>(operands.size())};
    m_plan.operands.insert(m_plan.operands.end(), operands.begin(), operands.end());
}

void PlanEdit::setGates(Instruction& instruction, std::span<const std::int32_t> gates) {
    const std::vector<std::int32_t> copied(gates.begin(), gates.end());  // may lie in m_plan.gates
    instruction.gates = {static_cast<std::int32_t>(m_plan.gates.size()),
                         static_cast<std::int32_t>(copied.size())};
    m_plan.gates.insert(m_plan.gates.end(), copied.begin(), copied.end());
}

/// Whether nobody needs the instruction once nobody reads its outputs.
bool PlanEdit::mayBeLeftOut(const Instruction& instruction, const Readers& readers) const {
    const bool computes = instruction.kind == Instruction::Kind::Kernel ||
                          instruction.kind == Instruction::Kind::Alias ||
                          (instruction.kind == Instruction::Kind::Pass &&
                           instruction.outputs.count > 0 && !isControlFlow(*instruction.node));
    // What has no operand (a Placeholder) is there to be fed, or to say that it was not.
    if (!computes || instruction.operands.count == 0 || instruction.stack >= 0 ||
        instruction.node->op->isStateful || instruction.node->isOp("CheckNumerics") ||
        std::find(m_plan.targets.begin(), m_plan.targets.end(), instruction.node->id) !=
            m_plan.targets.end()) {
        return false;
    }
    const auto operands = operandsOf(m_plan, instruction);
    return std::all_of(operands.begin(), operands.end(), [&](const Operand& operand) {
        if (operand.kind == Operand::Kind::Slot) { return true; }
        if (operand.byReference || m_plan.branching) { return false; }
        // Who else reads it says that it has no value.
        const auto isSame = [&](const Operand& other) {
            return other.kind == Operand::Kind::Variable && other.index == operand.index;
        };
        return readers.variables[at(operand.index)] >
               std::count_if(operands.begin(), operands.end(), isSame);
    });
}

PlanEdit::Readers PlanEdit::countReaders() const {
    Readers readers;
    readers.values.assign(at(m_plan.slotCount), 0);
    readers.gates.assign(at(m_plan.slotCount), 0);
    readers.variables.assign(m_plan.variables.size(), 0);
    for (std::size_t i = 0; i < m_plan.instructions.size(); ++i) {
        if (m_removed[i]) { continue; }
        for (const Operand& operand : operandsOf(m_plan, m_plan.instructions[i])) {
            if (operand.kind == Operand::Kind::Slot) {
                ++readers.values[at(operand.index)];
            } else if (!operand.byReference) {
                ++readers.variables[at(operand.index)];
            }
        }
        for (const std::int32_t gate : gatesOf(m_plan, m_plan.instructions[i])) {
            ++readers.gates[at(gate)];
        }
    }
    for (const Fetch& fetch : m_plan.fetches) {
        if (fetch.from.kind == Operand::Kind::Slot) { ++readers.values[at(fetch.from.index)]; }
    }
    for (const Loop& loop : m_plan.loops) {
        for (const std::int32_t slot : loop.next) { ++readers.values[at(slot)]; }
    }
    return readers;
}

std::vector<const Node*> PlanEdit::finish(Unread unread) {
    applyReplacements();
    std::vector<const Node*> dropped = dropUnread(unread);
    applyReplacements();
    compact();
    return dropped;
}

void PlanEdit::applyReplacements() {
    for (Operand& operand : m_plan.operands) {
        if (operand.kind == Operand::Kind::Slot) { operand.index = now(operand.index); }
    }
    for (std::int32_t& gate : m_plan.gates) { gate = now(gate); }
    for (Fetch& fetch : m_plan.fetches) {
        if (fetch.from.kind == Operand::Kind::Slot) { fetch.from.index = now(fetch.from.index); }
    }
}

/// From the end to the beginning, so that what a dropped instruction read is looked at after it.
std::vector<const Node*> PlanEdit::dropUnread(Unread unread) {
    std::vector<const Node*> dropped;
    Readers readers = countReaders();
    for (std::size_t i = m_plan.instructions.size(); i-- > 0;) {
        Instruction& instruction = m_plan.instructions[i];
        if (m_removed[i] || !mayBeLeftOut(instruction, readers) ||
            isAsked(instruction.outputs, readers.values)) {
            continue;
        }
        const bool waits = isWaitedFor(instruction, readers.gates);
        if (unread == Unread::New && (waits || !isRead(instruction))) { continue; }
        for (const Operand& operand : operandsOf(m_plan, instruction)) {
            const bool isSlot = operand.kind == Operand::Kind::Slot;
            --(isSlot ? readers.values : readers.variables)[at(operand.index)];
        }
        dropped.push_back(instruction.node);
        if (waits) {
            signalOnly(instruction, readers);
            continue;
        }
        m_removed[i] = true;
        for (const std::int32_t gate : gatesOf(m_plan, instruction)) { --readers.gates[at(gate)]; }
    }
    std::erase_if(m_plan.constants, [&readers](const Plan::Constant& constant) {
        return readers.values[at(constant.slot)] == 0;
    });
    return dropped;
}

/// It tells that it ran, where and when it would have, and nothing else.
void PlanEdit::signalOnly(Instruction& instruction, Readers& readers) {
    if (instruction.signal < 0) {
        instruction.signal = m_plan.slotCount++;
        m_now.push_back(instruction.signal);
    }
    for (std::int32_t o = 0; o < instruction.outputs.count; ++o) {
        replace(instruction.outputs.begin + o, instruction.signal);
    }
    std::vector<std::int32_t> gates;
    for (const Operand& operand : operandsOf(m_plan, instruction)) {
        if (operand.kind != Operand::Kind::Slot) { continue; }
        gates.push_back(operand.index);
        ++readers.gates[at(operand.index)];
    }
    const auto others = gatesOf(m_plan, instruction);
    gates.insert(gates.end(), others.begin(), others.end());
    instruction.kind = Instruction::Kind::Pass;
    instruction.inPlace = -1;
    instruction.outputs = {};
    instruction.operands = {};
    setGates(instruction, gates);
}

/// Leaves out what was removed, and what nobody refers to in the flat arrays.
void PlanEdit::compact() {
    std::vector<Instruction> instructions;
    std::vector<Operand> operands;
    std::vector<std::int32_t> gates;
    instructions.reserve(m_plan.instructions.size());
    operands.reserve(m_plan.operands.size());
    std::vector<std::int32_t> placeNow(m_plan.instructions.size(), kNone);
    for (std::size_t i = 0; i < m_plan.instructions.size(); ++i) {
        placeNow[i] = static_cast<std::int32_t>(instructions.size());
        if (m_removed[i]) { continue; }
        Instruction instruction = m_plan.instructions[i];
        const auto itsOperands = operandsOf(m_plan, instruction);
        const auto itsGates = gatesOf(m_plan, instruction);
        instruction.operands.begin = static_cast<std::int32_t>(operands.size());
        instruction.gates.begin = static_cast<std::int32_t>(gates.size());
        operands.insert(operands.end(), itsOperands.begin(), itsOperands.end());
        gates.insert(gates.end(), itsGates.begin(), itsGates.end());
        instructions.push_back(instruction);
    }
    m_plan.instructions = std::move(instructions);
    m_plan.operands = std::move(operands);
    m_plan.gates = std::move(gates);
    for (Loop& loop : m_plan.loops) {
        loop.begin = placeNow[at(loop.begin)];
        loop.end = placeNow[at(loop.end)];
    }
}

}  // namespace weft
