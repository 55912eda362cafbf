// SPDX-License-Identifier: Apache-2.0
/// @file
/// Graph to GraphDef: messages, bytes, text.

#include <google/protobuf/arena.h>

#include "engine/graph/graph_io.h"
#include "engine/graph/io/message_io.h"
#include "engine/proto/graph.pb.h"

namespace weft {

void exportNode(const Graph& graph, const Node& node, tensorflow::NodeDef& def) {
    if (!node.extraBytes.empty()) { def.ParseFromString(node.extraBytes); }
    def.set_name(node.name);
    def.set_op(node.opName);
    def.set_device(node.device);
    for (const Endpoint& e : node.inputs) {
        const std::string& name = graph.node(e.node).name;
        // Output 0 goes by the plain name, as TensorFlow writes it.
        def.add_input(e.index == 0 ? name : graph.nameOf(e));
    }
    for (const NodeId control : node.controlInputs) {
        def.add_input(concat("^", graph.node(control).name));
    }
    for (const auto& [name, value] : node.attrs) {
        attrToProto(value, (*def.mutable_attr())[name]);
    }
}

void exportGraph(const Graph& graph, tensorflow::GraphDef& def) {
    if (!graph.extraBytes.empty()) { def.ParseFromString(graph.extraBytes); }
    for (const Node& node : graph.nodes()) { exportNode(graph, node, *def.add_node()); }
    if (!graph.libraryBytes.empty()) { def.mutable_library()->ParseFromString(graph.libraryBytes); }
    def.mutable_versions()->set_producer(graph.producer);
    def.mutable_versions()->set_min_consumer(graph.minConsumer);
}

std::string graphToBytes(const Graph& graph) {
    google::protobuf::Arena arena;
    auto* def = google::protobuf::Arena::CreateMessage<tensorflow::GraphDef>(&arena);
    exportGraph(graph, *def);
    return messageBytes(*def);
}

std::string graphToText(const Graph& graph) {
    google::protobuf::Arena arena;
    auto* def = google::protobuf::Arena::CreateMessage<tensorflow::GraphDef>(&arena);
    exportGraph(graph, *def);
    return messageText(*def);
}

std::string nodeToText(const Graph& graph, const Node& node) {
    tensorflow::NodeDef def;
    exportNode(graph, node, def);
    return messageText(def);
}

}  // namespace weft
