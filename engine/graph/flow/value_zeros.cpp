// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/flow/value_zeros.h"

#include <algorithm>
#include <array>

namespace weft {
namespace {

/// Of several inputs the first: a loop's from outside, a branch's of either side.
bool passesHandles(const Node& node) {
    constexpr std::array<std::string_view, 6> kOps = {"Enter", "Exit",          "Identity",
                                                      "Merge", "NextIteration", "Switch"};
    return std::find(kOps.begin(), kOps.end(), node.opName) != kOps.end() && !node.inputs.empty();
}

}  // namespace

std::optional<DType> typeBehind(const Graph& graph, Endpoint handle) {
    for (std::size_t steps = 0; steps <= graph.size(); ++steps) {
        if (const auto& known = graph.output(handle).handle) { return known->type; }
        const Node& node = graph.node(handle.node);
        if (!passesHandles(node)) { break; }
        handle = node.inputs.front();
    }
    return std::nullopt;
}

Expr zerosBehind(const Expr& handle, DType type) {
    const Scope& scope = handle.scope();
    const Expr shape = scope.op("VariableShape", {handle}, {{"out_type", DType::Int32}});
    return scope.op("Fill", {shape, cast(scope.constant(Tensor::scalar(0.0F)), type)});
}

Expr zerosOfValue(const Expr& x) {
    if (!x.valid() || x.dtype() != DType::Resource) { return zerosLike(x); }
    const std::optional<DType> type = typeBehind(x.scope().graph(), x.endpoint());
    return type ? zerosBehind(x, *type) : Expr();
}

}  // namespace weft
