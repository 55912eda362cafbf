// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/foreign/unpack.h"

#include <QPointF>
#include <algorithm>
#include <utility>

#include "engine/compose/foreign/memory.h"

namespace weft::ui {
namespace {

constexpr int kColumns = 4;
constexpr double kColumn = 240;  // room for a node
constexpr double kRow = 120;

void put(Edit& edit, ItemId id, double x, double y) {
    Item item = *edit.document().item(id);
    item.x = x;
    item.y = y;
    edit.put(std::move(item));
}

/// What lies in the group of a loop or branch and is drawn beside it.
std::vector<ItemId> besidesOf(const EngineDocument& shown, ItemId flow, ItemId group) {
    const ItemId around = shown.folds.above(*shown.project, flow);
    std::vector<ItemId> besides;
    for (const auto& [id, drawnAt] : shown.folds.drawnIn) {
        if (drawnAt != around || id == flow) { continue; }
        for (ItemId at = id; at.valid(); at = shown.project->item(at)->parent) {
            if (at != group) { continue; }
            besides.push_back(id);
            break;
        }
    }
    return besides;
}

}  // namespace

Result<ItemId> unpackFlow(Edit& edit, const EngineDocument& shown, ItemId flow) {
    const auto found = shown.folds.flows.find(flow);
    const Item* stood = edit.document().item(flow);
    if (found == shown.folds.flows.end() || stood == nullptr || !stood->folded) {
        return invalidArgument("only a loop or branch of another program can be unpacked");
    }
    Item anchor = *stood;
    anchor.folded = false;
    const double x = std::exchange(anchor.x, 0);
    const double y = std::exchange(anchor.y, 0);
    // For packFlow(): the group that has its place now and how far from it others lay, or how far each
    // of them goes.
    anchor.madeRoom.clear();
    const ItemId group = found->second.group;
    if (group.valid()) {
        anchor.madeRoom.push_back({group, 0, 0});
        // What lay beside the loop has no place in its group yet, as all the rest.
        for (const ItemId id : besidesOf(shown, flow, group)) {
            const Item* item = edit.document().item(id);
            if (item == nullptr) { continue; }
            anchor.madeRoom.push_back({id, item->x - x, item->y - y});
            put(edit, id, 0, 0);
        }
        edit.put(std::move(anchor));
        put(edit, group, x, y);
        return group;
    }
    edit.put(anchor);
    anchor.madeRoom.push_back({flow, 0, 0});
    int at = 0;
    for (const ItemId id : shown.folds.wholeOf(edit.document(), flow)) {
        const Item& item = *edit.document().item(id);
        const QPointF to(x + kColumn * (at % kColumns), y + kRow * (at / kColumns));
        ++at;
        if (id == flow) {
            anchor.madeRoom.front() = {flow, to.x() - x, to.y() - y};
            anchor.x = to.x();
            anchor.y = to.y();
            continue;
        }
        anchor.madeRoom.push_back({id, to.x() - item.x, to.y() - item.y});
        put(edit, id, to.x(), to.y());
    }
    edit.put(std::move(anchor));
    return flow;
}

ItemId namedAt(const EngineDocument& shown, ItemId node) {
    const auto flow = shown.folds.flows.find(node);
    const bool ofGroup = flow != shown.folds.flows.end() && flow->second.group.valid();
    return ofGroup ? flow->second.group : node;
}

Status packFlow(Edit& edit, ItemId anchor) {
    const auto memory = memoryOf(edit.document());
    const Item* found = edit.document().item(anchor);
    const bool isFlow = memory && found != nullptr && !found->folded &&
                        std::ranges::any_of(memory->flows, [&](const ForeignMemory::Flow& flow) {
                            return flow.anchor == anchor;
                        });
    if (!isFlow) { return invalidArgument("only what was unpacked can be packed again"); }
    Item item = *found;
    item.folded = true;
    const std::vector<Moved> moved = std::exchange(item.madeRoom, {});
    const bool inGroup = moved.empty() || moved.front().item != anchor;
    const Item* group = edit.document().item(moved.empty() ? item.parent : moved.front().item);
    if (inGroup && group != nullptr) {
        item.x = group->x;
        item.y = group->y;
    }
    const QPointF at(item.x, item.y);
    edit.put(std::move(item));
    for (const Moved& each : moved) {
        const Item* other = edit.document().item(each.item);
        if (other == nullptr || (inGroup && other == group)) { continue; }
        const QPointF to =
            inGroup ? at + QPointF(each.x, each.y) : QPointF(other->x - each.x, other->y - each.y);
        put(edit, each.item, to.x(), to.y());
    }
    return okStatus();
}

}  // namespace weft::ui
