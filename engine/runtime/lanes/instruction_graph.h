// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/graph/graph.h"
#include "engine/runtime/plan.h"

namespace weft {

/// What an instruction of a straight-line plan must wait for, where the list alone says only that it
/// comes later: values it reads, control edges (also through NoOp nodes), the writes and reads of
/// the variables it touches, and for ops with effects the one before.
/// @return by instruction: earlier instructions, without duplicates.
std::vector<std::vector<std::int32_t>> dependenciesOf(const Graph& graph, const Plan& plan);

/// Rough nanoseconds of an instruction on one thread, from the shapes the graph knows (32 for a size
/// that it does not): a function of the plan alone, so that what is decided by it never changes.
double costOf(const Graph& graph, const Instruction& instruction);

}  // namespace weft
