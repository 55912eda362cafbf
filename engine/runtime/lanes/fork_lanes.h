// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/passes/pass_list.h"

namespace weft {

/// Puts Fork and Join around the halves that chooseLanes() marked: one lane each, computed side by
/// side, every kernel on one thread. A pair of lanes uses two cores fully where kernels split over
/// two threads pay for each split. What depends on one lane alone joins it; what both wait for comes
/// before, what waits for both after. The last of the passes: none of the others knows lanes.
/// @return how many instructions run in lanes.
int forkLanes(const PassContext& context, Plan& plan);

}  // namespace weft
