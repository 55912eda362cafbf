// SPDX-License-Identifier: Apache-2.0
#include "engine/autodiff/gradient_sums.h"

#include <algorithm>

namespace weft {

void GradientSums::addSeed(const Endpoint& tensor, const Expr& gradient) {
    // No reader comes before node 0, so seeds stay in front.
    m_parts[tensor].push_back({{NodeId{}, 0}, gradient});
}

void GradientSums::add(const Endpoint& tensor, const Graph::Use& reader, const Expr& gradient) {
    m_parts[tensor].push_back({reader, gradient});
}

Expr GradientSums::sum(const Endpoint& tensor) {
    const auto found = m_parts.find(tensor);
    if (found == m_parts.end()) { return {}; }
    std::vector<Part>& parts = found->second;
    if (parts.size() == 1) { return parts.front().gradient; }
    // Floating-point sums depend on order: that of the readers, whatever order they were visited
    // in.
    std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) {
        return std::pair(a.reader.node, a.reader.input) < std::pair(b.reader.node, b.reader.input);
    });
    const Expr sum = total(parts);
    if (sum.valid()) { parts = {{{}, sum}}; }
    return sum;
}

Expr GradientSums::total(const std::vector<Part>& parts) const {
    const bool allRows = std::all_of(parts.begin(), parts.end(), [](const Part& part) {
        return part.gradient.rows() != nullptr;
    });
    std::vector<Expr> gradients;
    if (!allRows) {
        for (const Part& part : parts) {
            gradients.push_back(m_scope.expr(part.gradient.endpoint()));
        }
        return m_scope.op("AddN", gradients);
    }
    std::vector<Expr> indices;
    for (const Part& part : parts) {
        const RowSum& rows = *part.gradient.rows();
        gradients.push_back(m_scope.expr(rows.values.endpoint()));
        indices.push_back(cast(m_scope.expr(rows.indices.endpoint()), DType::Int64));
    }
    const Expr axis = m_scope.constant(Tensor::scalar<std::int32_t>(0), "axis");
    gradients.push_back(axis);
    indices.push_back(axis);
    return Expr::ofRows(m_scope.op("ConcatV2", gradients), m_scope.op("ConcatV2", indices),
                        parts.front().gradient.rows()->rowCount);
}

}  // namespace weft
