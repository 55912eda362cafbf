// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
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
    void addSeed(const Endpoint& tensor, const Endpoint& gradient);
    /// A gradient that the reader passes back from its input.
    void add(const Endpoint& tensor, const Graph::Use& reader, const Endpoint& gradient);
    /// The sum of all that arrived, nothing where none did. Nothing may arrive afterwards.
    std::optional<Endpoint> sum(const Endpoint& tensor);

private:
    struct Part {
        Graph::Use reader;
        Endpoint gradient;
    };
    Scope m_scope;
    std::unordered_map<Endpoint, std::vector<Part>> m_parts;
};

}  // namespace weft
