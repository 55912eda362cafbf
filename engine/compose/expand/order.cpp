// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/expand/order.h"

#include <algorithm>
#include <queue>

#include "engine/compose/recipe.h"

namespace weft {
namespace {

/// An item and what hangs on it, while the order is made.
struct Place {
    const Item* item = nullptr;
    int waitsFor = 0;
    bool isLate = false;  // differentiates, or depends on an item that does
    bool isDone = false;
    std::vector<std::size_t> users;
};

/// Where each item that becomes nodes stands in a list in id order.
std::unordered_map<ItemId, std::size_t> numbered(const std::vector<Place>& places) {
    std::unordered_map<ItemId, std::size_t> numbers;
    numbers.reserve(places.size());
    for (std::size_t i = 0; i < places.size(); ++i) { numbers.emplace(places[i].item->id, i); }
    return numbers;
}

/// What lies in a function is no part of the graph that calls it.
void takeBodiesOut(const Document& document, ExpandOrder& order) {
    const auto items = document.all<Item>();
    if (std::none_of(items.begin(), items.end(),
                     [](const Item* item) { return item->as<FunctionItem>() != nullptr; })) {
        return;
    }
    for (std::vector<const Item*>* list : {&order.forward, &order.backward}) {
        std::erase_if(*list, [&](const Item* item) {
            const ItemId function = document.functionOf(item->id);
            if (function.valid()) { order.bodies[function].push_back(item); }
            return function.valid();
        });
    }
}

}  // namespace

bool differentiates(const Item& item) {
    const auto* recipe = item.as<RecipeItem>();
    const RecipeDef* def = recipe == nullptr ? nullptr : findRecipe(recipe->recipe);
    return def != nullptr && def->stage == Stage::Backward;
}

bool becomesNodes(const Item* item) {
    return item != nullptr && (item->as<OpItem>() != nullptr || item->as<RecipeItem>() != nullptr);
}

void WiresInto::sort() {
    std::stable_sort(m_wires.begin(), m_wires.end(),
                     [](const Wire* a, const Wire* b) { return a->to.port < b->to.port; });
}

WiresInto::Wires::const_iterator WiresInto::firstFrom(std::string_view port) const {
    return std::lower_bound(
        m_wires.begin(), m_wires.end(), port,
        [](const Wire* wire, std::string_view wanted) { return wire->to.port < wanted; });
}

std::span<const Wire* const> WiresInto::withPrefix(std::string_view prefix) const {
    const auto begin = firstFrom(prefix);
    return {begin, std::find_if_not(begin, m_wires.end(), [&](const Wire* wire) {
                return wire->to.port.starts_with(prefix);
            })};
}

const Wire* WiresInto::at(std::string_view port) const {
    const auto found = firstFrom(port);
    return found == m_wires.end() || (*found)->to.port != port ? nullptr : *found;
}

std::span<const Wire* const> WiresInto::elementsOf(std::string_view argument) const {
    return withPrefix(concat(argument, ":"));
}

std::span<const Wire* const> WiresInto::controls() const { return withPrefix(kControlPort); }

const WiresInto& ExpandOrder::wiresInto(ItemId item) const {
    static const WiresInto none;
    const auto found = into.find(item);
    return found == into.end() ? none : found->second;
}

bool closesLoop(const Document& document, const Wire& wire) {
    const Item* from = document.item(wire.from.item);
    const Item* to = document.item(wire.to.item);
    const OpItem* source = from == nullptr ? nullptr : from->as<OpItem>();
    const OpItem* reader = to == nullptr ? nullptr : to->as<OpItem>();
    return source != nullptr && reader != nullptr && wire.to.port != kControlPort &&
           isLoopBackEdge(source->op, reader->op);
}

ExpandOrder orderOf(const Document& document) {
    ExpandOrder order;
    std::vector<Place> places;
    for (const Item* item : document.all<Item>()) {
        if (becomesNodes(item)) {
            places.push_back({.item = item, .isLate = differentiates(*item)});
        }
    }
    const std::unordered_map<ItemId, std::size_t> numbers = numbered(places);
    for (const Wire* wire : document.all<Wire>()) {
        order.into[wire->to.item].add(wire);
        const auto from = numbers.find(wire->from.item);
        const auto to = numbers.find(wire->to.item);
        if (from == numbers.end() || to == numbers.end() || closesLoop(document, *wire)) {
            continue;
        }
        ++places[to->second].waitsFor;
        places[from->second].users.push_back(to->second);
    }
    for (auto& [id, wires] : order.into) { wires.sort(); }
    order.sharing = Sharing(document);
    for (const auto& [item, source] : order.sharing.all()) {
        const auto from = numbers.find(source);
        const auto to = numbers.find(item);
        if (from == numbers.end() || to == numbers.end()) { continue; }
        ++places[to->second].waitsFor;
        places[from->second].users.push_back(to->second);
    }
    // Smallest id first: new items come last, so an edit leaves the order of the others alone.
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (places[i].waitsFor == 0) { ready.push(i); }
    }
    while (!ready.empty()) {
        Place& place = places[ready.top()];
        ready.pop();
        place.isDone = true;
        (place.isLate ? order.backward : order.forward).push_back(place.item);
        for (const std::size_t user : place.users) {
            places[user].isLate = places[user].isLate || place.isLate;
            if (--places[user].waitsFor == 0) { ready.push(user); }
        }
    }
    for (const Place& place : places) {
        if (!place.isDone) { order.cyclic.push_back(place.item); }
    }
    takeBodiesOut(document, order);
    return order;
}

}  // namespace weft
