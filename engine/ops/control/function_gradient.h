// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/gradient_context.h"

namespace weft {

/// Gradients of a call by its arguments: one SymbolicGradient node over the arguments and what
/// arrived at the first `results` outputs of the node being differentiated. It is laid out before a
/// run (engine/functions), by the function that the library names as the gradient, or by the body.
/// Errors: InvalidArgument for a handle of which nothing is known.
Result<std::vector<Expr>> functionGradient(const GradientContext& context,
                                           const FunctionAttr& function,
                                           const std::vector<Expr>& arguments, int results);

}  // namespace weft
