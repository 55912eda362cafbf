// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/graph/collections.h"
#include "engine/graph/node.h"

namespace weft {

/// What Graph::add() makes a node from.
struct NodeSpec {
    std::string name;  ///< must be free and valid
    std::string op;
    std::vector<Endpoint> inputs = {};
    std::vector<NodeId> controlInputs = {};
    AttrMap attrs = {};  ///< may lack attributes with defaults, and type and number attributes that
                         ///< inputs imply
    std::string device = {};
};

/// Whether a graph takes op types that this build does not know.
enum class UnknownOps { Refuse, Keep };

/// A dataflow graph: nodes in creation order, each with inferred dtypes and shapes. Nodes are only
/// added; an editor makes a new graph instead of removing. Every add() infers the new node's shapes
/// at once from its inputs, so a graph is consistent at any time. A value type: copies are
/// independent (stored constants are shared). Threading: one writer or many readers.
class Graph {
public:
    explicit Graph(UnknownOps unknownOps = UnknownOps::Refuse) : m_unknownOps(unknownOps) {}

    /// Adds a node and infers its outputs.
    /// Errors: InvalidArgument for a name in use or malformed, wrong input count, input dtype,
    /// attribute or shape, each as `[Op] ... (node 'n')`; NotFound for an unknown op under
    /// UnknownOps::Refuse.
    Result<NodeId> add(NodeSpec spec);
    /// `base` if no node has that name, else base_1, base_2, ... as TensorFlow chooses. A name also
    /// counts as taken when it is the scope of another ("a" when "a/b" exists), and names that
    /// differ only by case count as one (two nodes may still have such names).
    std::string uniqueName(std::string_view base) const;
    /// Counts the name as taken for uniqueName() though no node has it (scopes under construction).
    void reserveName(std::string_view name) { markTaken(name); }

    std::size_t size() const { return m_nodes.size(); }
    const Node& node(NodeId id) const { return m_nodes[static_cast<std::size_t>(id.value)]; }
    const std::deque<Node>& nodes() const { return m_nodes; }
    /// The node of that name, or nullptr.
    const Node* find(std::string_view name) const;
    /// The output "name:k" or "name" stands for. Errors: InvalidArgument for an unknown node,
    /// OutOfRange for an index past its outputs ("x:-1" is an unknown node name).
    Result<Endpoint> endpoint(std::string_view tensorName) const;
    const OutputInfo& output(const Endpoint& e) const {
        return node(e.node).outputs[static_cast<std::size_t>(e.index)];
    }
    /// "name:k".
    std::string nameOf(const Endpoint& e) const;

    /// Nodes that read an output of the node (each once an input, in node order), control edges
    /// apart.
    struct Use {
        NodeId node;
        int input;
    };
    const std::vector<Use>& uses(NodeId id) const {
        return m_uses[static_cast<std::size_t>(id.value)];
    }
    const std::vector<NodeId>& controlUses(NodeId id) const {
        return m_controlUses[static_cast<std::size_t>(id.value)];
    }

    /// Adds a control edge (a second one is ignored). Errors: InvalidArgument when it closes a
    /// cycle.
    Status addControlInput(NodeId node, NodeId before);
    /// Points an existing data input elsewhere (loop back edges, rewiring by passes) and infers
    /// again downstream. Errors: InvalidArgument for a dtype or shape that does not fit.
    Status setInput(NodeId node, int input, Endpoint from);
    void setDevice(NodeId node, std::string device);
    void setAttr(NodeId node, std::string name, AttrValue value);
    /// Sets Node::extraBytes.
    void setExtraBytes(NodeId node, std::string bytes);
    /// What an output is known to be besides its shape function's answer; infers again downstream.
    Status mergeShape(const Endpoint& e, const PartialShape& shape);

    /// The value of an output that depends on constants only, where cheap: Const nodes, and small
    /// stateless ops of them (computed once by the evaluator, kept). Nothing when unknown or too
    /// large.
    std::optional<Tensor> constantValue(const Endpoint& e) const;

    Collections& collections() { return m_collections; }
    const Collections& collections() const { return m_collections; }
    /// Serialized FunctionDefLibrary as read from a file; functions come with a later issue.
    std::string libraryBytes;
    int producer = 1087;  ///< versions.producer to write
    int minConsumer = 0;
    std::string extraBytes;  ///< fields of the GraphDef message that Weft does not read
    UnknownOps unknownOps() const { return m_unknownOps; }
    /// Grows with each change.
    std::uint64_t version() const { return m_version; }

private:
    friend class GraphInference;
    /// Values that constantValue() found. Filled by readers too, hence the lock; copied with the
    /// graph.
    struct ConstantCache {
        ConstantCache() = default;
        ConstantCache(const ConstantCache& other) : values(other.snapshot()) {}
        ConstantCache& operator=(const ConstantCache& other) {
            if (this == &other) { return *this; }
            auto copy = other.snapshot();
            const MutexLock lock(mutex);
            values = std::move(copy);
            return *this;
        }
        std::unordered_map<Endpoint, std::optional<Tensor>> snapshot() const {
            const MutexLock lock(mutex);
            return values;
        }
        mutable Mutex mutex;
        std::unordered_map<Endpoint, std::optional<Tensor>> values ABSL_GUARDED_BY(mutex);
    };
    /// Hash of a name without regard to case, and of each scope it lies in, outermost first.
    static std::vector<std::uint64_t> nameKeys(std::string_view name);
    void markTaken(std::string_view name);
    Status addInternal(NodeSpec spec);
    Status checkInputs(const NodeSpec& spec, const OpDef* op);
    void changed();
    bool dependsOn(NodeId node, NodeId ancestor) const;

    UnknownOps m_unknownOps;
    std::deque<Node> m_nodes;
    std::deque<std::vector<Use>> m_uses;
    std::deque<std::vector<NodeId>> m_controlUses;
    std::map<std::string, NodeId, std::less<>> m_byName;
    std::unordered_set<std::uint64_t> m_taken;                // names and scopes, by nameKeys()
    std::unordered_map<std::uint64_t, int> m_nextSuffix;      // where uniqueName() begins to try
    std::unordered_map<Endpoint, PartialShape> m_shapeHints;  // by mergeShape()
    mutable ConstantCache m_constants;
    Collections m_collections;
    std::uint64_t m_version = 0;
    bool m_hasForwardEdges = false;  // an edge leads from a later node to an earlier one
};

/// Computes the outputs of a stateless node from constant inputs. The kernel layer installs it;
/// without it only Const nodes have constant values.
using ConstantEvaluator = Result<std::vector<Tensor>> (*)(const Node& node,
                                                          const std::vector<Tensor>& inputs);
void setConstantEvaluator(ConstantEvaluator evaluator);

}  // namespace weft
