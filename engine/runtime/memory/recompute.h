// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/passes/pass_list.h"

namespace weft {

/// Where the values of a step would take more than valueLimit(): values of the way forward that are cheap
/// to make (elementwise ops, masks, what repeats a value) and wait for the way back are dropped and made
/// again, with the same bits, just before they are read, until the estimate fits or nothing helps. Only
/// what is made of values that are still there then. In chains such values never reach memory.
/// Source: Chen et al., "Training Deep Nets with Sublinear Memory Cost" (2016), for cheap ops alone.
int recomputeCheap(const PassContext& context, Plan& plan);

}  // namespace weft
