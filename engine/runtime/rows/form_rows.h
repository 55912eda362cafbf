// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/passes/pass_list.h"

namespace weft {

/// Brings the instructions that chooseRows() marked, and the chains that were made of them, together
/// in Plan::regions. Where one waits for something outside that waits for another (a batch's mean, a
/// product with large weights), they come into two regions, one after the other; what is outside keeps
/// its order but for that. What is marked and cannot be in a region stays as it is.
/// @return how many instructions are in regions.
int formRows(const PassContext& context, Plan& plan);

}  // namespace weft
