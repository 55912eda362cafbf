// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <vector>

#include "engine/compose/foreign/graph_roles.h"
#include "engine/weft.h"

namespace weft::ui {

/// Which items of a graph that was made elsewhere are drawn as one: the nodes of a variable, all that
/// trains, all that saves and initialises. They stay where they are in the document; only the
/// drawing takes them together, at an item of theirs that is marked as folded.
struct Folds {
    enum class Kind { Variable, Training, Housekeeping };
    std::map<ItemId, Kind> anchors;
    /// Items and groups that are drawn in another place than their own group.
    std::map<ItemId, ItemId> drawnIn;
    /// The other way round, in id order.
    std::map<ItemId, std::vector<ItemId>> contents;
    PortRef loss;  ///< what the training makes smaller, where that is known

    /// Where an item is drawn: in a group, in what stands for it, or at the top.
    ItemId above(const Document& document, ItemId item) const;
    /// The item itself and all it is drawn in, innermost first.
    std::vector<ItemId> chain(const Document& document, ItemId item) const;
    /// The items of a group's picture, in id order. Functions are seen at their calls.
    std::vector<const Item*> itemsIn(const Document& document, ItemId group) const;
    bool isAnchor(ItemId item) const { return anchors.contains(item); }
};

/// By the roles of the expansion's graph and the marks of the document. Complexity: linear in the
/// items, but for deep groups.
Folds foldsOf(const Document& document, const Expansion& expansion, const GraphRoles& roles);

}  // namespace weft::ui
