// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/rows/choose_rows.h"

namespace weft {

/// Marks loops (Loop::byRows) that threads shall compute by rows, each all iterations of its share of
/// a batch, with what lies between them: a recurrent network's steps and the steps back through them
/// meet only at their end. Besides what goes by rows a loop may count, keep values on stacks, take
/// time steps out of a sequence and add up gradients of weights, which are sums over rows: each thread
/// adds up its own, and their sum is taken at the end (in another order: results agree within 1e-5).
/// formRows() does the rest.
///
/// Here for the reason of chooseRows(), and with its costs, a loop's counted for a few iterations.
/// @return how many loops were marked.
int chooseLoops(const PassContext& context, Plan& plan, const RowLimits& limits = {});

}  // namespace weft
