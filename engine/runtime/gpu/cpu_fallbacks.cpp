// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/gpu/cpu_fallbacks.h"

#include <algorithm>
#include <set>

#include "engine/base/strings.h"
#include "engine/device/gpu/gpu_library.h"
#include "engine/graph/device_name.h"
#include "engine/kernel/gpu/gpu_catalog.h"

namespace weft {
namespace {

using Placement = std::map<NodeId, std::string>;

bool isOnCard(const Placement& placement, NodeId node) {
    const auto found = placement.find(node);
    return found != placement.end() && found->second.find("GPU:") != std::string::npos;
}

/// Whether a value of a node on a card lies in host memory all the same.
bool liesOnHost(const Node& maker, const Endpoint& value) {
    return maker.isOp("Const") ||
           (maker.op != nullptr && makesOnHost(maker, static_cast<std::size_t>(value.index)));
}

std::string whyNot(const Node& node) {
    const Result<DeviceName> asked = DeviceName::parse(node.device);
    if (!node.device.empty() && asked.ok() && asked->type.value_or("") == "CPU") {
        return concat("it was asked for ", node.device);
    }
    const gpu::Backend* backend = gpuBackend().table;
    if (backend == nullptr) { return gpuBackend().reason; }
    const GpuMatch match = matchGpu(node, *backend);
    return match.kind == GpuMatch::Kind::None ? match.reason
                                              : "a node that it stays with cannot run there";
}

}  // namespace

std::vector<CpuFallback> cpuFallbacks(const Graph& graph, const Placement& placement,
                                      const StepStatistics& statistics) {
    std::map<NodeId, const NodeStatistics*> ran;
    for (const NodeStatistics& node : statistics.nodes) {
        if (node.node.valid()) { ran[node.node] = &node; }
    }
    const auto bytesOf = [&](const Endpoint& e) -> std::int64_t {
        const auto found = ran.find(e.node);
        const auto output = static_cast<std::size_t>(e.index);
        if (found == ran.end() || output >= found->second->outputs.size()) { return 0; }
        return found->second->outputs[output].elements() *
               static_cast<std::int64_t>(elementBytes(graph.output(e).type));
    };
    std::map<NodeId, CpuFallback> found;
    for (const auto& [id, device] : placement) {
        if (static_cast<std::size_t>(id.value) >= graph.size() || isOnCard(placement, id)) {
            continue;
        }
        const Node& node = graph.node(id);
        if (node.op == nullptr || readsOnlyShapes(node) || !ran.contains(id)) { continue; }
        std::set<Endpoint> seen;
        CpuFallback fallback{.node = id, .why = {}};
        for (const Endpoint& input : node.inputs) {
            if (!isOnCard(placement, input.node) || !seen.insert(input).second) { continue; }
            if (liesOnHost(graph.node(input.node), input)) { continue; }
            fallback.bytesToHost += bytesOf(input);
        }
        if (fallback.bytesToHost == 0) { continue; }
        fallback.why = whyNot(node);
        found.emplace(id, std::move(fallback));
    }
    std::set<Endpoint> sent;
    for (const auto& [id, device] : placement) {
        if (static_cast<std::size_t>(id.value) >= graph.size() || !isOnCard(placement, id)) {
            continue;
        }
        for (const Endpoint& input : graph.node(id).inputs) {
            const auto from = found.find(input.node);
            if (from == found.end() || !sent.insert(input).second) { continue; }
            from->second.bytesToCards += bytesOf(input);
        }
    }
    std::vector<CpuFallback> all;
    for (auto& [id, fallback] : found) { all.push_back(std::move(fallback)); }
    std::stable_sort(all.begin(), all.end(), [](const CpuFallback& a, const CpuFallback& b) {
        return a.bytesToHost + a.bytesToCards > b.bytesToHost + b.bytesToCards;
    });
    return all;
}

}  // namespace weft
