// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/passes/pass_list.h"

namespace weft {

/// Removes what computes nothing, where the bits stay: values handed on under another name or under
/// the shape they have (Identity, Reshape, Cast to the same type, Slice of everything, Tile once),
/// what undoes itself (Neg of Neg, Transpose of Transpose, Unpack of Pack), choices that are made
/// (Select by a constant), whole numbers times 1 or plus 0. Floats times 1 stay: multiplication flushes
/// denormal numbers. @return instructions removed.
int simplifyArithmetic(const PassContext& context, Plan& plan);

}  // namespace weft
