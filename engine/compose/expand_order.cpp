// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/expand_order.h"

#include <queue>

#include "engine/compose/recipe.h"

namespace weft {
namespace {

bool becomesNodes(const Item* item) {
    return item != nullptr && (item->as<OpItem>() != nullptr || item->as<RecipeItem>() != nullptr);
}

bool differentiates(const Item& item) {
    const auto* recipe = item.as<RecipeItem>();
    const RecipeDef* def = recipe == nullptr ? nullptr : findRecipe(recipe->recipe);
    return def != nullptr && def->stage == Stage::Backward;
}

}  // namespace

ExpandOrder orderOf(const Document& document) {
    ExpandOrder order;
    std::map<ItemId, int> waitsFor;
    std::map<ItemId, std::vector<ItemId>> users;
    for (const Item* item : document.all<Item>()) {
        if (becomesNodes(item)) { waitsFor[item->id] = 0; }
    }
    for (const Wire* wire : document.all<Wire>()) {
        order.into[wire->to.item].push_back(wire);
        if (becomesNodes(document.item(wire->from.item)) &&
            becomesNodes(document.item(wire->to.item))) {
            ++waitsFor[wire->to.item];
            users[wire->from.item].push_back(wire->to.item);
        }
    }
    // Smallest id first: new items come last, so an edit leaves the order of the others alone.
    std::priority_queue<ItemId, std::vector<ItemId>, std::greater<>> ready;
    for (const auto& [id, count] : waitsFor) {
        if (count == 0) { ready.push(id); }
    }
    std::set<ItemId> done;
    std::set<ItemId> late;
    while (!ready.empty()) {
        const ItemId id = ready.top();
        ready.pop();
        done.insert(id);
        const Item* item = document.item(id);
        if (differentiates(*item)) { late.insert(id); }
        const bool isLate = late.contains(id);
        (isLate ? order.backward : order.forward).push_back(item);
        for (const ItemId user : users[id]) {
            if (isLate) { late.insert(user); }
            if (--waitsFor[user] == 0) { ready.push(user); }
        }
    }
    for (const auto& [id, count] : waitsFor) {
        if (!done.contains(id)) { order.cyclic.push_back(document.item(id)); }
    }
    return order;
}

}  // namespace weft
