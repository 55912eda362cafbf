// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/passes/pass_list.h"

namespace weft {

/// Finds stretches of a straight-line plan that fall into two halves of about the same work which
/// wait for nothing of each other (towers of a data-parallel training, branches of a network), and
/// puts Fork and Join around them: one lane each, computed side by side, every kernel on one thread.
/// A pair of lanes uses two cores fully where kernels split over two threads pay for each split.
///
/// Decided by estimated costs alone, so a plan never changes from run to run. Nothing is done on one
/// compute thread, in plans that branch, where the halves differ by more than a tenth of the whole,
/// or where they are short. The last of the passes: none of the others knows lanes.
/// @return how many instructions run in lanes.
int forkLanes(const PassContext& context, Plan& plan);

}  // namespace weft
