// SPDX-License-Identifier: Apache-2.0
/// @file
/// FunctionInliner: SymbolicGradient. The function's body is made a graph of its own, that graph is
/// differentiated, and its nodes take the place of the call.

#include "engine/autodiff/backprop.h"
#include "engine/autodiff/joined_calls.h"
#include "engine/base/strings.h"
#include "engine/functions/function_inliner.h"
#include "engine/graph/expr.h"
#include "engine/graph/graph_io.h"
#include "engine/proto/graph.pb.h"

namespace weft {
namespace {

/// Functions whose gradients call gradients: each level is a graph in memory.
constexpr int kMostDepth = 16;

void addPlaceholder(tensorflow::GraphDef& graph, const std::string& name, int type) {
    tensorflow::NodeDef& node = *graph.add_node();
    node.set_name(name);
    node.set_op("Placeholder");
    (*node.mutable_attr())["dtype"].set_type(static_cast<tensorflow::DataType>(type));
    (*node.mutable_attr())["shape"].mutable_shape()->set_unknown_rank(true);
}

}  // namespace

/// The graph of a function's gradients: placeholders arg_I and dy_I, and what gives the results.
Status FunctionInliner::gradientGraph(const Call& call, const TypeList& inputs,
                                      const TypeList& outputs, tensorflow::GraphDef& out,
                                      Inputs& results) const {
    tensorflow::GraphDef def;
    *def.mutable_versions() = m_def.versions();
    *def.mutable_library() = m_def.library();
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        addPlaceholder(def, concat("arg_", i), inputs[i]);
    }
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        addPlaceholder(def, concat("dy_", i), outputs[i]);
    }
    tensorflow::NodeDef& body = *def.add_node();
    body.set_name("f");
    body.set_op("StatefulPartitionedCall");
    *(*body.mutable_attr())["f"].mutable_func() = call;
    for (std::size_t i = 0; i < inputs.size(); ++i) { body.add_input(concat("arg_", i)); }
    tensorflow::GraphDef flat;
    WEFT_TRY(FunctionInliner(def, m_mostNodes, m_depth + 1).run(flat));
    Graph graph = WEFT_TRY(importGraph(flat));
    std::vector<Endpoint> xs;
    std::vector<Endpoint> ys;
    std::vector<Endpoint> gradYs;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        xs.push_back(WEFT_TRY(graph.endpoint(concat("arg_", i))));
    }
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        ys.push_back(WEFT_TRY(graph.endpoint(concat("f:", i))));
        gradYs.push_back(WEFT_TRY(graph.endpoint(concat("dy_", i))));
    }
    const auto gradients = WEFT_TRY(addGradients(graph, ys, xs, gradYs));
    const Scope scope(graph);
    for (std::size_t i = 0; i < gradients.size(); ++i) {
        const Endpoint gradient =
            gradients[i] ? *gradients[i]
                         : scope.op("ZerosLike", {scope.expr(xs[i])}, {}, "zeros").endpoint();
        WEFT_TRY(scope.status());
        results.push_back(graph.nameOf(gradient));
    }
    exportGraph(graph, out);
    return okStatus();
}

Status FunctionInliner::expandGradient(const Node& node) {
    const Call& call = *WEFT_TRY(functionAttr(node, "f"));
    const TypeList inputs = WEFT_TRY(typesOf(call, Side::Arguments));
    const TypeList outputs = WEFT_TRY(typesOf(call, Side::Results));
    const Inputs given = dataInputs(node);
    if (given.size() != inputs.size() + outputs.size()) {
        return invalidArgument(concat("wrong number of inputs: got ", given.size(), ", want ",
                                      inputs.size() + outputs.size()));
    }
    const auto known = m_gradients.find(call.name());
    if (known != m_gradients.end()) {
        Call gradient = call;
        gradient.set_name(known->second);
        return expandCall(node, gradient, 0);
    }
    if (m_depth >= kMostDepth) {
        return invalidArgument(concat("gradients of gradients of functions: more than ", kMostDepth,
                                      " inside each other"));
    }
    tensorflow::GraphDef graph;
    InlinedBody body;
    Inputs results;
    WEFT_TRY(gradientGraph(call, inputs, outputs, graph, results));
    // Placeholders become what the call is given; everything else gets the call's name before it.
    std::map<std::string, std::string> places;
    for (std::size_t i = 0; i < inputs.size(); ++i) { places[concat("arg_", i)] = given[i]; }
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        places[concat("dy_", i)] = given[inputs.size() + i];
    }
    const std::string prefix = concat(rootOf(node), "/");
    const auto moved = [&](const std::string& input) {
        const bool isControl = input.starts_with('^');
        const std::string from = isControl ? input.substr(1) : input;
        const auto place = places.find(from.substr(0, from.find(':')));
        if (place == places.end()) { return concat(isControl ? "^" : "", prefix, from); }
        const std::string& to = place->second;
        return isControl ? concat("^", to.substr(0, to.find(':'))) : to;
    };
    for (Node& made : *graph.mutable_node()) {
        if (places.contains(made.name())) { continue; }
        made.set_name(concat(prefix, made.name()));
        made.mutable_attr()->erase("_class");
        made.mutable_attr()->erase(JoinedCalls::kArguments);
        bool readsBody = false;
        for (std::string& input : *made.mutable_input()) {
            input = moved(input);
            readsBody = readsBody || input.substr(input.starts_with('^')).starts_with(prefix);
        }
        if (!readsBody) {
            for (const std::string& control : controlInputs(node)) { made.add_input(control); }
        }
        if (made.op() == "Enter") {
            tensorflow::AttrValue& frame = (*made.mutable_attr())["frame_name"];
            frame.set_s(concat(prefix, frame.s()));
        }
        expandLater(made);
    }
    for (const std::string& result : results) { body.results.push_back(moved(result)); }
    return finishCall(node, body, inputs, /*isStateful=*/false);
}

}  // namespace weft
