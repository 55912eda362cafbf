// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/graph/graph.h"

namespace weft {

class Expr;

/// Builds nodes into a graph: unique names under a prefix, one device, sticky errors. After the
/// first failure all further building is a no-op that yields empty Exprs, and status() says why;
/// so formulas read as formulas.
class Scope {
public:
    /// @param graph not owned; must outlive the scope and its Exprs.
    explicit Scope(Graph& graph, std::string prefix = {});

    /// A scope below this one, "prefix/name" made unique; it shares this scope's status.
    Scope sub(std::string_view name) const;
    /// As sub(), with the name taken as it is although it is in use ("" keeps this prefix).
    Scope within(std::string_view name) const;
    /// A scope whose nodes get this device, colocation ("loc:@node"), or these control inputs.
    Scope onDevice(std::string device) const;
    Scope colocatedWith(const std::string& node) const;
    Scope after(std::vector<NodeId> controlInputs) const;

    /// Adds a node. @param name below the prefix; made unique (`Mul`, `Mul_1`). Empty: the op's
    /// name.
    Expr op(std::string_view opName, const std::vector<Expr>& inputs, AttrMap attrs = {},
            std::string_view name = {}) const;
    /// As op(), for ops with several outputs; one Expr an output.
    std::vector<Expr> opList(std::string_view opName, const std::vector<Expr>& inputs,
                             AttrMap attrs = {}, std::string_view name = {}) const;
    /// As op(), for ops without outputs (NoOp) or to get at the node.
    NodeId node(std::string_view opName, const std::vector<Expr>& inputs, AttrMap attrs = {},
                std::string_view name = {}, std::vector<NodeId> controlInputs = {}) const;
    /// A Const node holding the tensor.
    Expr constant(const Tensor& value, std::string_view name = "Const") const;
    /// An existing output as an Expr of this scope.
    Expr expr(const Endpoint& e) const;

    Graph& graph() const { return *m_graph; }
    const std::string& prefix() const { return m_settings->prefix; }
    Status status() const { return *m_settings->status; }
    /// Records a failure unless one is recorded already.
    void fail(const Status& status) const;

private:
    /// What scopes differ by; shared by the Exprs made in one.
    struct Settings {
        std::string prefix;
        std::string device;
        std::string colocation;
        std::vector<NodeId> controlInputs;
        std::shared_ptr<Status> status;
    };
    Scope with(Settings settings) const;
    Result<NodeId> addNode(std::string_view opName, const std::vector<Expr>& inputs, AttrMap attrs,
                           std::string_view name, std::vector<NodeId> controlInputs) const;

    Graph* m_graph;
    std::shared_ptr<const Settings> m_settings;
};

}  // namespace weft
