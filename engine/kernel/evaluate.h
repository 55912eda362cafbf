// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/op_def.h"

namespace weft {

/// Whether an op's kernel is called although all its outputs are empty: where an input holds whole
/// numbers (indices, ids, lengths) that the shape function does not see, only the kernel can refuse
/// bad ones, and TensorFlow's does.
bool checksWhenEmpty(const OpDef& op);

}  // namespace weft
