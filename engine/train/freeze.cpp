// SPDX-License-Identifier: Apache-2.0
#include "engine/train/freeze.h"

#include "engine/base/strings.h"
#include "engine/runtime/session_variables.h"
#include "engine/tensor/tensor_proto.h"

namespace weft {
namespace {

/// By node id: what the outputs need.
Result<std::vector<bool>> neededFor(const Graph& graph, const std::vector<std::string>& outputs) {
    std::vector<bool> needed(graph.size(), false);
    std::vector<NodeId> open;
    const auto need = [&](NodeId id) {
        if (needed[static_cast<std::size_t>(id.value)]) { return; }
        needed[static_cast<std::size_t>(id.value)] = true;
        open.push_back(id);
    };
    for (const std::string& output : outputs) {
        const TensorName name = WEFT_TRY(parseTensorName(output));
        const Node* node = graph.find(name.node);
        if (node == nullptr) {
            return invalidArgument(concat("no node is named '", shownName(name.node), "'"));
        }
        need(node->id);
    }
    while (!open.empty()) {
        const Node& node = graph.node(open.back());
        open.pop_back();
        if (isVariable(node)) { continue; }
        for (const Endpoint& input : node.inputs) { need(input.node); }
        for (const NodeId before : node.controlInputs) { need(before); }
    }
    return needed;
}

Result<NodeSpec> constantOf(const Node& variable, const VariableReader& read) {
    NodeSpec spec;
    spec.name = variable.name;
    spec.op = "Const";
    spec.device = variable.device;
    const Tensor value = WEFT_TRY(read(variable));
    spec.attrs.set("dtype", value.dtype());
    spec.attrs.set("value", StoredTensor::fromTensor(value));
    return spec;
}

/// The node over the new graph's ids.
Result<NodeSpec> copyOf(const Node& node, const std::vector<NodeId>& newIds) {
    NodeSpec spec{.name = node.name, .op = node.opName, .attrs = node.attrs, .device = node.device};
    const auto newId = [&](NodeId id) { return newIds[static_cast<std::size_t>(id.value)]; };
    for (const Endpoint& input : node.inputs) {
        if (!newId(input.node).valid()) {
            return unimplemented(
                concat("a graph with loops cannot be frozen yet (node '", node.name, "')"));
        }
        spec.inputs.push_back({newId(input.node), input.index});
    }
    for (const NodeId before : node.controlInputs) { spec.controlInputs.push_back(newId(before)); }
    return spec;
}

}  // namespace

Result<Graph> frozen(const Graph& graph, const std::vector<std::string>& outputs,
                     const VariableReader& read) {
    const std::vector<bool> needed = WEFT_TRY(neededFor(graph, outputs));
    Graph made(graph.unknownOps());
    made.producer = graph.producer;
    made.minConsumer = graph.minConsumer;
    made.libraryBytes = graph.libraryBytes;
    made.extraBytes = graph.extraBytes;
    std::vector<NodeId> newIds(graph.size());
    for (const Node& node : graph.nodes()) {
        const auto at = static_cast<std::size_t>(node.id.value);
        if (!needed[at]) { continue; }
        NodeSpec spec =
            isVariable(node) ? WEFT_TRY(constantOf(node, read)) : WEFT_TRY(copyOf(node, newIds));
        newIds[at] = WEFT_TRY(made.add(std::move(spec)));
        if (!isVariable(node)) { made.setExtraBytes(newIds[at], node.extraBytes); }
    }
    return made;
}

}  // namespace weft
