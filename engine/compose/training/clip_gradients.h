// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/compose/training/optimizer_slots.h"
#include "engine/compose/training/optimizers.h"
#include "engine/graph/expr.h"

/// @file
/// What stands between compute_gradients() and apply_gradients() where gradients are clipped.

namespace weft {

/// The words for how gradients are clipped: "none", "value", "norm", "global_norm".
std::string_view nameOf(GradientClip::By by);
/// Nothing for other words.
std::optional<GradientClip::By> clipNamed(std::string_view name);

/// Whether a number can be the limit of a clip: finite and above 0.
/// Errors: InvalidArgument with the number.
Status checkClipLimit(double limit);

/// Adds the nodes that TensorFlow's Python writes for each gradient g, clip_by_value(g, -limit,
/// limit) or clip_by_norm(g, limit), or for all together, clip_by_global_norm(gs, limit). Of a
/// gradient by rows its values are clipped, repeated rows counted one by one. Scopes are made
/// unique: clip_by_norm, clip_by_norm_1, ...
/// @param prefix "" or "scope/", before all names. @param variables one a gradient.
/// @param gradients become the clipped ones.
/// Errors: InvalidArgument for a limit as of checkClipLimit(), and for gradients of several dtypes
/// that are to have one norm; as Graph::add().
Status clipGradients(Graph& graph, const std::string& prefix, const GradientClip& clip,
                     const std::vector<OptimizedVariable>& variables, std::vector<Expr>& gradients);

}  // namespace weft
