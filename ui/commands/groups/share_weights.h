// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/document/engine_document.h"

/// @file
/// Layers, variables and groups of them that use the variables of others.

namespace weft::ui {

/// Items whose variables another could use: those that have as many, of the same names below them,
/// with the same dtypes and shapes; neither lies in the other. In id order; none for what has no
/// variables of its own. Complexity: linear in the nodes, and in how deep they lie.
std::vector<ItemId> sharableWith(const EngineDocument& document, ItemId item);
/// Lets an item use the variables of another. Errors: InvalidArgument where one of them has none, or
/// one lies in the other.
Status shareWeights(Edit& edit, ItemId item, ItemId with);
/// Gives an item variables of its own again. Errors: InvalidArgument where it has them.
Status ownWeights(Edit& edit, ItemId item);

}  // namespace weft::ui
