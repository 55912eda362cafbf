// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/passes/pass_list.h"

namespace weft {

/// Finds stretches of a straight-line plan that fall into two halves of about the same work which
/// wait for nothing of each other (towers of a data-parallel training, branches of a network), and
/// marks the instructions of each that matter (Instruction::lane); forkLanes() does the rest. Here,
/// since a product may have other bits on one thread than on two: all plans of a call take the lanes
/// of the one they are made from.
///
/// Decided by costs that are estimated from the graph's shapes alone, so that no plan changes from
/// run to run. Nothing is done on one compute thread, in plans that branch, where the halves differ
/// by more than a tenth of the whole, or where they are short.
/// @return how many forks there will be.
int chooseLanes(const PassContext& context, Plan& plan);

}  // namespace weft
