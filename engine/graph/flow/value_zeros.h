// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "engine/graph/expr.h"

namespace weft {

/// The dtype of the variable that a handle leads to, through loops and branches; nothing where the
/// graph does not say. Complexity: the nodes that pass the handle on.
std::optional<DType> typeBehind(const Graph& graph, Endpoint handle);

/// Zeros in the shape of the value of the variable behind a handle, which is not read.
Expr zerosBehind(const Expr& handle, DType type);

/// Zeros in the shape of a tensor, or of what a handle leads to: what a gradient is where none
/// arrived. An invalid Expr for a handle of which nothing is known.
Expr zerosOfValue(const Expr& x);

}  // namespace weft
