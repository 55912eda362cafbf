// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/passes/pass_list.h"

namespace weft {

/// From when on it pays to share rows.
struct RowLimits {
    double leastNs = 50'000;   ///< of a batch's work on one thread: meeting costs some microseconds
    double leastSmall = 0.25;  ///< of it, in ops that their own kernels do not share
};
/// An op of more is shared by its own kernel.
inline constexpr double kSharedNs = 40'000;

/// Marks the instructions (Instruction::byRows) that threads shall compute by rows: each thread takes
/// its share of a batch through a whole stretch of the plan, so that they meet at its ends instead of
/// at each op, and a core finds in its own cache what it computed before. That pays where much of the
/// work is in ops too small to be shared one by one, as in a recurrent network; each core reads all
/// weights then. Between two loops the batch with the most work is taken; formRows() does the rest.
/// Here, since a product of some rows may have other bits than that of all: all plans of a call are
/// cut alike.
///
/// Decided by costs that are estimated from the graph's shapes alone. Nothing is done inside loops (to
/// meet in each iteration costs more than it gains: a while_loop LSTM took 8 % longer; chooseLoops()
/// takes them whole), on one compute thread, or where chooseLanes() has found halves.
/// @return how many instructions were marked.
int chooseRows(const PassContext& context, Plan& plan, const RowLimits& limits = {});

}  // namespace weft
