// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <array>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "engine/compose/foreign/graph_roles.h"
#include "engine/weft.h"
#include "ui/document/groups/series.h"

namespace weft::ui {

/// Which items are drawn as one. Of a graph that was made elsewhere the nodes of a variable, of a loop
/// or a branch, all that trains, all that saves and initialises; of any graph series whose members
/// are all marked as folded. They stay where they are in the document; only the drawing takes them
/// together, at one of them.
struct Folds {
    /// A Part is the condition or body of a While, or the then or else of a Cond; it is drawn in that.
    enum class Kind { Variable, Training, Housekeeping, While, Cond, Part };
    std::map<ItemId, Kind> anchors;
    struct Flow {
        /// Who stands for condition and body, or then and else; none for one with nothing in it.
        std::array<ItemId, 2> parts = {};
        std::vector<std::pair<ItemId, ItemId>> rows = {};  ///< see ForeignMemory::Flow
        ItemId group = {};  ///< that holds nothing else, and is drawn as it; none: there is none
    };
    std::map<ItemId, Flow> flows;  ///< by who stands for it
    /// Items and groups that are drawn in another place than their own group.
    std::map<ItemId, ItemId> drawnIn;
    /// The other way round, in id order.
    std::map<ItemId, std::vector<ItemId>> contents;
    std::vector<NodeSeries> series;  ///< each drawn at its first member
    /// Which series an item is of.
    std::map<ItemId, std::size_t> seriesOf;
    PortRef loss;  ///< what the training makes smaller, where that is known

    /// Where an item is drawn: in a group, in what stands for it, or at the top.
    ItemId above(const Document& document, ItemId item) const;
    /// The item itself and all it is drawn in, innermost first.
    std::vector<ItemId> chain(const Document& document, ItemId item) const;
    /// The items of a group's picture, in id order. Functions are seen at their calls.
    std::vector<const Item*> itemsIn(const Document& document, ItemId group) const;
    bool isAnchor(ItemId item) const { return anchors.contains(item); }
    /// Whether what lies there is seen only: in a loop or branch that is not unpacked, or at what
    /// stands for several nodes.
    bool isLocked(const Document& document, ItemId group) const;
    /// All that is drawn in a loop or branch, at any depth, with what stands for it: groups in place of
    /// what lies in them. Of anything else the item alone.
    std::set<ItemId> wholeOf(const Document& document, ItemId item) const;
    /// The folded series that an item is of, or nullptr.
    const NodeSeries* seriesAt(ItemId item) const;
    /// What an item is drawn at: the first of its series, or itself.
    ItemId headOf(ItemId item) const;
    /// Items with all that is folded into a series with one of them.
    QSet<quint64> withSeries(const QSet<quint64>& ids) const;
    /// Takes together the series whose members are marked.
    void foldSeries(const Document& document);
};

/// By the roles of the expansion's graph and the marks of the document. Complexity: linear in the
/// items, but for deep groups.
Folds foldsOf(const Document& document, const Expansion& expansion, const GraphRoles& roles);

}  // namespace weft::ui
