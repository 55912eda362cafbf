// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/passes/pass_list.h"

namespace weft {

/// Leaves out what only control edges ask for: instructions of stateless ops whose outputs nobody
/// reads, and then what only those read (gradients of constants, which TensorFlow's builder makes and
/// groups with the others). Targets stay, and so do ops whose purpose is their error.
/// @return instructions left out, or that only signal from now on.
int dropUnread(const PassContext& context, Plan& plan);

}  // namespace weft
