// SPDX-License-Identifier: Apache-2.0
#include "engine/autodiff/joined_calls.h"

#include <algorithm>

#include "engine/autodiff/gradient_rule.h"

namespace weft {

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
            m_byArgument[*argument].push_back(m_calls.size());
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

std::vector<Endpoint> JoinedCalls::resultsOf(const Endpoint& argument) const {
    std::vector<Endpoint> all;
    const auto found = m_byArgument.find(argument);
    if (found == m_byArgument.end()) { return all; }
    for (const std::size_t i : found->second) {
        all.insert(all.end(), m_calls[i].results.begin(), m_calls[i].results.end());
    }
    return all;
}

std::vector<Endpoint> JoinedCalls::argumentsBehind(NodeId result) const {
    std::vector<Endpoint> all;
    const auto found = m_byResult.find(result.value);
    if (found == m_byResult.end()) { return all; }
    for (const std::size_t i : found->second) {
        all.insert(all.end(), m_calls[i].arguments.begin(), m_calls[i].arguments.end());
    }
    return all;
}

}  // namespace weft
