// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/general/waiting_ops.h"

#include <array>

#include "engine/graph/flow/branch_ways.h"

namespace weft {
namespace {

constexpr std::array<std::string_view, 3> kDeeds = {"QueueEnqueue", "QueueDequeue", "QueueClose"};
constexpr std::size_t kMostTold = 64;  // bits of a mask

std::size_t at(NodeId id) { return static_cast<std::size_t>(id.value); }

/// Index into kDeeds, or its size.
std::size_t deedOf(const Node& node) {
    std::size_t deed = 0;
    while (deed < kDeeds.size() && !node.opName.starts_with(kDeeds[deed])) { ++deed; }
    return deed;
}

}  // namespace

bool mayWait(const Node& node) { return deedOf(node) < kDeeds.size(); }

std::optional<UnorderedWaits> unorderedWaits(const Graph& graph, const CallGraph& call,
                                             const CallOrder& order) {
    std::vector<NodeId> waiting;
    for (const ScheduleStep& step : order.steps) {
        const NodeId id{step.node};
        if (id.valid() && mayWait(graph.node(id))) { waiting.push_back(id); }
    }
    if (waiting.size() < 2) { return std::nullopt; }
    const auto doTheSame = [&](NodeId a, NodeId b) {
        return deedOf(graph.node(a)) == deedOf(graph.node(b)) &&
               originalOf(graph, graph.node(a).inputs[0]) ==
                   originalOf(graph, graph.node(b).inputs[0]);
    };
    if (waiting.size() > kMostTold) { return UnorderedWaits{waiting[0], waiting[1]}; }
    // By node id: which of those that may wait it waits for, itself included.
    std::vector<std::uint64_t> before(graph.size());
    std::size_t next = 0;
    for (const ScheduleStep& step : order.steps) {
        if (step.node < 0) { continue; }
        const Node& node = graph.node(NodeId{step.node});
        std::uint64_t& mask = before[at(node.id)];
        for (const Endpoint& input : node.inputs) {
            if (!call.fed.contains(input)) { mask |= before[at(input.node)]; }
        }
        for (const NodeId control : node.controlInputs) {
            if (!call.isGiven(graph.node(control))) { mask |= before[at(control)]; }
        }
        if (next < waiting.size() && waiting[next] == node.id) {
            mask |= std::uint64_t{1} << next++;
        }
    }
    WayMap ways(graph);
    for (std::size_t b = 1; b < waiting.size(); ++b) {
        for (std::size_t a = 0; a < b; ++a) {
            const bool isOrdered = (before[at(waiting[b])] >> a & 1U) != 0;
            if (!isOrdered && !doTheSame(waiting[a], waiting[b]) &&
                !ways.areExclusive(waiting[a], waiting[b])) {
                return UnorderedWaits{waiting[a], waiting[b]};
            }
        }
    }
    return std::nullopt;
}

}  // namespace weft
