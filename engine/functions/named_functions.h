// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace tensorflow {
class FunctionDefLibrary;
class GraphDef;
}  // namespace tensorflow

namespace weft {

/// What of a library the nodes of a graph name, by their types or attributes, and what the functions
/// that are named name in turn, with their gradients; in the library's order.
/// Complexity: linear.
tensorflow::FunctionDefLibrary namedFunctions(const tensorflow::FunctionDefLibrary& library,
                                              const tensorflow::GraphDef& graph);

}  // namespace weft
