// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/graph/graph.h"
#include "engine/kernel/resource_store.h"
#include "engine/runtime/variable_order.h"

namespace weft {

struct CallGraph;

/// How an input of a node reaches a variable.
struct VariableUse {
    /// Index into VariableMap::variables(); -1: the input is a value; VariableMap::kAtRun.
    std::int32_t variable = -1;
    bool byReference = false;  ///< the node gets the variable itself, else the value it has then
    bool byHandle = false;     ///< through a resource handle, else through a reference
};

/// Which variables the references and resource handles of a graph lead to. As a rule known before a
/// run: both come from nodes that stand for one variable (VariableV2, VarHandleOp), perhaps under
/// other names (Identity, the output of Assign). Not where several come together in a Merge, and
/// where a handle is fed or computed.
class VariableMap {
public:
    /// Stands for a variable that only the run knows.
    static constexpr std::int32_t kAtRun = -2;

    /// @param call must outlive the map. @param devices by node id, must outlive the map.
    /// @param store where variables are found or made.
    /// Errors: NotFound for unknown ops; InvalidArgument for a variable that exists with another
    /// dtype, and for a reference whose source is fed.
    static Result<VariableMap> resolve(const Graph& graph, const CallGraph& call,
                                       const std::vector<int>& devices, ResourceStore& store);

    const std::vector<std::shared_ptr<Variable>>& variables() const { return m_variables; }
    VariableUse use(const Node& node, std::size_t input) const {
        const auto& uses = m_uses[static_cast<std::size_t>(node.id.value)];
        return uses.empty() ? VariableUse() : uses[input];
    }
    /// The variable whose value a fetch of the output shows, or -1.
    std::int32_t shownBy(const Endpoint& e) const;
    /// The first node that reaches a variable which only the run knows, and by which input.
    struct Unknown {
        NodeId node;
        std::size_t input = 0;
    };
    const std::optional<Unknown>& unknown() const { return m_unknown; }
    /// Control flow decides whether a node runs.
    bool branching() const { return m_branching; }
    /// True for nodes that only name a variable or its value: they take no instruction.
    bool isName(const Node& node) const;
    /// Says which variables the node reads and writes.
    void addAccesses(const Node& node, std::vector<AccessGraph::Access>& accesses) const;

private:
    /// What output 0 of a node is, besides a value.
    struct Name {
        std::int32_t reference = -1;  ///< a reference or handle to this variable
        std::int32_t value = -1;      ///< the value that this variable has when it is looked at
        std::int32_t either() const { return reference != -1 ? reference : value; }
    };

    VariableMap(const Graph& graph, const std::unordered_map<Endpoint, std::int32_t>& fed,
                const std::vector<int>& devices)
        : m_graph(&graph),
          m_fed(&fed),
          m_devices(&devices),
          m_names(graph.size()),
          m_uses(graph.size()) {}
    Status addNode(const Node& node, ResourceStore& store);
    std::int32_t referenceBehind(const Node& node) const;
    bool pinMerges(std::span<const NodeId> needed);
    /// The variable that a node stands for, as an index into m_variables.
    Result<std::int32_t> indexOf(const Node& node, ResourceStore& store);
    Status addUses(const Node& node);
    bool mayNotRun(const Node& node) const;
    const Name& nameOf(const Endpoint& e) const;

    bool m_branching = false;  // some nodes may not run: names must not hide which
    const Graph* m_graph;
    const std::unordered_map<Endpoint, std::int32_t>* m_fed;
    const std::vector<int>* m_devices;
    std::vector<std::shared_ptr<Variable>> m_variables;
    std::vector<Name> m_names;                     // by node id
    std::vector<std::vector<VariableUse>> m_uses;  // by node id; empty: values only
    std::unordered_set<NodeId> m_pinned;           // Merges of several variables
    std::optional<Unknown> m_unknown;
};

}  // namespace weft
