// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/graph/expr.h"

namespace weft {

/// What a gradient function sees: the node being differentiated, its inputs and outputs as Exprs,
/// and the gradients that arrived at its outputs. New nodes go under `gradients/NAME_grad/`. Valid
/// during the call only.
class GradientContext {
public:
    /// @param outputGradients one an output; invalid Exprs where none arrived.
    GradientContext(const Scope& scope, NodeId node, std::vector<Expr> outputGradients)
        : m_scope(scope), m_node(node), m_outputGradients(std::move(outputGradients)) {}

    const Scope& scope() const { return m_scope; }
    const Node& node() const { return m_scope.graph().node(m_node); }
    int inputs() const { return static_cast<int>(node().inputs.size()); }
    Expr input(int i) const { return m_scope.expr(node().inputs[static_cast<std::size_t>(i)]); }
    Expr output(int i) const { return m_scope.expr(Endpoint{m_node, i}); }
    bool hasOutputGradient(int i) const {
        return m_outputGradients[static_cast<std::size_t>(i)].valid();
    }
    /// The gradient that arrived at output i; zeros of its shape where none did.
    Expr outputGradient(int i) const;
    template <class T>
    Result<T> attr(std::string_view name) const {
        return node().attrs.get<T>(name);
    }
    const AttrMap& attrs() const { return node().attrs; }

private:
    Scope m_scope;
    NodeId m_node;
    std::vector<Expr> m_outputGradients;
};

}  // namespace weft
