// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "engine/compose/foreign/node_reader.h"
#include "engine/compose/training/optimizers.h"

/// @file
/// Clipping that came as nodes, known by what they compute: names play no part.

namespace weft {

/// What clips some gradients.
struct FoundClips {
    GradientClip clip;
    std::vector<PortRef> gradients;  ///< as they were before
    std::set<ItemId> nodes;          ///< that clip them
};

/// What clips the gradients that these ports give, all by one limit, in one of the forms in which
/// TensorFlow's versions write clip_by_value(g, -limit, limit), clip_by_norm() and
/// clip_by_global_norm(). Nothing for all else: other bounds, norms along some axes or of other
/// gradients, other arithmetic.
/// @param ranks of the gradients, by the ports; nothing where one is not known.
std::optional<FoundClips> clipsAt(const NodeReader& nodes,
                                  const std::map<PortRef, std::optional<int>>& ranks);

}  // namespace weft
