// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
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

    /// One call: what of it is differentiable.
    struct Call {
        std::vector<Endpoint> arguments;
        std::vector<Endpoint> results;  ///< none of them an argument
    };
    const std::vector<Call>& calls() const { return m_calls; }
    /// Calls, by their index, with an argument or a result that the node makes.
    const std::vector<std::size_t>& withArgumentOf(NodeId node) const;
    const std::vector<std::size_t>& withResultOf(NodeId node) const;
    /// Whether an argument to which no gradient came has zeros, as one of its call's results has one.
    bool givesZeros(const Endpoint& argument,
                    const std::function<bool(const Endpoint&)>& hasGradient) const;

private:
    using ByNode = std::unordered_map<std::int32_t, std::vector<std::size_t>>;
    std::vector<Call> m_calls;
    ByNode m_byArgument;
    ByNode m_byResult;
};

}  // namespace weft
