// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph.h"

namespace weft {

/// The op whose gradient function differentiates the node: its own (null for an op nobody knows),
/// or the one that its attribute `_gradient_op_type` names (TensorFlow's gradient_override_map).
/// Errors: NotFound for a name nobody knows; InvalidArgument for an op of other inputs and outputs.
Result<const OpDef*> gradientRule(const Node& node);

/// True for the types that gradients pass through: floating and complex.
bool isDifferentiable(DType type);
/// As above; a resource handle counts as what it points to.
bool isDifferentiable(const OutputInfo& output);

}  // namespace weft
