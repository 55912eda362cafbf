// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/compose/item.h"
#include "engine/proto/project.pb.h"

/// @file
/// Between entities and messages of `weft.Project`; only the file and delta code includes this.

namespace weft {

/// Adds an entity to the list of its kind (settings: replaces them).
void entityToProject(const Entity& entity, Project& project);
/// Everything a project message holds, in the order of its lists.
/// Errors: DataLoss for an item without kind or id, InvalidArgument for an attribute that cannot be
/// read.
Result<std::vector<Entity>> entitiesOfProject(const Project& project);

}  // namespace weft
