// SPDX-License-Identifier: Apache-2.0
/// @file
/// PlanFacts: what is the same in all iterations of a loop. A loop variable is taken to have the shape
/// that enters, the plan is looked through, and where the shape that goes to a next iteration differs,
/// what differs is given up; again, until all agree. Likewise what comes off a stack has the shape of
/// all that is put there, in the plan's order before it, and its value where that is one.

#include <algorithm>

#include "engine/graph/flow/common_shape.h"
#include "engine/runtime/passes/plan_facts.h"

namespace weft {
namespace {

/// Shapes that grow with each iteration lose one size a round; few variables take more than two.
constexpr int kMostRounds = 8;

bool isKernel(const Instruction& instruction, std::string_view op) {
    return instruction.kind == Instruction::Kind::Kernel && instruction.node->isOp(op);
}

bool isSlot(const Operand& operand) { return operand.kind == Operand::Kind::Slot; }

}  // namespace

/// Handles go from StackV2 through Enter to pushes and pops; one that goes elsewhere leads to no stack
/// that is known.
void PlanFacts::findStacks() {
    std::vector<std::int32_t> lost;
    for (const Instruction& instruction : m_plan.instructions) {
        const auto operands = operandsOf(m_plan, instruction);
        if (isKernel(instruction, "StackV2")) {
            m_stackOfSlot[instruction.outputs.begin] = instruction.outputs.begin;
            m_stacks[instruction.outputs.begin] = {};
        }
        for (std::size_t o = 0; o < operands.size(); ++o) {
            const auto found =
                isSlot(operands[o]) ? m_stackOfSlot.find(operands[o].index) : m_stackOfSlot.end();
            if (found == m_stackOfSlot.end()) { continue; }
            const std::int32_t stack = found->second;
            const bool isPush = isKernel(instruction, "StackPushV2");
            if (instruction.kind == Instruction::Kind::Pass && instruction.outputs.count == 1) {
                m_stackOfSlot[instruction.outputs.begin] = stack;
            } else if (o == 0 && (isPush || isKernel(instruction, "StackPopV2"))) {
                m_stacks[stack].pushes += isPush ? 1 : 0;
            } else {
                lost.push_back(stack);
            }
        }
    }
    for (const Fetch& fetch : m_plan.fetches) {
        const auto found =
            isSlot(fetch.from) ? m_stackOfSlot.find(fetch.from.index) : m_stackOfSlot.end();
        if (found != m_stackOfSlot.end()) { lost.push_back(found->second); }
    }
    for (const std::int32_t stack : lost) { m_stacks.erase(stack); }
}

/// Of a push or a pop; null where it is not known.
PlanFacts::Stack* PlanFacts::stackOf(const Instruction& instruction) {
    if (m_stacks.empty() ||
        (!isKernel(instruction, "StackPushV2") && !isKernel(instruction, "StackPopV2"))) {
        return nullptr;
    }
    const Operand handle = operandsOf(m_plan, instruction)[0];
    const auto slot = isSlot(handle) ? m_stackOfSlot.find(handle.index) : m_stackOfSlot.end();
    const auto found = slot == m_stackOfSlot.end() ? m_stacks.end() : m_stacks.find(slot->second);
    return found == m_stacks.end() ? nullptr : &found->second;
}

void PlanFacts::learnStack(const Instruction& instruction) {
    Stack& stack = *stackOf(instruction);
    const std::int32_t out = instruction.outputs.begin;
    if (isKernel(instruction, "StackPopV2")) {
        const bool isKnown = stack.pushes <= 0;
        setShape(out, isKnown && stack.shape ? *stack.shape : PartialShape());
        if (isKnown && stack.value && stack.hasOneValue) { setValue(out, *stack.value); }
        return;
    }
    const Operand pushed = operandsOf(m_plan, instruction)[1];
    copyFacts(pushed, out);
    --stack.pushes;
    stack.shape = stack.shape ? commonShape(*stack.shape, shape(pushed)) : shape(pushed);
    const Tensor* known = value(pushed);
    const bool isSame =
        known != nullptr && (!stack.value || (stack.value->shape() == known->shape() &&
                                              bytesEqual(*stack.value, *known)));
    stack.hasOneValue = stack.hasOneValue && isSame;
    if (isSame && !stack.value) { stack.value = *known; }
}

void PlanFacts::findInvariants() {
    std::vector<bool> goesBack(at(m_plan.slotCount), false);
    for (const Loop& loop : m_plan.loops) {
        for (const std::int32_t slot : loop.next) { goesBack[at(slot)] = true; }
    }
    std::vector<const Instruction*> heads;
    for (const Instruction& instruction : m_plan.instructions) {
        const auto operands = operandsOf(m_plan, instruction);
        const bool isHead = instruction.kind == Instruction::Kind::Merge && operands.size() == 2 &&
                            std::ranges::all_of(operands, isSlot) &&
                            !goesBack[at(operands[0].index)] && goesBack[at(operands[1].index)];
        if (isHead) { heads.push_back(&instruction); }
    }
    for (int round = 0; round < kMostRounds; ++round) {
        PlanFacts trial = *this;
        for (const Instruction& instruction : m_plan.instructions) {
            const bool isHead = instruction.kind == Instruction::Kind::Merge &&
                                std::ranges::find(heads, &instruction) != heads.end();
            if (isHead && round == 0) {  // what enters
                trial.m_invariants[instruction.outputs.begin] =
                    trial.shape(operandsOf(m_plan, instruction)[0]);
            }
            trial.learn(instruction);
        }
        bool isSame = true;
        for (const Instruction* head : heads) {
            const auto operands = operandsOf(m_plan, *head);
            PartialShape& taken = trial.m_invariants[head->outputs.begin];
            const PartialShape both =
                commonShape(taken, commonShape(trial.shape(operands[0]), trial.shape(operands[1])));
            isSame = isSame && both == taken;
            taken = both;
        }
        m_invariants = std::move(trial.m_invariants);
        if (isSame) { return; }
    }
    m_invariants.clear();
}

}  // namespace weft
