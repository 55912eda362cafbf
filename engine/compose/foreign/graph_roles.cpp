// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/foreign/graph_roles.h"

#include <algorithm>
#include <string_view>

#include "engine/compose/foreign/role_finder.h"

namespace weft {

bool isVariableNode(const Node& node) {
    return node.isOp("VariableV2") || node.isOp("Variable") || node.isOp("VarHandleOp");
}

bool writesVariable(const Node& node) {
    const std::string_view op = node.opName;
    if (node.inputs.empty()) { return false; }
    const auto starts = [&](std::string_view text) { return op.starts_with(text); };
    return starts("Apply") || starts("ResourceApply") || starts("SparseApply") ||
           starts("ResourceSparseApply") || starts("Assign") || starts("Scatter") ||
           starts("ResourceScatter");
}

GraphRoles rolesOf(const Graph& graph) { return RoleFinder(graph).run(); }

}  // namespace weft
