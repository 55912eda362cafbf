// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/compose/document.h"
#include "engine/compose/functions/call_ports.h"
#include "engine/compose/problems.h"
#include "engine/compose/recipe.h"
#include "engine/graph/graph.h"

namespace weft {

/// Where a node comes from. The role says which part of its item it is and survives renames: "" the
/// node of the item's own name, else the name below it ("kernel", "kernel/Assign"). Of an optimizer
/// also `slot(m,#12/kernel)` the slot of the variable that is role kernel of item 12, and
/// `grad(#12/MatMul)/MatMul_1` a node of the gradient of that node.
struct Origin {
    ItemId item;  ///< none: made for the whole document (`init`)
    std::string role;
    friend bool operator==(const Origin&, const Origin&) = default;
};

/// A placeholder that a column feeds.
struct ColumnBinding {
    NodeId placeholder;
    ItemId data;
    std::string column;
    std::vector<Conversion> conversions;
};

/// What a document means as a graph. A value; a session takes a copy of `graph`.
struct Expansion {
    Graph graph{UnknownOps::Keep};
    std::vector<Origin> origins;  ///< by node id
    std::map<PortRef, Endpoint> outputs;
    /// The node that runs when an item is a target: the node of an op, the update of an optimizer,
    /// the initializer of a variable.
    std::map<ItemId, NodeId> operations;
    std::map<ItemId, Minimized> trained;  ///< what each optimizer wrote
    std::vector<ModeFeed> modeFeeds;
    std::vector<ColumnBinding> bindings;
    /// Items that are not made because a person left out the second: the same, a group around the
    /// first, or what the first cannot be without.
    std::map<ItemId, ItemId> leftOut;
    std::vector<Finding> findings;
    /// NoOp that runs every initializer: `init`, or the one an imported graph brought. Invalid
    /// before the backward stage, and in an imported graph that has none.
    NodeId init;
    /// What an imported MetaGraph says besides its graph, as MetaGraph::otherBytes.
    std::string metaBytes;
    std::uint64_t documentVersion = 0;
    /// Bodies of functions, by function; their findings are among those above. What lies in one is
    /// in none of the lists above.
    std::map<ItemId, std::shared_ptr<const Expansion>> bodies;
    std::unordered_map<ItemId, ItemId> functions;  ///< of items of bodies: in whose they are
    KnownFunctions known;  ///< what functions take and give, imported ones too
    /// Calls that gradients go through, by item, as they are drawn: in `graph` their bodies lie in
    /// their places.
    std::map<ItemId, Node> laidOut;
    std::shared_ptr<const Graph> drawn;  ///< before that, forward alone; null where none is

    const Origin& originOf(NodeId node) const {
        return origins[static_cast<std::size_t>(node.value)];
    }
    /// Whether a node of `graph` is part of a call that is laid out, and as such not drawn.
    bool isInCall(NodeId node) const {
        return !laidOut.empty() && !originOf(node).role.empty() &&
               laidOut.contains(originOf(node).item);
    }
    /// A node of `graph` as it is drawn: the call for what stands for one that is laid out.
    const Node& drawnNode(NodeId node) const;
    /// The node of a role, or nothing.
    std::optional<NodeId> nodeOf(ItemId item, std::string_view role) const;
    /// The tensor at an output port, or nothing where it could not be made.
    std::optional<Endpoint> tensorAt(const PortRef& port) const;
    /// The expansion that holds an item's nodes: of the body it lies in, else this.
    const Expansion& around(ItemId item) const;
    /// What is known of the tensor at an output port, also in a body; null where there is none.
    const OutputInfo* outputAt(const PortRef& port) const;
    /// The node that runs for an item (see `operations`) as it is drawn, also in a body; null where
    /// there is none.
    const Node* operationOf(ItemId item) const;
    bool hasErrors() const;
};

/// Everything but gradients, slots, updates and what depends on them. Pure: equal documents give
/// equal graphs, node by node. Never fails: what cannot be made is a finding.
/// Complexity: linear in the nodes. Threading: any thread, on a document nobody writes to.
Expansion expandForward(const Document& document);
/// Adds the backward part to what expandForward() of the same document gave: gradients, slots,
/// updates, and the NoOp `init` over all initializers in node order. An imported graph that nothing
/// was derived in stays as it came.
void expandBackward(const Document& document, Expansion& expansion);
/// Both stages: what `weft train` and sessions run.
Expansion expandDocument(const Document& document);

}  // namespace weft
