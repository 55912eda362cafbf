// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unordered_map>
#include <vector>

#include "engine/graph/expr.h"

namespace weft {

/// Gradients that arrive at the tensors of a graph, summed once all are there.
class GradientSums {
public:
    /// @param scope where sums are added (`gradients/AddN`).
    explicit GradientSums(Scope scope) : m_scope(std::move(scope)) {}

    /// A gradient of what a y was given; it comes before those of readers.
    void addSeed(const Endpoint& tensor, const Expr& gradient);
    /// A gradient that the reader passes back from its input.
    void add(const Endpoint& tensor, const Graph::Use& reader, const Expr& gradient);
    /// The sum of all that arrived, nothing where none did. Sums of rows stay one while nothing
    /// else arrives. Nothing may arrive afterwards.
    Expr sum(const Endpoint& tensor);
    bool has(const Endpoint& tensor) const { return m_parts.contains(tensor); }

private:
    struct Part {
        Graph::Use reader;
        Expr gradient;
    };
    Expr total(const std::vector<Part>& parts) const;
    Scope m_scope;
    std::unordered_map<Endpoint, std::vector<Part>> m_parts;
};

}  // namespace weft
