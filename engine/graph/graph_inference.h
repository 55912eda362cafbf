// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "engine/base/status.h"
#include "engine/graph/graph.h"
#include "engine/graph/op_registry.h"

namespace weft {

/// Whether this thread is asking shape functions for a graph that is being built, not for a run. To
/// TensorFlow these are two things: its shape functions refuse graphs that its kernels would run
/// (a window larger than the image), and the other way about.
bool isBuildingGraph();

/// The error, marked as one that TensorFlow's shape functions pass over. A graph with such a node is
/// a good one: outputs have unknown shapes, and the run says what is wrong, if it comes to the node.
/// An editor (UnknownOps::Keep) says it at once.
Status leftToRun(const Status& error);

/// A shape function with all its errors left to the run.
template <auto kShape>
auto checkedWhenRun(const ShapeContext& context) -> decltype(kShape(context)) {
    auto shape = kShape(context);
    if (shape.ok()) { return shape; }
    return leftToRun(shape.status());
}

/// Infers what Graph knows of its nodes: attributes implied by inputs, output types, shapes and
/// values. Graph's own tool; others use Graph's members.
class GraphInference {
public:
    explicit GraphInference(Graph& graph) : m_graph(graph) {}

    /// Sets type, type list and number attributes that are missing and that the inputs imply.
    /// Errors: InvalidArgument where inputs contradict the op's signature.
    Status inferAttrs(const OpDef& op, const std::vector<Endpoint>& inputs, AttrMap& attrs) const;
    /// Checks count, dtypes and references of the inputs.
    Status checkInputs(const OpDef& op, const std::vector<SignatureTypes::Port>& ports,
                       const std::vector<Endpoint>& inputs) const;
    /// Shapes and values of the outputs of a node whose output types are set.
    Status inferOutputs(Node& node) const;
    /// Infers the node again, and everything downstream that changes by it. On failure the graph is
    /// as before.
    Status propagate(NodeId start);

    static std::optional<Tensor> constantValue(const Graph& graph, const Endpoint& e);

private:
    Graph& m_graph;
};

}  // namespace weft
