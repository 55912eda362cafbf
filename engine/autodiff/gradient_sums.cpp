// SPDX-License-Identifier: Apache-2.0
#include "engine/autodiff/gradient_sums.h"

#include <algorithm>

namespace weft {

void GradientSums::addSeed(const Endpoint& tensor, const Endpoint& gradient) {
    // No reader comes before node 0, so seeds stay in front.
    m_parts[tensor].push_back({{NodeId{}, 0}, gradient});
}

void GradientSums::add(const Endpoint& tensor, const Graph::Use& reader, const Endpoint& gradient) {
    m_parts[tensor].push_back({reader, gradient});
}

std::optional<Endpoint> GradientSums::sum(const Endpoint& tensor) {
    const auto found = m_parts.find(tensor);
    if (found == m_parts.end()) { return std::nullopt; }
    std::vector<Part>& parts = found->second;
    if (parts.size() == 1) { return parts.front().gradient; }
    // Floating-point sums depend on order: that of the readers, whatever order they were visited
    // in.
    std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) {
        return std::pair(a.reader.node, a.reader.input) < std::pair(b.reader.node, b.reader.input);
    });
    std::vector<Expr> gradients;
    for (const Part& part : parts) { gradients.push_back(m_scope.expr(part.gradient)); }
    const Expr total = m_scope.op("AddN", gradients);
    if (!total.valid()) { return std::nullopt; }
    parts = {{{}, total.endpoint()}};
    return total.endpoint();
}

}  // namespace weft
