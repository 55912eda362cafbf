// SPDX-License-Identifier: Apache-2.0
/// @file
/// RunState: branches and loops. A value that is not computed because its branch is not taken is
/// dead, and what needs it does not run either; a loop goes back while anything is alive that goes
/// to its next iteration.
///
/// Source   TensorFlow's white paper, section 4.4 (control flow by dead tensors), for one thread.

#include "engine/base/strings.h"
#include "engine/runtime/run/flow_tally.h"
#include "engine/runtime/run/run_state.h"
#include "engine/runtime/session_variables.h"

namespace weft {

/// Instructions begin..end, loops whole.
Status RunState::runBranching(const RunContext& context, std::size_t begin, std::size_t end) {
    std::size_t i = begin;
    while (i < end) { i = WEFT_TRY(advance(context, i)); }
    return okStatus();
}

/// Runs an instruction of any plan, unless it is dead. @return where the run goes on.
Result<std::size_t> RunState::advance(const RunContext& context, std::size_t index) {
    const Instruction& instruction = m_plan.instructions[index];
    if (instruction.kind == Instruction::Kind::LoopBegin) {
        const Loop& loop = m_plan.loops[at(instruction.loop)];
        for (const std::int32_t slot : loop.next) { m_dead[at(slot)] = true; }
        dropPacks(loop.packs);
        dropPacks(loop.packsOfIteration);
        for (const std::int32_t stack : loop.stacks) { m_stacks[at(stack)].clear(); }
    } else if (instruction.kind == Instruction::Kind::LoopEnd) {
        const Loop& loop = m_plan.loops[at(instruction.loop)];
        if (repeats(loop)) {
            dropPacks(loop.packsOfIteration);
            return at(loop.begin) + 1;
        }
        release(instruction);
    } else if (instruction.kind == Instruction::Kind::Rows) {
        WEFT_TRY(runRowsAlive(context, index));
        return at(m_plan.regions[at(instruction.fork)].end);
    } else if (m_plan.branching && isDead(instruction)) {
        markDead(instruction, true);
        release(instruction);
    } else {
        if (m_plan.branching) { markDead(instruction, false); }
        WEFT_TRY(step(context, index));
    }
    return index + 1;
}

/// The weights are others from here on.
void RunState::dropPack(std::int32_t pack) {
    m_packs[at(pack)].valid = false;
    for (const auto& share : m_shares) { share->m_packs[at(pack)].valid = false; }
}
void RunState::dropPacks(const std::vector<std::int32_t>& packs) {
    for (const std::int32_t pack : packs) { dropPack(pack); }
}

/// A region in a plan that branches: its instructions live and die together; loops are in one only if
/// they live in any case.
Status RunState::runRowsAlive(const RunContext& context, std::size_t index) {
    const Plan::RowRegion& region = m_plan.regions[at(m_plan.instructions[index].fork)];
    if (region.hasLoops) {
        for (const Plan::RowRegion::Entry& made : region.joined) { m_dead[at(made.slot)] = false; }
        return runRows(context, index);
    }
    const bool dead = isDead(m_plan.instructions[at(region.begin + 1)]);
    for (std::int32_t i = region.begin + 1; i < region.end; ++i) {
        markDead(m_plan.instructions[at(i)], dead);
        if (dead) { release(m_plan.instructions[at(i)]); }
    }
    return dead ? okStatus() : runRows(context, index);
}

bool RunState::isDead(const Instruction& instruction) const {
    for (std::int32_t g = 0; g < instruction.gates.count; ++g) {
        if (m_dead[at(m_plan.gates[at(instruction.gates.begin + g)])]) { return true; }
    }
    const bool isMerge = instruction.kind == Instruction::Kind::Merge;
    for (std::int32_t o = 0; o < instruction.operands.count; ++o) {
        const Operand& operand = m_plan.operands[at(instruction.operands.begin + o)];
        const bool dead = operand.kind == Operand::Kind::Slot && m_dead[at(operand.index)];
        // A Merge lives by one of its operands, everything else needs all of them.
        if (dead != isMerge) { return !isMerge; }
    }
    return isMerge;
}

void RunState::markDead(const Instruction& instruction, bool dead) {
    for (std::int32_t o = 0; o < instruction.outputs.count; ++o) {
        const std::size_t slot = at(instruction.outputs.begin + o);
        m_dead[slot] = dead;
        if (dead) { m_slots[slot] = Tensor(); }
    }
    if (instruction.signal >= 0) { m_dead[at(instruction.signal)] = dead; }
}

/// Whether another iteration follows; what entered the loop is then no more.
bool RunState::repeats(const Loop& loop) {
    bool any = false;
    for (const std::int32_t slot : loop.next) { any = any || !m_dead[at(slot)]; }
    if (any) {
        for (const std::int32_t slot : loop.entered) { m_dead[at(slot)] = true; }
    }
    return any;
}

/// Switch, Merge, and what only hands its operand on.
Status RunState::passOn(const Instruction& instruction) {
    const std::int32_t out = instruction.outputs.begin;
    const bool isRef = instruction.outputs.count > 0 && instruction.node->outputs[0].isRef;
    if (instruction.kind == Instruction::Kind::Switch) {
        const std::int32_t taken = WEFT_TRY(wayTaken(*m_inputs[1]));
        FlowTally::count(*instruction.node, taken);
        if (!isRef) { m_slots[at(out + taken)] = *m_inputs[0]; }
        m_slots[at(out + 1 - taken)] = Tensor();
        m_dead[at(out + 1 - taken)] = true;
        return okStatus();
    }
    std::int32_t chosen = 0;
    if (instruction.kind == Instruction::Kind::Merge) {
        const auto isAlive = [&](std::int32_t o) {
            const Operand& operand = m_plan.operands[at(instruction.operands.begin + o)];
            return operand.kind != Operand::Kind::Slot || !m_dead[at(operand.index)];
        };
        while (!isAlive(chosen)) { ++chosen; }
        m_slots[at(out + 1)] = Tensor::scalar(chosen);
    }
    if (instruction.outputs.count > 0 && !isRef) { m_slots[at(out)] = *m_inputs[at(chosen)]; }
    return okStatus();
}

/// Why a slot that is alive holds nothing: the variable it was taken from had no value.
Status RunState::emptySnapshot(std::int32_t slot) const {
    for (const Instruction& instruction : m_plan.instructions) {
        if (instruction.kind != Instruction::Kind::Snapshot || instruction.outputs.begin != slot) {
            continue;
        }
        const Operand& from = m_plan.operands[at(instruction.operands.begin)];
        return uninitialized(*m_plan.variables[at(from.index)]);
    }
    return okStatus();
}

}  // namespace weft
