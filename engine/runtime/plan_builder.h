// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/device/device.h"
#include "engine/runtime/call_graph.h"
#include "engine/runtime/placer.h"
#include "engine/runtime/plan.h"

namespace weft {

/// Compiles a signature: prune from what is asked to what is fed, place, resolve references to
/// variables, order reads before unordered writes, lay out instructions with copies between devices.
/// No pass has touched the result, and findLastUses() has not: finishPlan() does both.
/// @param store where the session's variables are found or made.
/// Errors: InvalidArgument for unknown or doubly fed feeds, unknown fetches, impossible placements,
/// missing kernels; NotFound for targets; OutOfRange for output indices; Unimplemented, with the
/// reason, for what only the general executor runs (see engine/runtime/general).
Result<Plan> layOutPlan(const Graph& graph, const Signature& signature, const DeviceSet& devices,
                        const PlacerOptions& placement, ResourceStore& store);

/// The same, taken through the enabled passes: ready to run.
Result<Plan> buildPlan(const Graph& graph, const Signature& signature, const DeviceSet& devices,
                       const PlacerOptions& placement, ResourceStore& store);

}  // namespace weft
