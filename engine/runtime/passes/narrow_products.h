// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/passes/pass_list.h"

namespace weft {

/// Products of which only a Slice is read compute its columns alone: as where a layer's input was
/// put together (ConcatV2) of what is trained and what is not. Only products by a transposed matrix,
/// whose columns lie together there: gradients by a layer's input.
/// @return products that became narrower.
int narrowProducts(const PassContext& context, Plan& plan);

}  // namespace weft
