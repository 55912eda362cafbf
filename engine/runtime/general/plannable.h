// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/call_graph.h"

namespace weft {

/// Whether a call can be laid out as a plan. It cannot where a variable is known only at the run,
/// where nodes of one run may wait for each other (see unorderedWaits()), and where iterations of a loop, run one after the other from its first node to its last, would not
/// be what tags make of them: a value leaves before the last iteration, goes to an iteration that
/// the loop's condition has not called for, or comes from what waits for the loop itself.
/// Errors: Unimplemented, with the reason and the node.
Status checkPlannable(const Graph& graph, const CallGraph& call, const VariableMap& variables,
                      const CallOrder& order);

}  // namespace weft
