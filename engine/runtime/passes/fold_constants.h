// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/passes/pass_list.h"

namespace weft {

/// Computes what is known before the run: instructions of stateless ops whose operands are all
/// constants, by their own kernels, and whole numbers that follow from known shapes (Shape, Size,
/// BroadcastGradientArgs and what is computed of them). In a branch the result is a constant that is
/// handed on where the branch is taken. Results over 1 MiB are not kept, nor, beyond 4 KiB (which
/// every value keeps from run to run anyway), over 10 times what they are made of. A kernel's error is
/// left for the run. Nothing with a variable, a lock or state is folded; feeds are no constants.
/// @return instructions folded.
int foldConstants(const PassContext& context, Plan& plan);

}  // namespace weft
