// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "engine/runtime/passes/pass_list.h"

namespace weft {

/// Numbers of axes of the values in a stretch of a plan, also of those that go round a loop or over a
/// stack, of which facts and graph know none. Followed from what comes in; where values of several
/// ranks meet in a Merge, it is that of one of them.
/// @param members instructions of the stretch, in the order of the plan, loops whole.
/// @return by slot, -1: not known.
std::vector<int> ranksOf(const PassContext& context, const Plan& plan,
                         std::span<const std::int32_t> members);

}  // namespace weft
