// SPDX-License-Identifier: Apache-2.0
/// @file
/// The part of buildPlan() about control flow: loops, and what must have run before something runs.

#include "engine/device/gpu/gpu_device.h"
#include "engine/runtime/plan_builder_class.h"

namespace weft::detail {

void PlanBuilder::emitLoop(const ScheduleStep& step) {
    const FrameMap::Frame& frame = m_frames->frames()[at(step.frame)];
    Instruction instruction;
    const auto here = static_cast<std::int32_t>(m_plan.instructions.size());
    if (!step.loopEnds) {
        instruction.kind = Instruction::Kind::LoopBegin;
        instruction.loop = static_cast<std::int32_t>(m_plan.loops.size());
        m_open[step.frame] = instruction.loop;
        Loop loop;
        loop.begin = here;
        for (const NodeId enter : frame.enters) { loop.entered.push_back(m_firstSlot[at(enter)]); }
        // Known before the nodes are laid out: those that read them come first.
        for (const NodeId next : frame.next) {
            m_firstSlot[at(next)] = newSlots(1, m_plan.devices[at(next)]);
            loop.next.push_back(m_firstSlot[at(next)]);
        }
        m_plan.loops.push_back(std::move(loop));
    } else {
        instruction.kind = Instruction::Kind::LoopEnd;
        instruction.loop = m_open[step.frame];
        m_plan.loops[at(instruction.loop)].end = here;
    }
    m_plan.instructions.push_back(instruction);
}

/// What must have run, besides what makes the slots it reads: sources of control edges, and what
/// leads to a variable through a branch.
void PlanBuilder::addGates(const Node& node, Instruction& instruction) {
    if (!m_plan.branching) { return; }
    instruction.signal = newSlots(1, kNone);
    m_signal[at(node.id)] = instruction.signal;
    // It runs also where what it waits for does not; a Merge asks its inputs alone.
    if (node.isOp("ControlTrigger") || node.isOp("Merge") || node.isOp("RefMerge")) { return; }
    std::vector<std::int32_t> gates;
    for (const NodeId before : node.controlInputs) {
        if (m_signal[at(before)] != kNone) { gates.push_back(m_signal[at(before)]); }
    }
    for (const Endpoint& input : node.inputs) {
        const bool isPlain = m_call.fed.contains(input) || m_firstSlot[at(input.node)] == kNone;
        if (!isPlain) { gates.push_back(m_firstSlot[at(input.node)] + input.index); }
    }
    instruction.gates = {static_cast<std::int32_t>(m_plan.gates.size()),
                         static_cast<std::int32_t>(gates.size())};
    m_plan.gates.insert(m_plan.gates.end(), gates.begin(), gates.end());
}

/// A constant that is there only where its branch is taken: in host memory, and on the card that its
/// node is on.
void PlanBuilder::emitGatedConstant(const Node& node, std::int32_t slot) {
    emitPass(node, {{.index = slot}}, kNone);
    const std::int32_t device = m_plan.devices[at(node.id)];
    if (cardOf(m_devices.at(device)) == nullptr || !isFloating(node.outputs[0].type)) { return; }
    const std::int32_t onHost = m_firstSlot[at(node.id)];
    emitPass(node, {onDevice(device, {.index = slot})}, device);
    m_copies[{onHost, device}] = m_firstSlot[at(node.id)];
    m_firstSlot[at(node.id)] = onHost;
}

/// @param device where what it hands on lies.
void PlanBuilder::emitPass(const Node& node, const std::vector<Operand>& operands,
                           std::int32_t device) {
    Instruction instruction;
    instruction.kind = Instruction::Kind::Pass;
    instruction.node = &node;
    instruction.device = m_plan.devices[at(node.id)];
    instruction.operands = addOperands(operands);
    addGates(node, instruction);
    if (!operands.empty()) {
        m_firstSlot[at(node.id)] = newSlots(1, device);
        instruction.outputs = {m_firstSlot[at(node.id)], 1};
    }
    m_plan.instructions.push_back(instruction);
}

}  // namespace weft::detail
