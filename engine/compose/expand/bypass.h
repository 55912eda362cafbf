// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/compose/expand/order.h"

namespace weft {

/// The part of a bypassed item or group that makes one tensor.
struct BypassedPart {
    std::vector<const Item*> items;   ///< of the unit, sources before users
    std::vector<const Wire*> enters;  ///< wires from outside into these, in the order of their ends
};

/// @param unit the bypassed item or group. @param asked in it: whose output is asked for.
/// Complexity: linear in the items of the document.
BypassedPart partBehind(const Document& document, const ExpandOrder& order, ItemId unit,
                        ItemId asked);

}  // namespace weft
