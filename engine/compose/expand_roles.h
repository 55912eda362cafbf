// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/compose/expansion.h"

/// @file
/// Which node is which part of which item, and what the document says about such parts.

namespace weft {

/// Gives nodes `before`, `before` + 1, ... of the graph their origin: parts of the item.
void nameRoles(const Document& document, const Item& item, std::size_t before, Expansion& out);
/// Applies device wishes and control inputs of these items; what has lost its node is a finding.
void applyOverrides(const Document& document, const std::vector<const Item*>& items,
                    Expansion& out);

}  // namespace weft
