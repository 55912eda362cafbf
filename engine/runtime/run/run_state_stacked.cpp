// SPDX-License-Identifier: Apache-2.0
/// @file
/// RunState: sums of products that are computed as one. A product goes on its stack instead of being
/// computed, its slot stays empty, and who adds it up takes the stack's sum in its stead.

#include <algorithm>

#include "engine/graph/shape_context.h"
#include "engine/runtime/run/run_operands.h"
#include "engine/runtime/run/run_state.h"

namespace weft {

Status RunState::callStacked(const RunContext& context, const Instruction& instruction,
                             std::size_t index) {
    using Role = Instruction::StackRole;
    ProductStack& stack = m_stacks[at(instruction.stack)];
    Device& device = context.devices->at(instruction.device);
    Tensor& out = m_slots[at(instruction.outputs.begin)];
    switch (instruction.role) {
        case Role::CollectFirst:
        case Role::Collect: {
            if (instruction.role == Role::CollectFirst) { stack.clear(); }
            WEFT_TRY(updateShapes(instruction, operandsOf(instruction), m_memos[index]));
            if (!WEFT_TRY(stack.push(*m_inputs[0], *m_inputs[1], device.allocator()))) { break; }
            out = Tensor();
            return okStatus();
        }
        case Role::Forward:
            if (m_inputs[0]->valid()) { break; }
            out = Tensor();
            return okStatus();
        case Role::Add:
            if (m_inputs[0]->valid() && m_inputs[1]->valid()) { break; }
            out = *m_inputs[m_inputs[0]->valid() ? 0 : 1];
            return okStatus();
        case Role::Sum:
            if (stack.empty()) { break; }
            return sumStack(context, instruction, stack);
        case Role::None:
            break;
    }
    return instruction.kind == Instruction::Kind::Pass ? passOn(instruction)
                                                       : callKernel(context, instruction, index);
}

/// The stack's product and the operands that are not on it, added by the node that adds them all.
Status RunState::sumStack(const RunContext& context, const Instruction& instruction,
                          ProductStack& stack) {
    Device& device = context.devices->at(instruction.device);
    const Plan::ProductSum& sum = m_plan.stacks[at(instruction.stack)];
    const Tensor product = WEFT_TRY(stack.take(device.allocator()));
    std::vector<const Tensor*> addends;
    for (std::int32_t i = 0; i < instruction.operands.count; ++i) {
        if (m_inputs[at(i)]->valid()) { addends.push_back(m_inputs[at(i)]); }
    }
    Tensor& out = m_slots[at(instruction.outputs.begin)];
    if (addends.empty()) {
        out = product;
        return okStatus();
    }
    addends.push_back(&product);
    std::vector<PartialShape> shapes;
    for (const Tensor* addend : addends) { shapes.emplace_back(addend->shape()); }
    const std::vector<DType> types(addends.size(), DType::Float);
    const RunValues values(addends);
    const ShapeContext shapeContext(*sum.node->op, sum.node->attrs, shapes, types, 1, values);
    const auto found = WEFT_TRY(sum.node->op->shape(shapeContext));
    const std::optional<Shape> shape = found[0].full();
    if (!shape) { return invalidArgument(concat("the sum has no shape: got ", found[0])); }
    Tensor result = WEFT_TRY(Tensor::allocate(DType::Float, *shape, device.allocator()));
    m_noVariables.resize(std::max(m_noVariables.size(), addends.size()), nullptr);
    KernelContext::State state;
    state.node = sum.node;
    state.parameters = sum.parameters;
    state.inputs = addends;
    state.variables = {m_noVariables.data(), addends.size()};
    state.outputs = {&result, 1};
    state.device = &device;
    state.resources = context.resources;
    state.cancellation = context.run;
    KernelContext kernelContext(state);
    if (result.elements() > 0) { WEFT_TRY(sum.run(kernelContext)); }
    out = std::move(result);
    return okStatus();
}

}  // namespace weft
