// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Making and dissolving groups; declared with the other commands on items.

#include <algorithm>

#include "engine/compose/functions/bars.h"
#include "ui/commands/item_commands.h"
#include "ui/commands/wires/wire_points.h"

namespace weft::ui {

Result<ItemId> groupItems(Edit& edit, const QSet<quint64>& ids) {
    std::vector<Item> members;
    for (const quint64 id : ids) {
        if (const Item* item = edit.document().item(ItemId{id})) { members.push_back(*item); }
    }
    if (members.empty()) { return invalidArgument("nothing is selected that a group can hold"); }
    std::sort(members.begin(), members.end(),
              [](const Item& a, const Item& b) { return a.id < b.id; });
    Item group;
    group.parent = members.front().parent;
    group.x = members.front().x;
    group.y = members.front().y;
    for (const Item& member : members) {
        if (member.parent != group.parent) {
            return invalidArgument("what is selected lies in different groups");
        }
        if (isArgument(member) || isResult(member)) {
            return invalidArgument(
                concat("'", member.name, "' stays at the border of the function"));
        }
        group.x = std::min(group.x, member.x);
        group.y = std::min(group.y, member.y);
    }
    group.what = GroupItem{};
    const ItemId made = edit.add(std::move(group), "group");
    for (Item& member : members) {
        member.parent = made;
        edit.put(std::move(member));
    }
    rehomePoints(edit, edit.document().item(made)->parent, made, {});
    return made;
}

Result<std::vector<ItemId>> dissolveGroup(Edit& edit, ItemId group) {
    const Item* found = edit.document().item(group);
    if (found == nullptr || found->as<GroupItem>() == nullptr) {
        return invalidArgument("only a group made by hand can be dissolved");
    }
    const Item was = *found;
    std::vector<Item> members;
    for (const Item* member : edit.document().children(group)) { members.push_back(*member); }
    QPointF corner(was.x, was.y);
    QPointF first = members.empty() ? corner : QPointF(members[0].x, members[0].y);
    for (const Item& member : members) {
        first = {std::min(first.x(), member.x), std::min(first.y(), member.y)};
    }
    // Out of the group first, under names nobody has: taking the group away takes its content.
    std::vector<ItemId> out;
    for (Item& member : members) {
        member.parent = was.parent;
        member.x += corner.x() - first.x();
        member.y += corner.y() - first.y();
        if (member.as<NoteItem>() == nullptr) {
            member.name = edit.document().uniqueName(was.parent, member.name);
        }
        out.push_back(member.id);
        edit.put(std::move(member));
    }
    rehomePoints(edit, group, was.parent, corner - first);
    edit.remove(group);
    return out;
}

Status openGroup(Edit& edit, ItemId id, const QHash<quint64, QPointF>& room) {
    const Item* found = edit.document().item(id);
    const bool isGroup = found != nullptr && found->as<GroupItem>() != nullptr;
    const bool isRecipe = found != nullptr && found->as<RecipeItem>() != nullptr;
    if ((!isGroup && !isRecipe) || found->opened) {
        return invalidArgument("only a closed group or layer can be opened in place");
    }
    if (isGroup && edit.document().children(id).empty()) {
        return invalidArgument(concat("nothing is in '", found->name, "'"));
    }
    Item group = *found;
    group.opened = true;
    QHash<quint64, QPointF> corners;
    QList<quint64> ids = room.keys();
    std::ranges::sort(ids);
    for (const quint64 other : ids) {
        const Item* item = edit.document().item(ItemId{other});
        if (item == nullptr || other == id.value) { continue; }
        const QPointF by = room.value(other);
        group.madeRoom.push_back({ItemId{other}, by.x(), by.y()});
        corners.insert(other, QPointF(item->x, item->y) + by);
    }
    edit.put(std::move(group));
    moveItems(edit, corners);
    return okStatus();
}

Status closeGroup(Edit& edit, ItemId id) {
    const Item* found = edit.document().item(id);
    if (found == nullptr || !found->opened) {
        return invalidArgument("only a group that is open in place can be closed");
    }
    Item group = *found;
    group.opened = false;
    QHash<quint64, QPointF> corners;
    for (const Moved& moved : group.madeRoom) {
        const Item* item = edit.document().item(moved.item);
        if (item == nullptr) { continue; }
        corners.insert(moved.item.value, QPointF(item->x - moved.x, item->y - moved.y));
    }
    group.madeRoom.clear();
    edit.put(std::move(group));
    moveItems(edit, corners);
    return okStatus();
}

Status movePort(Edit& edit, ItemId group, Side side, const PortRef& port, std::size_t to) {
    const Item* found = edit.document().item(group);
    if (found == nullptr) { return notFound("the group is not there any more"); }
    std::vector<PortRef> order = borderPorts(edit.document(), *found, side);
    if (std::erase(order, port) == 0) {
        return notFound(concat("no wire goes through '", port.port, "' any more"));
    }
    to = std::min(to, order.size());
    order.insert(order.begin() + static_cast<std::ptrdiff_t>(to), port);
    Item changed = *found;
    auto& kept = std::get<GroupItem>(changed.what);
    (side == Side::Inputs ? kept.inputs : kept.outputs) = std::move(order);
    edit.put(std::move(changed));
    return okStatus();
}

}  // namespace weft::ui
