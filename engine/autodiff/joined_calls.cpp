// SPDX-License-Identifier: Apache-2.0
#include "engine/autodiff/joined_calls.h"

#include <algorithm>

#include "engine/autodiff/gradient_rule.h"

namespace weft {
namespace {

const std::vector<std::size_t>& found(
    const std::unordered_map<std::int32_t, std::vector<std::size_t>>& map, NodeId node) {
    static const std::vector<std::size_t> kNone;
    const auto at = map.find(node.value);
    return at == map.end() ? kNone : at->second;
}

}  // namespace

JoinedCalls::JoinedCalls(const Graph& graph) {
    for (const Node& node : graph.nodes()) {
        const auto names = node.attrs.getOr<std::vector<std::string>>(kArguments, {});
        if (names.empty()) { continue; }
        Call call;
        for (const std::string& name : names) {
            const Result<Endpoint> argument = graph.endpoint(name);
            const bool isBefore = argument.ok() && argument->node < node.id;
            if (!isBefore || !isDifferentiable(graph.output(*argument))) { continue; }
            call.arguments.push_back(*argument);
            m_byArgument[argument->node.value].push_back(m_calls.size());
        }
        const auto& arguments = call.arguments;
        for (const Endpoint& result : node.inputs) {
            const bool isPassedOn =
                std::find(arguments.begin(), arguments.end(), result) != arguments.end();
            if (isPassedOn || !isDifferentiable(graph.output(result))) { continue; }
            call.results.push_back(result);
            m_byResult[result.node.value].push_back(m_calls.size());
        }
        m_calls.push_back(std::move(call));
    }
}

const std::vector<std::size_t>& JoinedCalls::withArgumentOf(NodeId node) const {
    return found(m_byArgument, node);
}

const std::vector<std::size_t>& JoinedCalls::withResultOf(NodeId node) const {
    return found(m_byResult, node);
}

bool JoinedCalls::givesZeros(const Endpoint& argument,
                             const std::function<bool(const Endpoint&)>& hasGradient) const {
    const std::vector<std::size_t>& calls = withArgumentOf(argument.node);
    return std::any_of(calls.begin(), calls.end(), [&](std::size_t i) {
        const auto& [arguments, results] = m_calls[i];
        return std::find(arguments.begin(), arguments.end(), argument) != arguments.end() &&
               std::any_of(results.begin(), results.end(), hasGradient);
    });
}

}  // namespace weft
