// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/compose/foreign/graph_roles.h"

namespace weft {

/// The steps of rolesOf(), which share what they have found.
class RoleFinder {
public:
    explicit RoleFinder(const Graph& graph);
    GraphRoles run();

private:
    using Marks = std::vector<bool>;  // by node

    void findVariables();
    void takeInitialValue(NodeId value, NodeId variable);
    void findSaver();
    void findInit();
    void findSeeds();
    void findUpdates();
    void findTrain();
    void findLoss();
    void markBackward();
    void markHousekeeping();
    /// Adds to a part everything that only this part uses.
    void takePrivate(GraphRoles::Part part);

    const Node& node(NodeId id) const { return m_graph.node(id); }
    bool marked(const Marks& marks, NodeId id) const {
        return marks[static_cast<std::size_t>(id.value)];
    }
    Marks upstream(NodeId of) const;
    /// All that one can come to from these along data edges, and control edges too if asked.
    enum class Along { Data, DataAndControl };
    Marks downstream(const std::vector<NodeId>& from, Along along) const;
    /// How many of the updates run when a node does.
    int updatesBehind(NodeId from, const Marks& isUpdate) const;
    bool isInitializer(const Node& node) const;
    bool onlyInitializes(const Node& node, int depth, int& count) const;
    std::vector<NodeId> collected(std::string_view key) const;
    std::string_view scopeOfSeeds() const;
    void setPart(NodeId id, GraphRoles::Part part) {
        m_out.parts[static_cast<std::size_t>(id.value)] = part;
    }

    const Graph& m_graph;
    GraphRoles m_out;
    std::vector<NodeId> m_initNoOps;
    Marks m_ofGradients;  // can be come to from a seed along data edges
    Marks m_protected;    // what the loss is made of: never the training's
};

}  // namespace weft
