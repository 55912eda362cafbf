// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/graph/graph.h"

namespace weft {

/// Gives the value of a variable by its node.
using VariableReader = std::function<Result<Tensor>(const Node& variable)>;

/// The part of a graph that these outputs need, each variable a constant of the same name: what
/// is left of a trained graph when it is only to be asked. Control inputs are needed too; the
/// function library stays, collections go.
/// @param outputs names of nodes or tensors.
/// Errors: InvalidArgument for an output that is not there or a part that writes variables; those
/// of `read`; Unimplemented for loops.
Result<Graph> frozen(const Graph& graph, const std::vector<std::string>& outputs,
                     const VariableReader& read);

}  // namespace weft
