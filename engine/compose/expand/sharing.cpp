// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/expand/sharing.h"

#include <algorithm>

namespace weft {
namespace {

using Children = std::map<ItemId, std::map<std::string, const Item*>>;

/// What lies in one group shares with what has the same name in the other. An item's own word is
/// stronger. Groups nest at most kDeepestGroup deep.
void pairUp(const Children& children, ItemId from, ItemId to, std::map<ItemId, ItemId>& next) {
    const auto members = children.find(from);
    const auto others = children.find(to);
    if (members == children.end() || others == children.end()) { return; }
    for (const auto& [name, member] : members->second) {
        const auto other = others->second.find(name);
        if (other == others->second.end() || member == other->second) { continue; }
        if (member->as<RecipeItem>() != nullptr) { next.emplace(member->id, other->second->id); }
        if (member->as<GroupItem>() != nullptr) {
            pairUp(children, member->id, other->second->id, next);
        }
    }
}

}  // namespace

Sharing::Sharing(const Document& document) {
    const std::vector<const Item*> items = document.all<Item>();
    if (std::ranges::none_of(items, [](const Item* item) { return item->shares.valid(); })) {
        return;
    }
    Children children;
    for (const Item* item : items) { children[item->parent].emplace(item->name, item); }
    for (const Item* item : items) {
        if (item->shares.valid() && item->as<RecipeItem>() != nullptr) {
            m_next.emplace(item->id, item->shares);
        }
    }
    for (const Item* item : items) {
        if (item->shares.valid() && item->as<GroupItem>() != nullptr) {
            pairUp(children, item->id, item->shares, m_next);
        }
    }
}

ItemId Sharing::sourceOf(ItemId item) const {
    ItemId source;
    ItemId at = item;
    for (std::size_t steps = 0; steps <= m_next.size(); ++steps) {
        const auto next = m_next.find(at);
        if (next == m_next.end()) { break; }
        at = source = next->second;
    }
    return source;
}

}  // namespace weft
