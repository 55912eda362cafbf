// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/compose/document.h"
#include "engine/graph/graph.h"

namespace weft {

/// A document of a graph that was made elsewhere: every node an op item (unknown ops too), every
/// edge a wire, every scope a folded group; versions, function library and collections in
/// Settings::frame. Expanding it gives the same graph: names, order, attributes, devices. Positions
/// are left at 0 for the canvas to lay out. A scope whose name a node has ("w" of "w/read") gets no
/// group: its nodes carry it in their names.
/// Functions of the library become function items where their bodies can be drawn.
/// @param metaBytes MetaGraph::otherBytes, where there are any.
/// Errors: as checkDocument(), for a graph that Graph itself would refuse.
Result<Document> adoptGraph(const Graph& graph, const std::string& metaBytes = {});
/// Adds the nodes of a graph as adoptGraph() does, and returns their items by node.
/// @param parent the function they are put in; none: the graph. @param order of all nodes, in which
/// items get their ids; empty: node order.
std::vector<ItemId> drawNodes(const Graph& graph, Edit& edit, ItemId parent = {},
                              const std::vector<NodeId>& order = {});

}  // namespace weft
