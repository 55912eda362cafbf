// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/base/status.h"

namespace tensorflow {
class GraphDef;
}  // namespace tensorflow

namespace weft {

/// Checks a graph's function library, and that what nodes call is in it with as many inputs: names,
/// returned values, gradients, no recursion. Bodies' ops and types are not looked at.
/// Errors: InvalidArgument with the function.
Status checkFunctions(const tensorflow::GraphDef& def);

/// Lays functions out in the places of their calls; `out` is the graph without them. What runs a
/// graph installs it; without it strict import refuses calls.
using FunctionInlining = Status (*)(const tensorflow::GraphDef& def, std::int64_t mostNodes,
                                    tensorflow::GraphDef& out);
void setFunctionInliner(FunctionInlining inliner);
/// What was installed, or null.
FunctionInlining functionInliner();

}  // namespace weft
