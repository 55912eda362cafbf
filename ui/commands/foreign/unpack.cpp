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
constexpr double kPillRow = 40;  // and for a constant

void put(Edit& edit, ItemId id, double x, double y) {
    Item item = *edit.document().item(id);
    item.x = x;
    item.y = y;
    edit.put(std::move(item));
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
    edit.put(std::move(anchor));
    const ItemId group = found->second.group;
    if (group.valid()) {
        // What lay beside the loop has no place in its group yet, as all the rest.
        for (const Item* item : shown.project->children(group)) {
            const auto drawn = shown.folds.drawnIn.find(item->id);
            const bool beside = drawn != shown.folds.drawnIn.end() &&
                                drawn->second == shown.folds.above(*shown.project, flow);
            if (beside && edit.document().item(item->id) != nullptr) { put(edit, item->id, 0, 0); }
        }
        put(edit, group, x, y);
        return group;
    }
    int at = 0;
    for (const ItemId id : shown.folds.wholeOf(edit.document(), flow)) {
        put(edit, id, x + kColumn * (at % kColumns), y + kRow * (at / kColumns));
        ++at;
    }
    return flow;
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
    const Item* group = edit.document().item(item.parent);
    if (group != nullptr) {
        item.x = group->x;
        item.y = group->y;
    }
    const QPointF at(item.x, item.y);
    edit.put(std::move(item));
    if (group == nullptr) { return okStatus(); }
    // The constants of the group are seen left of it.
    std::vector<ItemId> beside;
    for (const Item* child : edit.document().children(group->id)) {
        const auto* op = child->as<OpItem>();
        if (op != nullptr && op->op == "Const") { beside.push_back(child->id); }
    }
    double y = at.y();
    for (const ItemId id : beside) {
        put(edit, id, at.x() - kColumn, y);
        y += kPillRow;
    }
    return okStatus();
}

}  // namespace weft::ui
