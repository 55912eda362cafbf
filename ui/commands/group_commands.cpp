// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Making and dissolving groups; declared with the other commands on items.

#include <algorithm>

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

}  // namespace weft::ui
