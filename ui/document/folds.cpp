// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/folds.h"

#include <algorithm>
#include <iterator>
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
        for (const ForeignMemory::Flow& flow : m_memory.flows) {
            m_flowAnchors.insert(flow.anchor);
        }
        for (const ForeignMemory::Flow& flow : m_memory.flows) { addFlow(flow); }
        for (const Item* item : m_document.all<Item>()) { place(*item); }
        for (auto& [anchor, flow] : m_folds.flows) { takeGroup(anchor, flow); }
        const Item* loss = m_document.item(m_loss);
        if (loss != nullptr && !outputPorts(m_document, *loss).empty()) {
            m_folds.loss = {loss->id, outputPorts(m_document, *loss).front().port};
        }
        return endsEverywhere() ? std::move(m_folds) : Folds();
    }

private:
    /// A memory that somebody else wrote may let things lie in each other in circles.
    bool endsEverywhere() const {
        std::set<ItemId> good;
        for (const auto& [id, around] : m_folds.drawnIn) {
            std::set<ItemId> way;
            for (ItemId at = id; at.valid() && !good.contains(at);
                 at = m_folds.above(m_document, at)) {
                if (!way.insert(at).second) { return false; }
            }
            good.merge(way);
        }
        return true;
    }

    ItemId anchorAt(ItemId id, Folds::Kind kind) {
        const Item* item = m_document.item(id);
        if (item == nullptr || !item->folded || item->as<OpItem>() == nullptr) { return {}; }
        return m_folds.anchors.emplace(item->id, kind).first->first;
    }

    /// Flows that hold others come first, and what stands for something is never taken by a later one:
    /// so no memory, whoever wrote it, leads in circles here.
    void addFlow(const ForeignMemory::Flow& flow) {
        using Kind = Folds::Kind;
        const Kind kind = flow.kind == ForeignFlow::Kind::While ? Kind::While : Kind::Cond;
        if (isAnchor(flow.anchor)) { return; }
        if (!anchorAt(flow.anchor, kind).valid()) {
            // Unpacked: its nodes lie where it lies.
            const auto around = m_flowOf.find(flow.anchor);
            if (around == m_flowOf.end()) { return; }
            for (const auto* ids : {&flow.parts[0], &flow.parts[1], &flow.border}) {
                takeAll(*ids, around->second, flow.anchor);
            }
            return;
        }
        Folds::Flow& made = m_folds.flows[flow.anchor];
        std::ranges::copy_if(flow.rows, std::back_inserter(made.rows), [&](const auto& row) {
            return partOf(row.first) == partOf(flow.anchor);
        });
        for (std::size_t i = 0; i < flow.parts.size(); ++i) {
            const auto first = std::ranges::find_if(flow.parts[i], [&](ItemId id) {
                const Item* item = m_document.item(id);
                return item != nullptr && item->as<OpItem>() != nullptr && isFree(id) &&
                       partOf(id) == partOf(flow.anchor) && !m_flowAnchors.contains(id);
            });
            if (first != flow.parts[i].end()) {
                made.parts[i] = *first;
                m_folds.anchors.emplace(*first, Kind::Part);
                m_flowOf[*first] = flow.anchor;
            }
            takeAll(flow.parts[i], made.parts[i].valid() ? made.parts[i] : flow.anchor,
                    flow.anchor);
        }
        takeAll(flow.border, flow.anchor, flow.anchor);
    }

    /// What counts a loop's iterations for its gradient stays with what trains.
    void takeAll(const std::vector<ItemId>& ids, ItemId into, ItemId anchor) {
        for (const ItemId id : ids) {
            if (isFree(id) && partOf(id) == partOf(anchor)) { m_flowOf[id] = into; }
        }
    }
    GraphRoles::Part partOf(ItemId id) const {
        const auto part = m_memory.parts.find(id);
        return part == m_memory.parts.end() ? GraphRoles::Part::Forward : part->second;
    }
    bool isFree(ItemId id) const { return !isAnchor(id) && !m_flowOf.contains(id); }

    bool isAnchor(ItemId id) const { return m_folds.anchors.contains(id); }

    /// A scope that holds a flow, and constants besides, is not drawn beside it: the flow has its name
    /// and its place.
    void takeGroup(ItemId anchor, Folds::Flow& flow) {
        std::vector<ItemId> besides;
        for (ItemId at = m_document.item(anchor)->parent; at.valid();
             at = m_document.item(at)->parent) {
            auto found = besidesIn(at, anchor);
            if (!found) { break; }
            flow.group = at;
            besides = *std::move(found);
        }
        if (!flow.group.valid()) { return; }
        const auto drawn = m_folds.drawnIn.find(flow.group);
        const ItemId around =
            drawn == m_folds.drawnIn.end() ? m_document.item(flow.group)->parent : drawn->second;
        if (drawn != m_folds.drawnIn.end()) { std::erase(m_folds.contents[around], flow.group); }
        besides.push_back(anchor);
        for (const ItemId id : besides) {
            if (m_folds.drawnIn.contains(id) && id != anchor) { continue; }
            m_folds.drawnIn[id] = around;
            m_folds.contents[around].push_back(id);
        }
        m_folds.drawnIn[flow.group] = anchor;  // with nothing in it to be seen
    }

    /// The constants in a group that are not of the flow; nothing where there is more than that.
    std::optional<std::vector<ItemId>> besidesIn(ItemId group, ItemId anchor) {
        std::vector<ItemId> besides;
        std::vector<ItemId> open{group};
        while (!open.empty()) {
            const ItemId at = open.back();
            open.pop_back();
            for (const ItemId child : m_children[at]) {
                const Item& item = *m_document.item(child);
                if (item.as<GroupItem>() != nullptr) {
                    open.push_back(child);
                    continue;
                }
                ItemId in = child;
                while (in != anchor && m_flowOf.contains(in)) { in = m_flowOf[in]; }
                if (in == anchor) { continue; }
                const auto* op = item.as<OpItem>();
                if (op == nullptr || op->op != "Const") { return std::nullopt; }
                besides.push_back(child);
            }
        }
        return besides;
    }

    /// What stands for an op.
    Anchors anchorsOfOp(ItemId id) const {
        Anchors anchors;
        const auto variable = m_memory.variables.find(id);
        if (variable != m_memory.variables.end() && variable->second != id &&
            m_folds.anchors.contains(variable->second)) {
            anchors.push_back(variable->second);
        }
        for (auto at = m_flowOf.find(id); at != m_flowOf.end(); at = m_flowOf.find(id)) {
            id = at->second;
            anchors.push_back(id);
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
    std::set<ItemId> m_flowAnchors;     // of all flows, folded or not
    std::map<ItemId, ItemId> m_flowOf;  // what stands right above a node of a flow
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

bool Folds::isLocked(const Document& document, ItemId group) const {
    if (isAnchor(group)) { return true; }
    const std::vector<ItemId> all = chain(document, group);
    return std::ranges::any_of(all, [&](ItemId id) { return flows.contains(id); });
}

std::set<ItemId> Folds::wholeOf(const Document& document, ItemId item) const {
    std::set<ItemId> all{item};
    if (!flows.contains(item)) { return all; }
    std::vector<ItemId> open{item};
    while (!open.empty()) {
        const auto inside = contents.find(open.back());
        const auto flow = flows.find(open.back());
        open.pop_back();
        if (flow != flows.end() && flow->second.group.valid()) { all.insert(flow->second.group); }
        if (inside == contents.end()) { continue; }
        for (const ItemId id : inside->second) {
            if (all.insert(id).second) { open.push_back(id); }
        }
    }
    std::erase_if(all, [&](ItemId id) {
        ItemId at = document.item(id)->parent;
        while (at.valid() && !all.contains(at)) { at = document.item(at)->parent; }
        return at.valid();
    });
    return all;
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

const NodeSeries* Folds::seriesAt(ItemId item) const {
    const auto found = seriesOf.find(item);
    return found == seriesOf.end() ? nullptr : &series[found->second];
}

ItemId Folds::headOf(ItemId item) const {
    const NodeSeries* of = seriesAt(item);
    return of == nullptr ? item : of->members.front();
}

QSet<quint64> Folds::withSeries(const QSet<quint64>& ids) const {
    QSet<quint64> all = ids;
    for (const quint64 id : ids) {
        const NodeSeries* of = seriesAt(ItemId{id});
        if (of == nullptr || of->members.front() != ItemId{id}) { continue; }
        for (const ItemId member : of->members) { all.insert(member.value); }
    }
    return all;
}

void Folds::foldSeries(const Document& document) {
    series = findSeries(document, [this](const Item& item) {
        return item.folded && !item.opened && !isAnchor(item.id) && !drawnIn.contains(item.id);
    });
    seriesOf.clear();
    for (std::size_t s = 0; s < series.size(); ++s) {
        for (const ItemId member : series[s].members) { seriesOf.emplace(member, s); }
    }
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
