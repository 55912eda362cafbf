// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/graph/graph.h"

namespace weft {

/// Nodes of a graph as a program for TensorFlow's tf.compat.v1 that makes them, in graph order, with
/// the names they have. Inputs that are not among them are taken from the program's graph by their
/// names. Calls become functions and Defun, If tf.cond, Case tf.switch_case, While tf.while_loop.
/// Where a node cannot be written op by op (a loop of frames, a gradient of a function), all come as
/// GraphDef text that is imported, and the first line says why.
/// @param nodes all of the graph where empty.
std::string graphToPython(const Graph& graph, const std::vector<NodeId>& nodes = {});

/// A function of the graph's library as a program that defines it, and what it calls. One line that
/// says why where it cannot be written.
std::string functionToPython(const Graph& graph, std::string_view function);

}  // namespace weft
