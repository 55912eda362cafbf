// SPDX-License-Identifier: Apache-2.0
/// @file
/// RunState: updates of many variables by one call on a card. Each is asked for its shapes, as if it were
/// called by itself.

#include "engine/runtime/gpu/join_updates.h"
#include "engine/runtime/run/run_state.h"

namespace weft {

Status RunState::callUpdates(const RunContext& context, const Instruction& instruction,
                             std::size_t index) {
    const auto& updates = *static_cast<const JoinedUpdates*>(instruction.parameters);
    ShapeMemo& memo = m_memos[index];
    memo.parts.resize(updates.members.size());
    const NodeOperands all = operandsOf(instruction);
    std::size_t first = 0;
    for (std::size_t m = 0; m < updates.members.size(); ++m) {
        const Instruction& member = updates.members[m];
        const std::size_t count = at(member.operands.count);
        m_failed = member.node;
        WEFT_TRY(updateShapes(
            member, {all.inputs.subspan(first, count), all.variables.subspan(first, count)},
            memo.parts[m]));
        first += count;
    }
    m_failed = instruction.node;
    KernelContext::State state;
    state.node = instruction.node;
    state.inputs = all.inputs;
    state.variables = all.variables;
    state.device = &context.devices->at(instruction.device);
    state.resources = context.resources;
    state.cancellation = context.run;
    KernelContext kernelContext(state);
    return updates.call.run(kernelContext);
}

}  // namespace weft
