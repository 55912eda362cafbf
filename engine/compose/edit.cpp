// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>

#include "engine/compose/document.h"
#include "engine/compose/functions/bars.h"
#include "engine/compose/functions/gradient_function.h"
#include "engine/graph/node.h"

namespace weft {
namespace {

Status checkItem(const Document& document, const Item& item) {
    if (item.as<NoteItem>() == nullptr && !isValidNodeName(item.name)) {
        return invalidArgument(concat("malformed name: got '", escaped(item.name),
                                      "', want letters, digits and . _ - / >"));
    }
    if (item.as<FunctionItem>() != nullptr && item.parent.valid()) {
        return invalidArgument(concat("function '", item.name, "' lies in something"));
    }
    ItemId up = item.parent;
    for (std::size_t depth = 0; up.valid(); ++depth) {
        const Item* group = document.item(up);
        if (group == nullptr || !holdsItems(*group)) {
            return invalidArgument(concat("'", item.name, "' lies in something that is no group"));
        }
        if (up == item.id || depth > kDeepestGroup) {
            return invalidArgument(
                concat("group '", item.name, "' is nested too deep or lies in itself"));
        }
        up = group->parent;
    }
    return okStatus();
}

/// Names that may be the same in one place: functions have a list of their own, and so have the
/// results of one.
enum class NameList { Items, Functions, Results };
NameList listOf(const Item& item) {
    if (item.as<FunctionItem>() != nullptr) { return NameList::Functions; }
    return isResult(item) ? NameList::Results : NameList::Items;
}

/// No wire leads into a body or out of it, but the one that says what always runs. Between functions
/// there are those of gradients.
Status checkBodies(const Document& document) {
    std::unordered_map<ItemId, ItemId> functions;
    for (const Item* item : document.all<Item>()) {
        if (const ItemId function = document.functionOf(item->id); function.valid()) {
            functions.emplace(item->id, function);
        }
    }
    const auto functionOf = [&](ItemId item) {
        const auto found = functions.find(item);
        return found == functions.end() ? ItemId{} : found->second;
    };
    for (const Wire* wire : document.all<Wire>()) {
        if (isGradientWire(document, *wire)) { continue; }
        const bool toFunction = document.item(wire->to.item)->as<FunctionItem>() != nullptr;
        const ItemId to = toFunction ? wire->to.item : functionOf(wire->to.item);
        if (functionOf(wire->from.item) == to && (!toFunction || wire->to.port == kControlPort)) {
            continue;
        }
        return invalidArgument(concat("wire ", wire->id.value, " leads into the body of '",
                                      document.item(to.valid() ? to : wire->to.item)->name,
                                      "' or out of one; values go by arguments and results"));
    }
    return okStatus();
}

/// @param what names an item: "wire 7 from".
Status checkThere(const Document& document, ItemId item, std::string_view what) {
    if (document.item(item) != nullptr) { return okStatus(); }
    return invalidArgument(concat(what, " item ", item.value, ", which is not there"));
}

/// Overrides, knobs and rows speak of items by id.
Status checkMentions(const Document& document) {
    for (const Override* made : document.all<Override>()) {
        const std::string name = concat("override ", made->id.value);
        WEFT_TRY(checkThere(document, made->item, concat(name, " of")));
        if (made->kind == Override::Kind::ControlInput) {
            WEFT_TRY(checkThere(document, made->control.item, concat(name, " waits for")));
        }
    }
    for (const Knob* knob : document.all<Knob>()) {
        WEFT_TRY(checkThere(document, knob->item, concat("knob '", knob->name, "' of")));
    }
    for (const RunRow* row : document.all<RunRow>()) {
        const std::string name = concat("row '", row->name, "'");
        for (const ItemId target : row->targets) {
            WEFT_TRY(checkThere(document, target, concat(name, " runs")));
        }
        for (const PortRef& fetch : row->fetches) {
            WEFT_TRY(checkThere(document, fetch.item, concat(name, " fetches from")));
        }
    }
    return okStatus();
}

}  // namespace

Status checkDocument(const Document& document) {
    std::set<std::tuple<ItemId, NameList, std::string>> names;
    bool hasFunctions = false;
    for (const Item* item : document.all<Item>()) {
        WEFT_TRY(checkItem(document, *item));
        if (item->shares.valid()) {
            WEFT_TRY(checkThere(document, item->shares, concat("'", item->name, "' shares with")));
        }
        hasFunctions = hasFunctions || item->as<FunctionItem>() != nullptr;
        if (item->as<NoteItem>() == nullptr &&
            !names.emplace(item->parent, listOf(*item), item->name).second) {
            return invalidArgument(concat("name used twice: got '", item->name, "'"));
        }
    }
    std::set<PortRef> inputs;
    for (const Wire* wire : document.all<Wire>()) {
        const std::string name = concat("wire ", wire->id.value);
        WEFT_TRY(checkThere(document, wire->from.item, concat(name, " from")));
        WEFT_TRY(checkThere(document, wire->to.item, concat(name, " to")));
        if (wire->to.port != kControlPort && !inputs.insert(wire->to).second) {
            return invalidArgument(concat("two wires into input '", wire->to.port, "' of '",
                                          document.item(wire->to.item)->name, "'"));
        }
    }
    if (hasFunctions) { WEFT_TRY(checkBodies(document)); }
    return checkMentions(document);
}

void Edit::set(ItemId id, std::shared_ptr<const Entity> entity) {
    m_now.m_entities[id] = std::move(entity);
    m_now.m_nextId = std::max(m_now.m_nextId, id.value + 1);
}

ItemId Edit::add(Item item, std::string_view baseName) {
    if (item.name.empty()) { item.name = std::string(baseName); }
    item.name = m_now.uniqueName(item.parent, item.name);
    item.id = {};
    return put(std::move(item));
}

ItemId Edit::put(Entity entity) {
    std::visit(
        [&](auto& e) {
            if (!e.id.valid()) { e.id = ItemId{m_now.m_nextId}; }
        },
        entity);
    const ItemId id = idOf(entity);
    set(id, std::make_shared<const Entity>(std::move(entity)));
    return id;
}

Result<ItemId> Edit::connect(const PortRef& from, const PortRef& to,
                             std::vector<Conversion> conversions) {
    for (const PortRef& end : {from, to}) {
        if (m_now.item(end.item) == nullptr) {
            return invalidArgument(
                concat("wire to an item that is not there: got ", end.item.value));
        }
    }
    if (to.port != kControlPort) {
        for (const Wire* wire : m_now.all<Wire>()) {
            if (wire->to == to) {
                remove(wire->id);
                break;
            }
        }
    }
    return put(Wire{.id = {}, .from = from, .to = to, .conversions = std::move(conversions)});
}

void Edit::remove(ItemId id) {
    const bool isItem = m_now.item(id) != nullptr;
    if (id == kSettingsId || m_now.m_entities.erase(id) == 0 || !isItem) { return; }
    std::vector<ItemId> followers;
    std::vector<Entity> left;
    const auto without = [id](ItemId other) { return other == id ? ItemId{} : other; };
    for (const auto& [other, entity] : m_now.m_entities) {
        bool follows = false;
        if (const auto* wire = std::get_if<Wire>(entity.get())) {
            follows = wire->from.item == id || wire->to.item == id;
        } else if (const auto* made = std::get_if<Override>(entity.get())) {
            follows = made->item == id || made->control.item == id;
        } else if (const auto* knob = std::get_if<Knob>(entity.get())) {
            follows = knob->item == id;
        } else if (const auto* item = std::get_if<Item>(entity.get())) {
            follows = item->parent == id;
            if (!follows && mentionsItems(*item)) {
                Item copy = *item;
                if (renameMentions(copy, without)) { left.emplace_back(std::move(copy)); }
            }
        } else if (const auto* row = std::get_if<RunRow>(entity.get())) {
            RunRow copy = *row;
            const auto gone =
                std::erase(copy.targets, id) +
                std::erase_if(copy.fetches, [&](const PortRef& port) { return port.item == id; });
            if (gone > 0) { left.emplace_back(std::move(copy)); }
        }
        if (follows) { followers.push_back(other); }
    }
    for (Entity& changed : left) { put(std::move(changed)); }
    for (const ItemId follower : followers) { remove(follower); }
}

Result<Delta> Edit::finish() {
    WEFT_TRY(checkDocument(m_now));
    Delta delta;
    const auto& before = m_base->m_entities;
    const auto& after = m_now.m_entities;
    const auto changed = [&](ItemId id, const Entity* old, const Entity* now) {
        Change change{id, {}, {}};
        if (old != nullptr) { change.before = entityToBytes(*old); }
        if (now != nullptr) { change.after = entityToBytes(*now); }
        if (change.before != change.after) { delta.push_back(std::move(change)); }
    };
    auto a = before.begin();
    auto b = after.begin();
    while (a != before.end() || b != after.end()) {
        const bool onlyOld = b == after.end() || (a != before.end() && a->first < b->first);
        const bool onlyNew = a == before.end() || (b != after.end() && b->first < a->first);
        if (onlyOld) {
            changed(a->first, a->second.get(), nullptr);
            ++a;
        } else if (onlyNew) {
            changed(b->first, nullptr, b->second.get());
            ++b;
        } else {
            if (a->second != b->second) { changed(a->first, a->second.get(), b->second.get()); }
            ++a;
            ++b;
        }
    }
    return delta;
}

}  // namespace weft
