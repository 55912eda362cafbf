// SPDX-License-Identifier: Apache-2.0
/// @file
/// RunState: what each instruction is told of where statistics are asked for.

#include "engine/runtime/gpu/join_updates.h"
#include "engine/runtime/run/run_state.h"

namespace weft {
namespace {

std::int64_t bytesOf(DType type, const Shape& shape) {
    return shape.elements() * static_cast<std::int64_t>(elementBytes(type));
}

}  // namespace

/// A chain is told node by node: its time stands with its last one, the others took none. So are updates that
/// are one call.
void RunState::addStatistics(StepStatistics& statistics, std::size_t index, std::int64_t startNs,
                             std::int64_t durationNs) const {
    const Instruction& instruction = m_plan.instructions[index];
    // Filled where it lies: a step has thousands.
    const auto add = [&]() -> NodeStatistics& {
        NodeStatistics& node = statistics.nodes.emplace_back();
        node.device = instruction.device;
        node.startNs = startNs - m_startNs;
        return node;
    };
    if (instruction.kind == Instruction::Kind::Fused) {
        const auto& program = *static_cast<const FusedProgram*>(instruction.parameters);
        const std::vector<Shape>& shapes = m_memos[index].members;
        for (std::size_t n = 0; n + 1 < program.nodes.size(); ++n) {
            NodeStatistics& node = add();
            node.label = program.nodes[n].node->opName;
            node.node = program.nodes[n].node->id;
            if (n >= shapes.size()) { continue; }
            node.outputs.push_back(shapes[n]);
            node.outputBytes = bytesOf(program.type, shapes[n]);
        }
    }
    if (instruction.kind == Instruction::Kind::Updates) {
        const auto& members = static_cast<const JoinedUpdates*>(instruction.parameters)->members;
        for (std::size_t m = 0; m + 1 < members.size(); ++m) {
            NodeStatistics& node = add();
            node.label = members[m].node->opName;
            node.node = members[m].node->id;
        }
    }
    NodeStatistics& node = add();
    const bool copies = instruction.kind == Instruction::Kind::Copy ||
                        instruction.kind == Instruction::Kind::Snapshot;
    if (copies) {
        node.label = "Copy";
    } else {
        node.label = instruction.node->opName;
        node.node = instruction.node->id;
    }
    node.durationNs = durationNs;
    node.outputBytes = outputBytes(instruction, m_memos[index]);
    addOutputs(instruction, m_memos[index], node.outputs);
}

/// Of values that are still there what they are, else what their shape functions said.
void RunState::addOutputs(const Instruction& instruction, const ShapeMemo& memo,
                          absl::InlinedVector<Shape, 1>& shapes) const {
    if (instruction.kind == Instruction::Kind::Fused) {  // its last node's
        if (!memo.members.empty()) { shapes.push_back(memo.members.back()); }
        return;
    }
    shapes.reserve(at(instruction.outputs.count));
    for (std::int32_t i = 0; i < instruction.outputs.count; ++i) {
        const Tensor& value = m_slots[at(instruction.outputs.begin + i)];
        const bool isKnown = at(i) < memo.outputs.size();
        if (!value.valid() && !isKnown) { break; }
        shapes.push_back(value.valid() ? value.shape() : memo.outputs[at(i)]);
    }
}

std::int64_t RunState::outputBytes(const Instruction& instruction, const ShapeMemo& memo) const {
    if (instruction.kind != Instruction::Kind::Kernel &&
        instruction.kind != Instruction::Kind::Alias &&
        instruction.kind != Instruction::Kind::Fused) {
        if (instruction.outputs.count == 0) { return 0; }
        return static_cast<std::int64_t>(m_slots[at(instruction.outputs.begin)].bytes());
    }
    if (instruction.kind == Instruction::Kind::Fused) {  // its last node's
        return memo.members.empty()
                   ? 0
                   : bytesOf(instruction.node->outputs[0].type, memo.members.back());
    }
    std::int64_t bytes = 0;
    for (std::size_t i = 0; i < memo.outputs.size(); ++i) {
        bytes += bytesOf(instruction.node->outputs[i].type, memo.outputs[i]);
    }
    return bytes;
}

}  // namespace weft
