// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "engine/graph/graph.h"

namespace tensorflow {
class FunctionDef;
}  // namespace tensorflow

namespace weft {

/// Finds a function of a library by its name; null where there is none.
using FindFunction = std::function<const tensorflow::FunctionDef*(const std::string& name)>;

/// The body of a function as a graph: arguments as nodes `_Arg`, results as nodes `_Retval` under
/// resultNodeName(). In a body an input is "node:output:index", in a graph "node:index".
/// Errors: Unimplemented for arguments whose types the call chooses; InvalidArgument and NotFound
/// for bodies that are no graph.
Result<Graph> bodyGraph(const tensorflow::FunctionDef& function, const FindFunction& find);

}  // namespace weft
