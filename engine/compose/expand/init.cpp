// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/expand/init.h"

#include <algorithm>
#include <set>

namespace weft {
namespace {

/// Deeper groups of initializers than any program writes.
constexpr int kDeepestGroup = 10;

std::set<NodeId> initializersOf(const Graph& graph) {
    std::set<NodeId> initializers;
    const auto& collections = graph.collections().variables;
    const auto variables = collections.find("variables");
    if (variables == collections.end()) { return initializers; }
    for (const VariableInfo& info : variables->second) {
        const Node* node = graph.find(info.initializer);
        if (node != nullptr) { initializers.insert(node->id); }
    }
    return initializers;
}

/// True for an assignment of a first value; what a saver restores is none.
bool isInitializer(const Graph& graph, const Node& node) {
    if (!node.isOp("Assign") && !node.isOp("AssignVariableOp")) { return false; }
    const Node* value = &graph.node(node.inputs.back().node);
    while (value->isOp("Identity")) { value = &graph.node(value->inputs.front().node); }
    return !value->opName.starts_with("Restore");
}

/// Adds the initializers that a NoOp runs; false when it runs anything else.
bool gather(const Graph& graph, const Node& node, int depth, std::set<NodeId>& initializers) {
    if (isInitializer(graph, node)) {
        initializers.insert(node.id);
        return true;
    }
    if (!node.isOp("NoOp") || node.controlInputs.empty() || depth > kDeepestGroup) { return false; }
    return std::all_of(node.controlInputs.begin(), node.controlInputs.end(), [&](NodeId id) {
        return gather(graph, graph.node(id), depth + 1, initializers);
    });
}

/// What the collection init_op names, else the NoOp that runs all of these and nothing but initializers; of several the one that runs most,
/// and of equal ones the last: it groups the others.
NodeId ownInit(const Graph& graph, const std::set<NodeId>& wanted) {
    const auto told = graph.collections().nodes.find("init_op");
    if (told != graph.collections().nodes.end() && !told->second.empty()) {
        const Node* node = graph.find(told->second.back());
        if (node != nullptr) { return node->id; }
    }
    NodeId best;
    std::size_t most = 0;
    for (const Node& node : graph.nodes()) {
        std::set<NodeId> run;
        if (!node.isOp("NoOp") || !gather(graph, node, 0, run)) { continue; }
        const bool all = std::includes(run.begin(), run.end(), wanted.begin(), wanted.end());
        if (all && run.size() >= most) {
            best = node.id;
            most = run.size();
        }
    }
    return best;
}

bool derivesAnything(const Document& document) {
    const auto items = document.all<Item>();
    return std::any_of(items.begin(), items.end(),
                       [](const Item* item) { return item->as<RecipeItem>() != nullptr; });
}

}  // namespace

void addInit(const Document& document, Expansion& out) {
    const std::set<NodeId> initializers = initializersOf(out.graph);
    out.init = ownInit(out.graph, initializers);
    const bool isImported = !document.settings().frame.empty();
    if (out.init.valid() || (isImported && !derivesAnything(document))) { return; }
    const Result<NodeId> made =
        out.graph.add({.name = out.graph.uniqueName("init"),
                       .op = "NoOp",
                       .inputs = {},
                       .controlInputs = {initializers.begin(), initializers.end()}});
    if (!made.ok()) { return; }
    out.init = *made;
    out.origins.push_back({ItemId{}, "init"});
}

}  // namespace weft
