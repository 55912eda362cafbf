// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/kernel/gpu/gpu_node.h"
#include "engine/runtime/passes/pass_list.h"

namespace weft {

/// Updates of many variables by one call on a card: what Instruction::parameters of Kind::Updates is.
struct JoinedUpdates {
    JoinedUpdates(const GpuNode& first, std::vector<Instruction> updates)
        : members(std::move(updates)), call(first, static_cast<std::int32_t>(members.size())) {}
    std::vector<Instruction> members;  ///< operands of one lie after those of the other
    GpuNode call;
};

/// An optimizer's updates become one instruction an optimizer and dtype, in the place of the last: one
/// launch for many variables. Between its first and its last nothing reads or writes these variables, nor writes
/// what the updates read. Each element gets the bits it would have had.
int joinUpdates(const PassContext& context, Plan& plan);

}  // namespace weft
