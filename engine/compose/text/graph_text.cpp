// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/text/graph_text.h"

#include <set>

#include "engine/functions/named_functions.h"
#include "engine/graph/graph_io.h"
#include "engine/graph/io/message_io.h"
#include "engine/proto/graph.pb.h"

namespace weft {
namespace {

tensorflow::FunctionDefLibrary wholeLibrary(const Graph& graph) {
    tensorflow::FunctionDefLibrary library;
    if (!library.ParseFromString(graph.libraryBytes)) { library.Clear(); }
    return library;
}

/// The nodes of another form of the graph that stand for these: of their names, and those that took
/// the place of a call, whose names begin with its.
std::vector<NodeId> standingFor(const Graph& graph, const std::vector<NodeId>& nodes,
                                const Graph& form) {
    std::set<std::string> chosen;
    for (const NodeId id : nodes) { chosen.insert(graph.node(id).name); }
    std::vector<NodeId> standing;
    for (const Node& node : form.nodes()) {
        std::string name = node.name;
        while (!name.empty() && graph.find(name) == nullptr) {
            const std::size_t slash = name.rfind('/');
            name.resize(slash == std::string::npos ? 0 : slash);
        }
        if (chosen.contains(name)) { standing.push_back(node.id); }
    }
    return standing;
}

}  // namespace

tensorflow::FunctionDefLibrary libraryOf(const Graph& graph, const std::vector<NodeId>& nodes) {
    const tensorflow::FunctionDefLibrary library = wholeLibrary(graph);
    tensorflow::GraphDef chosen;
    if (library.function_size() > 0) {
        for (const NodeId id : nodes) { exportNode(graph, graph.node(id), *chosen.add_node()); }
    }
    return namedFunctions(library, chosen);
}

std::string graphDefText(const Graph& graph, const std::vector<NodeId>& nodes) {
    tensorflow::GraphDef def;
    for (const NodeId id : nodes) { exportNode(graph, graph.node(id), *def.add_node()); }
    const tensorflow::FunctionDefLibrary library = libraryOf(graph, nodes);
    if (library.function_size() > 0) { *def.mutable_library() = library; }
    return messageText(def);
}

Result<std::string> graphDefText(const Graph& graph, const std::vector<NodeId>& nodes,
                                 FlowForm form) {
    if (form == FlowForm::Functions) { return graphDefText(graph, nodes); }
    const Graph written = WEFT_TRY(inForm(graph, form));
    return graphDefText(written, standingFor(graph, nodes, written));
}

std::string functionDefText(const Graph& graph, std::string_view function) {
    const tensorflow::FunctionDefLibrary library = wholeLibrary(graph);
    for (const auto& each : library.function()) {
        if (each.signature().name() == function) { return messageText(each); }
    }
    return {};
}

GradientText gradientDefText(const Graph& graph, std::string_view function) {
    const tensorflow::FunctionDefLibrary library = wholeLibrary(graph);
    for (const auto& each : library.gradient()) {
        if (each.function_name() == function) { return {each.gradient_func(), messageText(each)}; }
    }
    return {};
}

}  // namespace weft
