// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/graph/graph.h"

namespace weft {

/// Nodes of a graph as a program for TensorFlow's tf.compat.v1 that makes them, in graph order, with
/// the names they have. Inputs that are not among them are taken from the program's graph by their
/// names. A loop cannot be written op by op: such nodes come as GraphDef text that is imported.
/// @param nodes all of the graph where empty.
std::string graphToPython(const Graph& graph, const std::vector<NodeId>& nodes = {});

}  // namespace weft
