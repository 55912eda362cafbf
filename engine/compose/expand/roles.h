// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/compose/expand/order.h"
#include "engine/compose/expansion.h"

namespace weft {

/// Gives nodes `before`, `before` + 1, ... of the graph their origin: parts of the item.
/// @param path the item's.
void nameRoles(const Item& item, const std::string& path, std::size_t before, Expansion& out);

}  // namespace weft
