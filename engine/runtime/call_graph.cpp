// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/call_graph.h"

#include <algorithm>
#include <memory>

#include "engine/base/strings.h"
#include "engine/graph/flow/branch_ways.h"

namespace weft {
namespace {

std::size_t at(NodeId id) { return static_cast<std::size_t>(id.value); }

Status bindFeeds(const Graph& graph, const std::vector<std::string>& names, CallGraph& call) {
    for (const std::string& name : names) {
        const Result<Endpoint> e = graph.endpoint(name);
        if (!e.ok()) { return annotated(e.status(), "feed: "); }
        if (!call.fed.emplace(*e, static_cast<std::int32_t>(call.feeds.size())).second) {
            return invalidArgument(concat("'", name, "' is fed twice"));
        }
        const OutputInfo& info = graph.output(*e);
        call.feeds.push_back({name, info.type, info.shape});
    }
    return okStatus();
}

/// What waits for what, and who reads and writes which variable.
AccessGraph accessGraphOf(const Graph& graph, const CallGraph& call, const VariableMap& variables) {
    AccessGraph access;
    access.before.resize(graph.size());
    access.variables.resize(variables.variables().size());
    for (const NodeId id : call.needed) {
        const Node& node = graph.node(id);
        access.nodes.push_back(id.value);
        std::vector<std::int32_t>& before = access.before[at(id)];
        for (const Endpoint& input : node.inputs) {
            if (call.fed.contains(input)) { continue; }
            if (isLoopBackEdge(graph.node(input.node).opName, node.opName)) {
                // The value of one iteration is read before that of the next one is there.
                access.before[at(input.node)].push_back(id.value);
            } else {
                before.push_back(input.node.value);
            }
        }
        for (const NodeId control : node.controlInputs) {
            if (!call.isGiven(graph.node(control))) { before.push_back(control.value); }
        }
    }
    for (const NodeId id : call.needed) {
        std::vector<std::int32_t>& before = access.before[at(id)];
        std::sort(before.begin(), before.end());
        before.erase(std::unique(before.begin(), before.end()), before.end());
        variables.addAccesses(graph.node(id), access.variables);
    }
    return access;
}

}  // namespace

Result<CallGraph> CallGraph::find(const Graph& graph, const Signature& signature) {
    CallGraph call;
    WEFT_TRY(bindFeeds(graph, signature.feeds, call));
    std::vector<bool> isNeeded(graph.size(), false);
    std::vector<NodeId> stack;
    const auto need = [&](NodeId id) {
        if (!isNeeded[at(id)]) {
            isNeeded[at(id)] = true;
            stack.push_back(id);
        }
    };
    for (const std::string& name : signature.fetches) {
        const Result<Endpoint> e = graph.endpoint(name);
        if (!e.ok()) { return annotated(e.status(), "fetch: "); }
        call.fetched.push_back(*e);
        if (!call.fed.contains(*e)) { need(e->node); }
    }
    for (const std::string& name : signature.targets) {
        const Node* node = graph.find(name.starts_with('^') ? std::string_view(name).substr(1)
                                                            : std::string_view(name));
        if (node == nullptr) { return notFound(concat("target: no node is named '", name, "'")); }
        need(node->id);
        call.targets.push_back(node->id);
    }
    while (!stack.empty()) {
        const Node& node = graph.node(stack.back());
        stack.pop_back();
        for (const Endpoint& input : node.inputs) {
            if (!call.fed.contains(input)) { need(input.node); }
        }
        for (const NodeId before : node.controlInputs) {
            if (!call.isGiven(graph.node(before))) { need(before); }
        }
    }
    for (std::size_t i = 0; i < graph.size(); ++i) {
        if (isNeeded[i]) { call.needed.push_back(NodeId{static_cast<std::int32_t>(i)}); }
    }
    return call;
}

Result<CallOrder> orderOf(const Graph& graph, const CallGraph& call, const VariableMap& variables) {
    AccessGraph access = accessGraphOf(graph, call, variables);
    CallOrder order;
    if (!variables.branching()) {
        order.steps = WEFT_TRY(scheduleNodes(access));
        return order;
    }
    const auto ways = std::make_shared<WayMap>(graph);
    access.areExclusive = [ways](std::int32_t a, std::int32_t b) {
        return ways->areExclusive(NodeId{a}, NodeId{b});
    };
    order.frames = WEFT_TRY(FrameMap::find(graph, access));
    Result<std::vector<ScheduleStep>> steps = scheduleFrames(access, *order.frames);
    // FrameMap::find() has ruled out cycles of nodes.
    order.inPieces = steps.ok();
    order.steps = steps.ok() ? *std::move(steps) : WEFT_TRY(scheduleNodes(access));
    return order;
}

std::vector<std::int64_t> ranksOfRandomNodes(const Graph& graph) {
    std::vector<std::int64_t> ranks(graph.size(), 0);
    std::int64_t rank = 0;
    for (const Node& node : graph.nodes()) {
        const AttrValue* seed = node.attrs.find("seed");
        if (seed == nullptr || node.op == nullptr || !node.op->isStateful) { continue; }
        const bool unseeded = node.attrs.getOr<std::int64_t>("seed", 1) == 0 &&
                              node.attrs.getOr<std::int64_t>("seed2", 1) == 0;
        if (unseeded) { ranks[at(node.id)] = rank++; }
    }
    return ranks;
}

Status checkFeed(const FedTensor& feed, const Tensor& tensor) {
    if (tensor.dtype() != feed.type) {
        return invalidArgument(concat("feed '", feed.name, "' has the wrong dtype: got ",
                                      tensor.dtype(), ", want ", feed.type));
    }
    if (!feed.shape.compatibleWith(tensor.shape())) {
        return invalidArgument(concat("feed '", feed.name, "' has the wrong shape: got ",
                                      tensor.shape(), ", want ", feed.shape));
    }
    return okStatus();
}

}  // namespace weft
