// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/weft.h"
#include "ui/document/diagram.h"

namespace weft::ui {

/// Draws the items of a project that lie in a group (none: at the top), with dtypes and shapes from
/// the expansion. Ids are the items' ids.
Diagram diagramOfItems(const Document& document, const Expansion& expansion, ItemId parent);

/// Draws the graph nodes that an item was expanded to. Ids are those of nodeIdIn().
Diagram diagramOfExpansion(const Expansion& expansion, ItemId item, const std::string& path);

/// The diagram id of a graph node: above all ids of items.
quint64 nodeIdIn(NodeId node);
/// The item of the top that an item lies in, or itself.
ItemId topItem(const Document& document, ItemId item);

}  // namespace weft::ui
