// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/folds.h"

#include <algorithm>
#include <optional>

#include "engine/compose/foreign/take_over.h"

namespace weft::ui {
namespace {

using Anchors = std::vector<ItemId>;  // innermost first

class Folder {
public:
    Folder(const Document& document, const ForeignMemory& memory, ItemId train, ItemId loss)
        : m_document(document), m_memory(memory), m_train(train), m_loss(loss) {}

    Folds run() {
        for (const Item* item : m_document.all<Item>()) {
            if (item->parent.valid()) { m_children[item->parent].push_back(item->id); }
        }
        m_training = anchorAt(m_train, Folds::Kind::Training);
        m_housekeeping = anchorAt(housekeeperOf(m_memory), Folds::Kind::Housekeeping);
        for (const auto& [id, variable] : m_memory.variables) {
            anchorAt(variable, Folds::Kind::Variable);
        }
        for (const Item* item : m_document.all<Item>()) { place(*item); }
        const Item* loss = m_document.item(m_loss);
        if (loss != nullptr && !outputPorts(m_document, *loss).empty()) {
            m_folds.loss = {loss->id, outputPorts(m_document, *loss).front().port};
        }
        return std::move(m_folds);
    }

private:
    ItemId anchorAt(ItemId id, Folds::Kind kind) {
        const Item* item = m_document.item(id);
        if (item == nullptr || !item->folded || item->as<OpItem>() == nullptr) { return {}; }
        return m_folds.anchors.emplace(item->id, kind).first->first;
    }

    /// What stands for an op.
    Anchors anchorsOfOp(ItemId id) const {
        Anchors anchors;
        const auto variable = m_memory.variables.find(id);
        if (variable != m_memory.variables.end() && variable->second != id &&
            m_folds.anchors.contains(variable->second)) {
            anchors.push_back(variable->second);
        }
        const auto part = m_memory.parts.find(id);
        if (part == m_memory.parts.end()) { return anchors; }
        const ItemId of = part->second == GraphRoles::Part::Backward ? m_training : m_housekeeping;
        if (of.valid() && of != id) { anchors.push_back(of); }
        return anchors;
    }

    /// What stands for everything in a group.
    const Anchors& anchorsOfGroup(ItemId id) {
        const auto [at, isNew] = m_groups.try_emplace(id);
        if (!isNew) { return at->second; }
        std::optional<Anchors> common;
        for (const ItemId child : m_children[id]) {
            const Anchors anchors = anchorsOf(child);
            if (!common) {
                common = anchors;
            } else {
                std::erase_if(*common, [&](ItemId a) {
                    return std::ranges::find(anchors, a) == anchors.end();
                });
            }
            if (common->empty()) { break; }
        }
        return m_groups[id] = common.value_or(Anchors());
    }

    Anchors anchorsOf(ItemId id) {
        const Item* item = m_document.item(id);
        if (item->as<GroupItem>() != nullptr) { return anchorsOfGroup(id); }
        return anchorsOfOp(id);
    }

    void place(const Item& item) {
        const Anchors anchors = anchorsOf(item.id);
        if (anchors.empty()) { return; }
        if (item.parent.valid()) {
            const Anchors& around = anchorsOfGroup(item.parent);
            if (!around.empty() && around.front() == anchors.front()) { return; }
        }
        m_folds.drawnIn[item.id] = anchors.front();
        m_folds.contents[anchors.front()].push_back(item.id);
    }

    const Document& m_document;
    const ForeignMemory& m_memory;
    ItemId m_train;
    ItemId m_loss;
    std::map<ItemId, std::vector<ItemId>> m_children;
    std::map<ItemId, Anchors> m_groups;
    ItemId m_training;
    ItemId m_housekeeping;
    Folds m_folds;
};

}  // namespace

std::vector<const Item*> Folds::itemsIn(const Document& document, ItemId group) const {
    std::vector<const Item*> items;
    if (isAnchor(group)) { items.push_back(document.item(group)); }
    for (const Item* item : document.children(group)) {
        if (drawnIn.contains(item->id) || item->as<FunctionItem>() != nullptr) { continue; }
        items.push_back(item);
    }
    const auto taken = contents.find(group);
    if (taken == contents.end()) { return items; }
    for (const ItemId id : taken->second) { items.push_back(document.item(id)); }
    return items;
}

ItemId Folds::above(const Document& document, ItemId item) const {
    const auto found = drawnIn.find(item);
    if (found != drawnIn.end()) { return found->second; }
    const Item* at = document.item(item);
    return at == nullptr ? ItemId{} : at->parent;
}

std::vector<ItemId> Folds::chain(const Document& document, ItemId item) const {
    std::vector<ItemId> all;
    for (ItemId at = item; at.valid(); at = above(document, at)) { all.push_back(at); }
    return all;
}

Folds foldsOf(const Document& document, const Expansion& expansion, const GraphRoles& roles) {
    const std::optional<ForeignMemory> kept = memoryOf(document);
    const ForeignMemory memory =
        kept ? *kept : memoryFrom(expansion.graph, roles, itemsByPath(document));
    ItemId train = memory.train.item;
    ItemId loss = memory.loss.item;
    // What the run sheet says is stronger than what is believed.
    for (const RunRow* row : document.rows()) {
        if (row->mode != RunRow::Mode::Training || row->targets.empty()) { continue; }
        train = row->targets.front();
        if (!row->fetches.empty()) { loss = row->fetches.front().item; }
        break;
    }
    return Folder(document, memory, train, loss).run();
}

}  // namespace weft::ui
