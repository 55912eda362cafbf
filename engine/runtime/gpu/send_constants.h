// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/plan.h"

namespace weft {

/// Copies constants to the GPUs that read them once, when the plan is made, instead of in each run.
/// The last thing that is done to a plan: its constants may then lie where passes cannot read them.
/// A constant for which a card has no memory is copied by the run, which says so.
void sendConstants(const DeviceSet& devices, Plan& plan);

/// Copies of what is fed go to a GPU before anything else: they are on their way while the card still computes
/// the step before, and do not cut what can be recorded.
void sendFeedsFirst(const DeviceSet& devices, Plan& plan);

}  // namespace weft
