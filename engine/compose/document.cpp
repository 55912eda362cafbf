// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/document.h"

#include <algorithm>
#include <cctype>

#include "engine/base/check.h"

namespace weft {
namespace {

std::string lowered(std::string_view text) {
    std::string out(text);
    for (char& c : out) { c = static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }
    return out;
}

}  // namespace

Delta inverted(const Delta& delta) {
    Delta back = delta;
    for (Change& change : back) { std::swap(change.before, change.after); }
    return back;
}

Document::Document() {
    Settings settings;
    settings.id = kSettingsId;
    m_entities[kSettingsId] = std::make_shared<const Entity>(std::move(settings));
}

std::vector<const RunRow*> Document::rows() const {
    std::vector<const RunRow*> rows = all<RunRow>();
    std::stable_sort(rows.begin(), rows.end(),
                     [](const RunRow* a, const RunRow* b) { return a->order < b->order; });
    return rows;
}

const Item* Document::itemNamed(std::string_view path) const {
    for (const Item* item : all<Item>()) {
        if (path.ends_with(item->name) && pathOf(item->id) == path &&
            item->as<FunctionItem>() == nullptr && !functionOf(item->id).valid()) {
            return item;
        }
    }
    return nullptr;
}

ItemId Document::functionOf(ItemId id) const {
    const Item* item = this->item(id);
    for (std::size_t depth = 0; item != nullptr && depth < m_entities.size(); ++depth) {
        item = this->item(item->parent);
        if (item != nullptr && item->as<FunctionItem>() != nullptr) { return item->id; }
    }
    return {};
}

std::string Document::pathOf(ItemId id) const {
    const Item* item = this->item(id);
    if (item == nullptr) { return {}; }
    std::string path = item->name;
    // A file may claim that groups lie in each other; no chain is longer than the document.
    for (std::size_t depth = 0; item->parent.valid() && depth < m_entities.size(); ++depth) {
        item = this->item(item->parent);
        if (item == nullptr || item->as<FunctionItem>() != nullptr) { break; }
        path = concat(item->name, "/", path);
    }
    return path;
}

std::vector<const Item*> Document::children(ItemId parent) const {
    std::vector<const Item*> out;
    for (const Item* item : all<Item>()) {
        if (item->parent == parent) { out.push_back(item); }
    }
    return out;
}

std::string Document::uniqueName(ItemId parent, std::string_view base) const {
    std::vector<std::string> used;
    for (const Item* item : children(parent)) {
        // Functions have names of their own.
        if (item->as<FunctionItem>() == nullptr) { used.push_back(lowered(item->name)); }
    }
    std::sort(used.begin(), used.end());
    const auto taken = [&](const std::string& name) {
        return std::binary_search(used.begin(), used.end(), lowered(name));
    };
    std::string name(base);
    for (std::int64_t i = 1; taken(name); ++i) { name = concat(base, "_", i); }
    return name;
}

Status Document::apply(const Delta& delta) {
    Entities next = m_entities;
    std::uint64_t nextId = m_nextId;
    for (const Change& change : delta) {
        const auto found = next.find(change.id);
        const bool exists = found != next.end();
        if (exists != change.before.has_value() ||
            (exists && entityToBytes(*found->second) != *change.before)) {
            return failedPrecondition(concat("edit does not fit the document: item ",
                                             change.id.value, " is not as before"));
        }
        if (!change.after) {
            if (change.id == kSettingsId) {
                return failedPrecondition("edit would take the settings away");
            }
            next.erase(change.id);
            continue;
        }
        Entity entity = WEFT_TRY(entityFromBytes(*change.after));
        if (idOf(entity) != change.id) {
            return dataLoss(concat("edit names item ", change.id.value, " but holds another"));
        }
        next[change.id] = std::make_shared<const Entity>(std::move(entity));
        nextId = std::max(nextId, change.id.value + 1);
    }
    m_entities = std::move(next);
    m_nextId = nextId;
    ++m_version;
    return okStatus();
}

}  // namespace weft
