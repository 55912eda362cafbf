// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/groups/fold_series.h"

#include <algorithm>
#include <set>

#include "ui/commands/item_commands.h"

namespace weft::ui {
namespace {

void mark(Edit& edit, const NodeSeries& series, bool folded) {
    for (const ItemId id : series.members) {
        const Item* item = edit.document().item(id);
        if (item == nullptr || item->folded == folded) { continue; }
        Item changed = *item;
        changed.folded = folded;
        edit.put(std::move(changed));
    }
}

}  // namespace

Status foldSeries(Edit& edit, const Folds& folds, const QSet<quint64>& ids) {
    // Only those of the same name are looked at: a drawing may hold thousands of others.
    std::set<std::pair<ItemId, std::string>> names;
    for (const quint64 id : ids) {
        const Item* item = edit.document().item(ItemId{id});
        if (item != nullptr) { names.emplace(item->parent, seriesName(item->name).shared); }
    }
    const std::vector<NodeSeries> all = findSeries(edit.document(), [&](const Item& item) {
        return names.contains({item.parent, seriesName(item.name).shared}) && !item.opened &&
               !folds.isAnchor(item.id) && !folds.drawnIn.contains(item.id);
    });
    bool any = false;
    for (const NodeSeries& series : all) {
        const bool asked =
            std::ranges::any_of(series.members, [&](ItemId id) { return ids.contains(id.value); });
        if (!asked) { continue; }
        any = true;
        mark(edit, series, true);
    }
    if (any) { return okStatus(); }
    return notFound(
        "nothing here repeats: a series is neighbours of the same kind with numbered names, "
        "as conv1, conv2");
}

Status unfoldSeries(Edit& edit, const NodeSeries& series, const QHash<quint64, QPointF>& room) {
    mark(edit, series, false);
    QHash<quint64, QPointF> corners;
    for (auto way = room.begin(); way != room.end(); ++way) {
        const Item* item = edit.document().item(ItemId{way.key()});
        if (item == nullptr) { continue; }
        corners.insert(way.key(), QPointF(item->x, item->y) + way.value());
    }
    moveItems(edit, corners);
    return okStatus();
}

void moveWithSeries(Edit& edit, const Folds& folds, QHash<quint64, QPointF> corners) {
    for (const quint64 id : corners.keys()) {
        const Item* head = edit.document().item(ItemId{id});
        const NodeSeries* series = folds.seriesAt(ItemId{id});
        if (head == nullptr || series == nullptr) { continue; }
        const QPointF by = corners.value(id) - QPointF(head->x, head->y);
        for (const ItemId member : series->members) {
            const Item* item = edit.document().item(member);
            if (item != nullptr) { corners.insert(member.value, QPointF(item->x, item->y) + by); }
        }
    }
    moveItems(edit, corners);
}

}  // namespace weft::ui
