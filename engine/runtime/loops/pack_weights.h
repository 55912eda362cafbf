// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/plan.h"

namespace weft {

/// Has MatMul instructions that multiply by the same matrix share it in the layout of the kernel,
/// which would else order it anew for each: several products by one value, or one product in a loop
/// by a value from outside (the weights of a recurrent layer). Between a variable's writes its value
/// counts as one. Results agree within float rounding. Call before fuseElementwise().
/// @return how many instructions share.
int packWeights(Plan& plan);

}  // namespace weft
