// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/groups/open_corners.h"

#include <algorithm>
#include <map>
#include <set>

namespace weft::ui {
namespace {

QPointF leastIn(const Document& document, ItemId group) {
    const std::vector<const Item*> members = document.children(group);
    if (members.empty()) { return {}; }
    QPointF least(members.front()->x, members.front()->y);
    for (const Item* member : members) {
        least = {std::min(least.x(), member->x), std::min(least.y(), member->y)};
    }
    return least;
}

}  // namespace

OpenCorners::OpenCorners(const Document& document, const QList<quint64>& moved) {
    std::map<std::size_t, std::set<ItemId>> groups;  // by how deep they lie
    for (const quint64 id : moved) {
        const Item* item = document.item(ItemId{id});
        const Item* group = item == nullptr ? nullptr : document.item(item->parent);
        std::vector<ItemId> around;
        for (; group != nullptr && group->opened; group = document.item(group->parent)) {
            around.push_back(group->id);
        }
        std::size_t depth = around.size();
        for (; group != nullptr; group = document.item(group->parent)) { ++depth; }
        for (const ItemId open : around) { groups[depth--].insert(open); }
    }
    for (auto level = groups.rbegin(); level != groups.rend(); ++level) {
        for (const ItemId group : level->second) {
            m_before.push_back({group, leastIn(document, group)});
        }
    }
}

void OpenCorners::keep(Edit& edit) const {
    for (const Corner& before : m_before) {
        const QPointF by = leastIn(edit.document(), before.group) - before.at;
        const Item* group = edit.document().item(before.group);
        if (group == nullptr || by.isNull()) { continue; }
        Item moved = *group;
        moved.x += by.x();
        moved.y += by.y();
        edit.put(std::move(moved));
    }
}

}  // namespace weft::ui
