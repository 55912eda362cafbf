// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/compose/document.h"
#include "engine/graph/graph.h"

namespace weft {

/// A document of a graph that was made elsewhere: every node an op item (unknown ops too), every
/// edge a wire, every scope a folded group; versions, function library and collections in
/// Settings::frame. Expanding it gives the same graph: names, order, attributes, devices. Positions
/// are left at 0 for the canvas to lay out. A scope whose name a node has ("w" of "w/read") gets no
/// group: its nodes carry it in their names.
/// @param metaBytes MetaGraph::otherBytes, where there are any.
/// Errors: as checkDocument(), for a graph that Graph itself would refuse.
Result<Document> adoptGraph(const Graph& graph, const std::string& metaBytes = {});

}  // namespace weft
