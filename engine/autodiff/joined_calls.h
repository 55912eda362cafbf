// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unordered_map>
#include <vector>

#include "engine/graph/graph.h"

namespace weft {

/// Calls (While, functions by name) whose bodies lie in the graph, but which TensorFlow
/// differentiates as one op: where a gradient comes to any of their results, all their arguments
/// have one, zeros where no path leads from the result to the argument. A node that ends such a
/// call says so by its attribute kArguments, written by engine/functions.
/// Source: TensorFlow's gradients of While and of SymbolicGradient, which have no absent results.
class JoinedCalls {
public:
    /// Attribute, list(string): the tensors that are the call's arguments. The node's own inputs are
    /// its results. Names of no tensor before it count for nothing.
    static constexpr const char* kArguments = "_call_arguments";

    explicit JoinedCalls(const Graph& graph);

    /// What is differentiable among the results of the calls that have this argument, but for
    /// arguments that they pass on.
    std::vector<Endpoint> resultsOf(const Endpoint& argument) const;
    /// What is differentiable among the arguments of the calls that have a result of this node.
    std::vector<Endpoint> argumentsBehind(NodeId result) const;

private:
    struct Call {
        std::vector<Endpoint> arguments;
        std::vector<Endpoint> results;
    };
    std::vector<Call> m_calls;
    std::unordered_map<Endpoint, std::vector<std::size_t>> m_byArgument;
    std::unordered_map<std::int32_t, std::vector<std::size_t>> m_byResult;  // its node
};

}  // namespace weft
