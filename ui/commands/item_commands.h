// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QPointF>
#include <QSet>
#include <QString>
#include <vector>

#include "engine/weft.h"

/// @file
/// What one can do to items. Each fills an edit that Drawing::edit() makes; none looks at anything
/// but the document. Threading: any, as Edit.

namespace weft::ui {

/// The palette's entries that are no op and no recipe.
inline constexpr const char* kDataEntry = "Data source";
inline constexpr const char* kNoteEntry = "Note";

/// Adds what a palette entry stands for: a recipe, an op, a data source (`Data source`, or
/// `Data source/NAME` for a known one) or a note, named as TensorFlow would, snapped to the grid.
/// Errors: NotFound for an entry nobody knows.
Result<ItemId> addEntry(Edit& edit, const std::string& entry, ItemId parent, QPointF at);
/// Moves items to new upper left corners, with the places of wires among them. Items that are not
/// there are left out. What else lies in a group that is open in place stays where one sees it.
void moveItems(Edit& edit, const QHash<quint64, QPointF>& corners);
/// Takes items, notes and wires away, with all that needs them.
void removeThings(Edit& edit, const QSet<quint64>& ids);
/// Gives an item another name below its group. Errors: InvalidArgument for a malformed name,
/// AlreadyExists for one in use (as in TensorFlow, case does not tell names apart).
Status renameItem(Edit& edit, ItemId id, const std::string& name);
/// Sets an attribute of an op or a parameter of a recipe. Errors: NotFound, InvalidArgument where
/// the contract does not allow the value.
Status setAttribute(Edit& edit, ItemId id, const std::string& name, AttrValue value);
/// Wishes a device for an op or recipe; empty: none. Errors: InvalidArgument for no device name.
Status setDevice(Edit& edit, ItemId id, const std::string& device);

/// Puts items of one group into a new group at their place. Wires stay; names get the group's before
/// them. Errors: InvalidArgument for no items, or items of several groups.
Result<ItemId> groupItems(Edit& edit, const QSet<quint64>& ids);
/// Takes a group made by hand away and leaves what was in it where it lay, under names that are
/// free. Returns what was in it. Errors: InvalidArgument for what is no such group.
Result<std::vector<ItemId>> dissolveGroup(Edit& edit, ItemId group);

/// Opens a group or a recipe in place: drawn as a frame around what is in it. Others make room, and
/// come back when it is closed. @param room how far each goes, by id. Errors: InvalidArgument for
/// what is neither, or a group that has nothing in it.
Status openGroup(Edit& edit, ItemId group, const QHash<quint64, QPointF>& room);
/// Draws a group that is open in place as one node again. Errors: InvalidArgument for any other.
Status closeGroup(Edit& edit, ItemId group);
/// Puts a socket of a group's border at another place in their order, which the group keeps from
/// then on. @param to index; the last where it is too large. Errors: NotFound for a socket that no
/// wire reaches across the border.
Status movePort(Edit& edit, ItemId group, Side side, const PortRef& port, std::size_t to);

/// Upper left corner of where a new item goes, on the grid of 8.
QPointF snapped(QPointF at);

}  // namespace weft::ui
