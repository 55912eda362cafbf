// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/plan.h"

namespace weft {

/// Of a plan that branches, drops gates that the operands imply, signals that no gate asks for, and
/// the instructions that only gave such signals. What is left without either may be fused, folded
/// and merged as in a straight line. Nothing runs that did not run before, nor the other way round.
/// Call before the passes that look for instructions without gates.
/// @return how many gates were dropped.
int tidyGates(Plan& plan);

}  // namespace weft
