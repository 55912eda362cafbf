// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/graph/graph.h"

namespace weft {

/// How calls and control flow are written into a graph that leaves Weft.
enum class FlowForm {
    Functions,  ///< as they are: nodes that call, and their functions in the library
    Frames      ///< as TensorFlow 1 wrote them: Switch and Merge, frames, bodies in calls' places
};

/// The graph in that form. In frames a node that called a function keeps its name and its outputs
/// (as an IdentityN, or a NoOp where it has none), everything else stays as it is, and the library
/// holds only what still is called, by datasets say. Frames that are there already stay.
/// Errors: InvalidArgument for calls that do not fit their functions, NotFound for op types in
/// bodies that are not registered, ResourceExhausted where bodies are too many.
Result<Graph> inForm(const Graph& graph, FlowForm form);

/// The graph with these calls, and what they call, as frames, for gradients to be built through
/// them. Their nodes keep their names and outputs, other calls stay, and so does the library.
/// Errors: those of inForm().
Result<Graph> withCallsLaidOut(const Graph& graph, const std::vector<NodeId>& calls);

}  // namespace weft
