// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/plan.h"

namespace weft {

/// Finds sums of products A_1^T B_1 + A_2^T B_2 + ..., the gradient of a weight that is used again
/// at every time step, and has them computed as one product of stacked operands: [A_1; A_2; ...]^T
/// [B_1; B_2; ...]. Two forms: AddN of MatMul(transpose_a) nodes, and a loop variable to which
/// each iteration adds such a product (TensorFlow's b_acc). Instructions stay where they are and get
/// a role (Instruction::stack), so that at run a product that is not worth stacking, or does not
/// fit, is simply computed.
///
/// Only float products that nothing else reads. The sum is taken in another order: results agree
/// within 1e-5 relative. Call after tidyGates() and before fuseElementwise().
/// @return how many MatMul instructions got a role.
int stackProducts(Plan& plan);

}  // namespace weft
