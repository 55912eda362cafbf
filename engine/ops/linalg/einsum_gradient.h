// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/kernel/op_builder.h"

namespace weft {

/// Gradients of Einsum: its own equations read the other way, with what was summed or broadcast put
/// back. With "ab,bc->ac" they are "ac,bc->ab" and "ab,ac->bc".
/// Source: _EinsumGrad of TensorFlow's linalg_grad.py.
Result<std::vector<Expr>> einsumGradient(const GradientContext& context);

}  // namespace weft
