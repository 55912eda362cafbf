// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "engine/compose/foreign/replace_gradients.h"
#include "engine/compose/foreign/take_over.h"
#include "engine/graph/graph_io.h"
#include "engine/proto/graph.pb.h"
#include "engine/runtime/session.h"
#include "tests/engine/compose/fixture.h"

/// @file
/// Trainings as nodes, changed node by node, and what they do.

namespace weft::test {

using tensorflow::GraphDef;
using tensorflow::NodeDef;

inline Tensor floats(const Shape& shape, const std::vector<float>& values) {
    return Tensor::ofValues<float>(shape, values);
}

inline NodeDef* nodeNamed(GraphDef& graph, const std::string& name) {
    for (NodeDef& node : *graph.mutable_node()) {
        if (node.name() == name) { return &node; }
    }
    qFatal("%s", name.c_str());
}

/// Whoever reads one name reads another.
inline void readInstead(GraphDef& graph, const std::string& name, const std::string& other) {
    for (NodeDef& node : *graph.mutable_node()) {
        for (std::string& input : *node.mutable_input()) {
            if (input == name) { input = other; }
        }
    }
}

inline void addNode(GraphDef& graph, const std::string& name, const std::string& op,
                    const std::vector<std::string>& inputs,
                    const std::map<std::string, tensorflow::DataType>& types) {
    NodeDef& node = *graph.add_node();
    node.set_name(name);
    node.set_op(op);
    for (const std::string& input : inputs) { node.add_input(input); }
    for (const auto& [attr, type] : types) { (*node.mutable_attr())[attr].set_type(type); }
}

inline void removeNode(GraphDef& def, const std::string& name) {
    for (int i = 0; i < def.node_size(); ++i) {
        if (def.node(i).name() == name) {
            def.mutable_node()->DeleteSubrange(i, 1);
            return;
        }
    }
}

inline Document takenOver(const GraphDef& def) {
    return must(takeOverGraph(must(graphFromBytes(def.SerializeAsString()))));
}

/// The loss before each of some steps of what a document trains.
inline std::vector<float> lossesOf(const Document& document) {
    const Expansion made = expandDocument(document);
    if (made.hasErrors()) { qFatal("%s", made.findings.front().text.c_str()); }
    const NodeId train = made.operations.at(document.rows().front()->targets.front());
    auto session = must(Session::create(made.graph));
    must(session->run({{}, {}, {"init"}}));
    std::vector<float> losses;
    for (int step = 0; step < 6; ++step) {
        losses.push_back(must(session->run({{}, {"loss:0"}, {}}))[0].values<float>()[0]);
        must(session->run({{}, {}, {made.graph.node(train).name}}));
    }
    return losses;
}

}  // namespace weft::test
