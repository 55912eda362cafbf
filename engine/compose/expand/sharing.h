// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "engine/compose/document.h"

namespace weft {

/// Whose variables items use in place of their own: as their `shares` says, or as that of a group
/// around them says, of which each item then shares with the one of the same name below the other.
class Sharing {
public:
    Sharing() = default;
    /// Complexity: linear in the items where anything is shared.
    explicit Sharing(const Document& document);

    /// The item that the variables belong to; none: they are its own. Of a ring of items that share
    /// with each other the next one.
    ItemId sourceOf(ItemId item) const;
    /// What each item says or inherits, before chains are followed.
    const std::map<ItemId, ItemId>& all() const { return m_next; }

private:
    std::map<ItemId, ItemId> m_next;
};

}  // namespace weft
