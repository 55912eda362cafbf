// SPDX-License-Identifier: Apache-2.0
/// @file
/// RunState: fused chains. Their shapes are found node by node, as if each were called by itself, and
/// remembered; where all of them are one, the chain is computed in tiles, else each node's kernel is
/// called in turn.

#include <algorithm>

#include "engine/graph/shape_context.h"
#include "engine/runtime/run/run_state.h"

namespace weft {
namespace {

/// Shapes of elementwise ops depend on no value.
class NoValues final : public ValueSource {
public:
    std::optional<Tensor> value(int) const override { return std::nullopt; }
    std::optional<PartialValue> partialValue(int) const override { return std::nullopt; }
};

/// The shape of each node's result.
/// @param failed is set to the node whose shape function fails.
Result<std::vector<Shape>> chainShapes(const FusedProgram& program,
                                       const std::vector<Shape>& inputs, const Node*& failed) {
    std::vector<Shape> shapes;
    for (const FusedNode& node : program.nodes) {
        failed = node.node;
        std::vector<PartialShape> operands;
        for (const std::int32_t operand : node.operands) {
            operands.emplace_back(operand < 0 ? inputs[at(~operand)] : shapes[at(operand)]);
        }
        const std::vector<DType> types(node.operands.size(), program.type);
        const NoValues values;
        const ShapeContext context(*node.node->op, node.node->attrs, operands, types, 1, values);
        const std::vector<PartialShape> found = WEFT_TRY(node.node->op->shape(context));
        const std::optional<Shape> full = found[0].full();
        if (!full) {
            return invalidArgument(concat("output 0 has too many elements: got shape ", found[0],
                                          ", want fewer than 2^63"));
        }
        shapes.push_back(*full);
    }
    return shapes;
}

}  // namespace

Status RunState::callFused(const RunContext& context, const Instruction& instruction,
                           std::size_t index) {
    const auto& program = *static_cast<const FusedProgram*>(instruction.parameters);
    ShapeMemo& memo = m_memos[index];
    Device& device = context.devices->at(instruction.device);
    m_failed = instruction.node;
    WEFT_TRY(updateChain(program, at(instruction.operands.count), memo));
    if (!memo.tiles) { return callMembers(context, instruction, memo); }
    for (std::int32_t i = 0; i < instruction.outputs.count; ++i) {
        WEFT_TRY(allocateOutput(instruction, i, program.type, memo.outputs[at(i)], device));
    }
    if (memo.outputs[0].elements() == 0) { return okStatus(); }
    if (program.onCard != nullptr) { return callOnCard(context, instruction, memo); }
    runSteps(program, {m_inputs.data(), at(instruction.operands.count)},
             {m_slots.data() + instruction.outputs.begin, at(instruction.outputs.count)});
    return okStatus();
}

/// By one call, or node by node where the card's library has no way for these shapes.
Status RunState::callOnCard(const RunContext& context, const Instruction& instruction,
                            const ShapeMemo& memo) {
    const auto& program = *static_cast<const FusedProgram*>(instruction.parameters);
    const std::size_t operands = at(instruction.operands.count);
    m_noVariables.resize(std::max(m_noVariables.size(), operands));
    KernelContext::State state;
    state.node = instruction.node;
    state.inputs = {m_inputs.data(), operands};
    state.variables = {m_noVariables.data(), operands};
    state.outputs = {m_slots.data() + instruction.outputs.begin, at(instruction.outputs.count)};
    state.device = &context.devices->at(instruction.device);
    KernelContext kernelContext(state);
    const Status status = program.onCard->run(kernelContext);
    if (status.code() != StatusCode::kUnimplemented) { return status; }
    return callMembers(context, instruction, memo);
}

Status RunState::updateChain(const FusedProgram& program, std::size_t operands, ShapeMemo& memo) {
    bool same = memo.valid;
    for (std::size_t i = 0; same && i < operands; ++i) {
        same = memo.inputs[i] == m_inputs[i]->shape();
    }
    if (same) { return okStatus(); }
    memo = {};
    for (std::size_t i = 0; i < operands; ++i) { memo.inputs.push_back(m_inputs[i]->shape()); }
    memo.members = WEFT_TRY(chainShapes(program, memo.inputs, m_failed));
    const auto isWhole = [&memo](const Shape& one) { return one == memo.members.back(); };
    memo.tiles =
        program.anyShapes ||
        (std::all_of(memo.members.begin(), memo.members.end(), isWhole) &&
         std::all_of(memo.inputs.begin(), memo.inputs.end(), [&](const Shape& input) {
             return isWhole(input) || input.elements() == 1 || isRowOf(input, memo.members.back());
         }));
    memo.outputs.resize(at(program.outputs));
    for (std::size_t n = 0; n < memo.members.size(); ++n) {
        const std::int32_t output = program.nodes[n].output;
        if (output >= 0) { memo.outputs[at(output)] = memo.members[n]; }
    }
    memo.valid = true;
    return okStatus();
}

/// Each node's kernel in turn, where the graph did not know that the shapes differ.
Status RunState::callMembers(const RunContext& context, const Instruction& instruction,
                             const ShapeMemo& memo) {
    const auto& program = *static_cast<const FusedProgram*>(instruction.parameters);
    Device& device = context.devices->at(instruction.device);
    std::vector<Tensor>& results = m_memberResults;
    results.clear();
    results.resize(program.nodes.size());
    for (std::size_t n = 0; n < program.nodes.size(); ++n) {
        const FusedNode& node = program.nodes[n];
        m_failed = node.node;
        std::vector<const Tensor*>& operands = m_memberInputs;
        operands.clear();
        for (const std::int32_t operand : node.operands) {
            operands.push_back(operand < 0 ? m_inputs[at(~operand)] : &results[at(operand)]);
        }
        m_noVariables.resize(std::max(m_noVariables.size(), operands.size()), nullptr);
        results[n] = WEFT_TRY(Tensor::allocate(program.type, memo.members[n], device.allocator()));
        KernelContext::State state;
        state.node = node.node;
        state.parameters = node.parameters;
        state.inputs = operands;
        state.variables = {m_noVariables.data(), operands.size()};
        state.outputs = {&results[n], 1};
        state.device = &device;
        state.resources = context.resources;
        state.cancellation = context.run;
        KernelContext kernelContext(state);
        if (results[n].elements() > 0) { WEFT_TRY(node.run(kernelContext)); }
        if (node.output >= 0) { m_slots[at(instruction.outputs.begin + node.output)] = results[n]; }
    }
    results.clear();
    return okStatus();
}

}  // namespace weft
