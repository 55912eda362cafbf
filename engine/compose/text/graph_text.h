// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/functions/flow_form.h"
#include "engine/graph/graph.h"

namespace tensorflow {
class FunctionDefLibrary;
}  // namespace tensorflow

/// @file
/// Parts of a graph as GraphDef text.

namespace weft {

/// The functions of the graph's library that nodes call, and that these call in turn.
tensorflow::FunctionDefLibrary libraryOf(const Graph& graph, const std::vector<NodeId>& nodes);

/// GraphDef text of nodes, with the functions they call.
std::string graphDefText(const Graph& graph, const std::vector<NodeId>& nodes);
/// As graphDefText(), in a form: in frames with what has taken the places of the nodes' calls.
/// Errors: those of inForm().
Result<std::string> graphDefText(const Graph& graph, const std::vector<NodeId>& nodes,
                                 FlowForm form);

/// FunctionDef text of a function of the graph's library; empty where it has none of that name.
std::string functionDefText(const Graph& graph, std::string_view function);
/// What the graph's library names as the gradient of a function.
struct GradientText {
    std::string function;  ///< the gradient
    std::string text;      ///< GradientDef text; empty where it names none
};
GradientText gradientDefText(const Graph& graph, std::string_view function);

}  // namespace weft
