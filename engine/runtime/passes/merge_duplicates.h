// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/passes/pass_list.h"

namespace weft {

/// Computes equal things once: of instructions of one stateless op with the same attributes, device
/// and operands, in the same loop and alive under the same conditions, the first is left. Small equal
/// constants become one as well. Reads of variables are never merged: a write may lie between.
/// @return instructions merged into others.
int mergeDuplicates(const PassContext& context, Plan& plan);

}  // namespace weft
