// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <vector>

#include "engine/compose/document.h"

namespace weft {

/// What of a document becomes nodes, in the order it does, and how it hangs together.
struct ExpandOrder {
    std::vector<const Item*> forward;   ///< sources before users, ties by id
    std::vector<const Item*> backward;  ///< items that differentiate, and what depends on them
    std::vector<const Item*> cyclic;    ///< in or behind a cycle
    std::map<ItemId, std::vector<const Wire*>> into;  ///< wires by the item they end at
};

ExpandOrder orderOf(const Document& document);

}  // namespace weft
