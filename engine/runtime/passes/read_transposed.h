// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "engine/runtime/passes/pass_list.h"

namespace weft {

/// Lets matrix products read an operand that was transposed where it lies: MatMul and BatchMatMul of a
/// Transpose take a node of the plan's own, whose attribute says so. In straight lines. oneDNN may sum
/// in another order then: results agree within float rounding. @return products changed.
int readTransposed(const PassContext& context, Plan& plan);

/// A permutation's entries made non-negative; nothing where it is not known or is none.
std::optional<std::vector<std::int32_t>> permutationOf(const Tensor* value);

}  // namespace weft
