// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/placer.h"

#include <algorithm>
#include <numeric>

#include "engine/base/strings.h"
#include "engine/device/gpu/gpu_device.h"
#include "engine/graph/op_registry.h"
#include "engine/kernel/gpu/gpu_catalog.h"
#include "engine/runtime/gpu/keep_on_host.h"

namespace weft {
namespace {

constexpr std::string_view kColocationPrefix = "loc:@";

/// Sets of node numbers that must share a device (union-find with path halving).
class Groups {
public:
    explicit Groups(std::size_t count) : m_parent(count) {
        std::iota(m_parent.begin(), m_parent.end(), 0);
    }
    int rootOf(int i) {
        while (parent(i) != i) {
            parent(i) = parent(parent(i));
            i = parent(i);
        }
        return i;
    }
    void join(int a, int b) {
        const int x = rootOf(a);
        const int y = rootOf(b);
        // The smaller number is the root, so that messages name the earliest node.
        parent(x < y ? y : x) = x < y ? x : y;
    }

private:
    int& parent(int i) { return m_parent[static_cast<std::size_t>(i)]; }
    std::vector<int> m_parent;
};

/// A variant lies in host memory, and what only hands it on is bound to no other node.
bool handsOnVariant(const Node& node) {
    return node.op != nullptr && !node.outputs.empty() && node.outputs[0].type == DType::Variant &&
           (handsOnOneOf(node) || node.op->aliasesInput >= 0);
}

Status joinColocated(const Graph& graph, const Node& node, Groups& groups) {
    for (const std::string& text : node.attrs.getOr<std::vector<std::string>>("_class", {})) {
        if (!text.starts_with(kColocationPrefix)) { continue; }
        const Node* other = graph.find(std::string_view(text).substr(kColocationPrefix.size()));
        if (other == nullptr) {
            return invalidArgument(concat("[", node.opName,
                                          "] colocated with a node that does not exist: got '",
                                          text, "' (node '", node.name, "')"));
        }
        if (handsOnVariant(node) || handsOnVariant(*other)) { continue; }
        groups.join(node.id.value, other->id.value);
    }
    return okStatus();
}

/// A reference or handle is an address: who takes one runs where the resource lives.
void joinReferences(const Graph& graph, const Node& node, Groups& groups) {
    if (node.op == nullptr) { return; }
    const auto types = expandSignature(*node.op, node.attrs);
    if (!types.ok()) { return; }
    for (std::size_t i = 0; i < node.inputs.size() && i < types->inputs.size(); ++i) {
        const bool fromRef = graph.output(node.inputs[i]).isRef && types->inputs[i].isRef;
        if (fromRef || types->inputs[i].type == DType::Resource) {
            groups.join(node.id.value, node.inputs[i].node.value);
        }
    }
}

Status badDevice(const Node& node, std::string_view what, const std::string& wanted,
                 const DeviceSet& devices) {
    return invalidArgument(concat("[", node.opName, "] ", what, ": got '", wanted,
                                  "', want one of ", devices, " (node '", node.name, "')"));
}

/// The wish of a group: the parts its members ask for, together.
Status addWish(const Node& node, const DeviceSet& devices, bool soft, DeviceName& wish) {
    if (node.device.empty()) { return okStatus(); }
    const Result<DeviceName> own = DeviceName::parse(node.device);
    if (!own.ok()) { return badDevice(node, "malformed device", node.device, devices); }
    const DeviceName both = own->filledFrom(wish);
    if (!wish.matches(both) && !soft) {
        return badDevice(
            node, concat("colocated nodes want different devices, another wants '", wish, "'"),
            node.device, devices);
    }
    if (wish.matches(both)) { wish = both; }
    return okStatus();
}

/// Why a group cannot run on the GPUs there are, "" where it can. Index by root. A variable lies in one
/// place for all calls: what any node of the graph does with it counts.
std::vector<std::string> obstaclesOnGpu(const Graph& graph, std::span<const NodeId> nodes,
                                        const GpuCard& card, Groups& groups) {
    Groups whole(graph.size());
    for (const Node& node : graph.nodes()) { joinReferences(graph, node, whole); }
    std::vector<std::string> everywhere(graph.size());
    for (const Node& node : graph.nodes()) {
        std::string& obstacle = everywhere[static_cast<std::size_t>(whole.rootOf(node.id.value))];
        if (!obstacle.empty()) { continue; }
        const GpuMatch match = matchGpu(node, card.backend());
        if (match.kind == GpuMatch::Kind::None) {
            obstacle = concat(match.reason, " (node '", node.name, "', ", node.opName, ")");
        }
    }
    std::vector<std::string> obstacles(graph.size());
    for (const NodeId id : nodes) {
        std::string& obstacle = obstacles[static_cast<std::size_t>(groups.rootOf(id.value))];
        if (obstacle.empty()) {
            obstacle = everywhere[static_cast<std::size_t>(whole.rootOf(id.value))];
        }
    }
    return obstacles;
}

/// The first GPU of the set, or -1. All of a set are of one backend.
int firstGpu(const DeviceSet& devices) {
    for (std::size_t i = 0; i < devices.size(); ++i) {
        const auto index = static_cast<int>(i);
        if (cardOf(devices.at(index)) != nullptr) { return index; }
    }
    return -1;
}

/// What is said where a GPU was wanted and there is none.
std::string noGpuFor(const DeviceName& wanted, const DeviceSet& devices) {
    if (wanted.type.value_or("") != "GPU" || firstGpu(devices) >= 0) { return {}; }
    return concat("; no GPU: ", whyNoGpu());
}

}  // namespace

Result<std::vector<int>> placeNodes(const Graph& graph, std::span<const NodeId> nodes,
                                    const DeviceSet& devices, const PlacerOptions& options) {
    const int gpu = firstGpu(devices);
    // As in TensorFlow: what has a GPU kernel goes to a GPU, unless told otherwise.
    DeviceName fallback = devices.at(std::max(gpu, 0)).name();
    if (!options.defaultDevice.empty()) {
        const DeviceName wanted = WEFT_TRY(DeviceName::parse(options.defaultDevice));
        const std::vector<int> found = devices.matching(wanted);
        if (found.empty() && !options.softPlacement) {
            return invalidArgument(concat("the default device does not exist: got '",
                                          options.defaultDevice, "', want one of ", devices,
                                          noGpuFor(wanted, devices)));
        }
        if (!found.empty()) { fallback = devices.at(found.front()).name(); }
    }

    Groups groups(graph.size());
    for (const NodeId id : nodes) {
        WEFT_TRY(joinColocated(graph, graph.node(id), groups));
        joinReferences(graph, graph.node(id), groups);
    }
    std::vector<DeviceName> wishes(graph.size());
    for (const NodeId id : nodes) {
        DeviceName& wish = wishes[static_cast<std::size_t>(groups.rootOf(id.value))];
        WEFT_TRY(addWish(graph.node(id), devices, options.softPlacement, wish));
    }
    std::vector<std::string> obstacles(graph.size());
    if (gpu >= 0) { obstacles = obstaclesOnGpu(graph, nodes, *cardOf(devices.at(gpu)), groups); }
    const auto usable = [&](const DeviceName& wish, std::size_t root) {
        std::vector<int> found = devices.matching(wish);
        if (!obstacles[root].empty()) {
            std::erase_if(found, [&](int d) { return cardOf(devices.at(d)) != nullptr; });
        }
        return found;
    };
    std::vector<int> chosen(graph.size(), -1);
    for (const NodeId id : nodes) {
        const auto root = static_cast<std::size_t>(groups.rootOf(id.value));
        if (chosen[root] < 0) {
            std::vector<int> found = usable(wishes[root].filledFrom(fallback), root);
            if (found.empty()) { found = usable(wishes[root], root); }
            if (found.empty() && !options.softPlacement) {
                const bool isThere = !devices.matching(wishes[root]).empty();
                Status bad = badDevice(graph.node(id),
                                       isThere ? obstacles[root] : "the device does not exist",
                                       wishes[root].toString(), devices);
                return annotated(bad, "", noGpuFor(wishes[root], devices));
            }
            if (found.empty()) { found = usable(fallback, root); }
            chosen[root] = found.empty() ? 0 : found.front();
        }
        chosen[static_cast<std::size_t>(id.value)] = chosen[root];
    }
    if (gpu >= 0) { keepOnHost(graph, nodes, devices, chosen); }
    return chosen;
}

}  // namespace weft
