// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/graph/graph.h"

namespace weft {

/// Adds nodes under names that are given, never made unique: what recipes and optimizers write is a
/// fixed function of names and roles, so a name that is taken is an error (Scope is for formulas,
/// whose names are chosen). Names are below the writer's prefix; all nodes get its device and
/// colocation.
class NodeWriter {
public:
    /// @param graph not owned; must outlive the writer.
    explicit NodeWriter(Graph& graph, std::string prefix = {}, std::string device = {})
        : m_graph(&graph), m_prefix(std::move(prefix)), m_device(std::move(device)) {}

    /// A writer whose nodes carry `_class = ["loc:@node"]` and the device of that node, where it is
    /// there already. @param node whole name.
    NodeWriter colocatedWith(const std::string& node) const;
    /// A writer whose nodes carry the colocation and device that node `node` carries itself.
    NodeWriter likeNode(const std::string& node) const;
    /// A writer that uses the variables below another prefix in place of new ones.
    NodeWriter sharingWith(std::string prefix) const;
    /// The whole name of the variable that is used in place of a new one; "": it is not shared.
    std::string sharedName(std::string_view name) const;
    /// "PREFIX/name"; the prefix itself where the name is "", the name where there is no prefix.
    std::string named(std::string_view name) const;

    /// Output 0 of a new node. Errors: as Graph::add().
    Result<Endpoint> add(std::string_view name, std::string_view op, std::vector<Endpoint> inputs,
                         AttrMap attrs = {}, std::vector<NodeId> controlInputs = {}) const;
    /// A Const node holding the tensor.
    Result<Endpoint> constant(std::string_view name, const Tensor& value) const;
    /// A Const scalar of a floating dtype. Errors: InvalidArgument for another dtype.
    Result<Endpoint> scalar(std::string_view name, DType type, double value) const;
    /// A Const int32 vector. Errors: InvalidArgument for a number that int32 does not hold.
    Result<Endpoint> ints(std::string_view name, const std::vector<std::int64_t>& values) const;
    bool isColocated() const { return !m_colocation.empty(); }
    Graph& graph() const { return *m_graph; }

private:
    Graph* m_graph;
    std::string m_prefix;
    std::string m_device;
    std::string m_colocation;
    std::string m_shared;  // prefix of the variables in use; empty: its own
};

/// A scalar tensor of any number dtype. Errors: InvalidArgument for a dtype that is no number.
Result<Tensor> numberTensor(DType type, double value);

}  // namespace weft
