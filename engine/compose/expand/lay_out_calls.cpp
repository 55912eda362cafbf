// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/expand/lay_out_calls.h"

#include <algorithm>
#include <set>

#include "engine/compose/ports.h"
#include "engine/functions/flow_form.h"
#include "engine/functions/laid_out_size.h"

namespace weft {
namespace {

bool isCall(const Expansion& out, const Node& node) {
    return node.op == nullptr ? out.known.contains(node.opName) : callsNamedFunctions(node.opName);
}

/// Calls among what the inputs of items that differentiate depend on, in node order.
std::vector<NodeId> callsBehind(const std::vector<const Item*>& items, const ExpandOrder& order,
                                const Expansion& out) {
    std::vector<NodeId> open;
    for (const Item* item : items) {
        if (!differentiates(*item)) { continue; }
        for (const Wire* wire : order.wiresInto(item->id).all()) {
            const auto call = out.operations.find(wire->from.item);
            if (const auto tensor = out.tensorAt(wire->from)) {
                open.push_back(tensor->node);
            } else if (call != out.operations.end()) {
                open.push_back(call->second);
            }
        }
    }
    std::set<NodeId> seen(open.begin(), open.end());
    while (!open.empty()) {
        const Node& node = out.graph.node(open.back());
        open.pop_back();
        for (const Endpoint& input : node.inputs) {
            if (seen.insert(input.node).second) { open.push_back(input.node); }
        }
    }
    std::vector<NodeId> calls;
    std::ranges::copy_if(seen, std::back_inserter(calls),
                         [&](NodeId id) { return isCall(out, out.graph.node(id)); });
    return calls;
}

/// Of a node that took part of a call's place: the call's item, and what comes behind its name.
Origin originBehind(const Expansion& before, const std::string& name) {
    for (std::size_t slash = name.rfind('/'); slash != std::string::npos && slash > 0;
         slash = name.rfind('/', slash - 1)) {
        const Node* call = before.graph.find(std::string_view(name).substr(0, slash));
        if (call != nullptr && isCall(before, *call)) {
            return {before.originOf(call->id).item, name.substr(slash + 1)};
        }
    }
    return {};
}

/// What a function called by its name gives was not known before its body was there.
void addOutputs(ItemId item, const Node& call, const Node& laidOut, Expansion& out) {
    if (call.op != nullptr) { return; }
    for (std::size_t i = 0; i < laidOut.outputs.size(); ++i) {
        out.outputs.emplace(PortRef{item, listPort(kUnknownOutputs, i)},
                            Endpoint{laidOut.id, static_cast<int>(i)});
    }
}

/// The same of what the nodes now are: by their names.
void takeOver(Graph graph, const std::vector<NodeId>& calls, Expansion& out) {
    const auto now = [&](NodeId id) { return graph.find(out.graph.node(id).name)->id; };
    std::vector<Origin> origins;
    origins.reserve(graph.size());
    for (const Node& node : graph.nodes()) {
        const Node* before = out.graph.find(node.name);
        origins.push_back(before == nullptr ? originBehind(out, node.name)
                                            : out.originOf(before->id));
    }
    for (const NodeId id : calls) {
        Node call = out.graph.node(id);
        call.id = now(id);
        for (Endpoint& input : call.inputs) { input.node = now(input.node); }
        for (NodeId& input : call.controlInputs) { input = now(input); }
        out.laidOut.emplace(out.originOf(id).item, std::move(call));
    }
    for (auto& [port, tensor] : out.outputs) { tensor.node = now(tensor.node); }
    for (auto& [item, node] : out.operations) { node = now(node); }
    for (ColumnBinding& binding : out.bindings) { binding.placeholder = now(binding.placeholder); }
    for (const auto& [item, call] : out.laidOut) {
        addOutputs(item, call, graph.node(call.id), out);
    }
    out.origins = std::move(origins);
    out.drawn = std::make_shared<const Graph>(std::exchange(out.graph, std::move(graph)));
}

}  // namespace

void layOutCalls(const std::vector<const Item*>& items, const ExpandOrder& order, Expansion& out) {
    const std::vector<NodeId> calls = callsBehind(items, order, out);
    if (calls.empty()) { return; }
    const ItemId first = out.originOf(calls.front()).item;
    Result<Graph> laidOut = withCallsLaidOut(out.graph, calls);
    if (!laidOut.ok()) {
        out.findings.push_back(
            {first,
             {},
             Finding::Kind::Refused,
             Finding::Severity::Error,
             concat("no gradient goes through it: ", messageOf(laidOut.status())),
             0});
        return;
    }
    takeOver(*std::move(laidOut), calls, out);
}

}  // namespace weft
