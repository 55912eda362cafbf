// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/gpu/keep_on_host.h"

#include <algorithm>

#include "engine/device/gpu/gpu_device.h"
#include "engine/kernel/gpu/gpu_catalog.h"

namespace weft {
namespace {

class HostKeeper {
public:
    HostKeeper(const Graph& graph, const DeviceSet& devices, std::vector<int>& chosen)
        : m_graph(graph), m_devices(devices), m_chosen(chosen), m_isFlow(graph.size(), false) {}

    void keep(std::span<const NodeId> nodes) {
        for (bool again = true; again;) {  // what one makes may be all that another waits for
            again = false;
            for (const NodeId id : nodes) { again = keepNode(m_graph.node(id)) || again; }
        }
    }

private:
    static std::size_t at(NodeId id) { return static_cast<std::size_t>(id.value); }
    bool isOnCard(NodeId id) const {
        return m_chosen[at(id)] >= 0 && cardOf(m_devices.at(m_chosen[at(id)])) != nullptr;
    }
    /// @return whether something was learnt of it.
    bool keepNode(const Node& node) {
        const bool isFlow = !m_isFlow[at(node.id)] && handsOnFlow(node);
        if (isFlow) { m_isFlow[at(node.id)] = true; }
        const bool isFree = node.device.empty() && isOnCard(node.id);
        const bool moves = isFlow || (!node.attrs.has("_class") && joinsHostFlags(node));
        if (!isFree || !moves) { return isFlow; }
        m_chosen[at(node.id)] = 0;
        return true;
    }
    bool joinsHostFlags(const Node& node) const {
        return (node.isOp("LogicalAnd") || node.isOp("LogicalOr") || node.isOp("LogicalNot")) &&
               std::ranges::none_of(node.inputs, [&](const Endpoint& from) {
                   return isOnCard(from.node) && !m_graph.node(from.node).isOp("Const");
               });
    }
    bool handsOnFlow(const Node& node) const {
        if (node.op == nullptr || node.inputs.empty() || keepsTensors(node)) { return false; }
        const auto isFlow = [&](const Endpoint& from) {
            const Node& maker = m_graph.node(from.node);
            return m_isFlow[at(from.node)] ||
                   (maker.op != nullptr && makesFlow(maker, static_cast<std::size_t>(from.index)));
        };
        return handsOnOneOf(node) ? std::ranges::any_of(node.inputs, isFlow)
                                  : std::ranges::all_of(node.inputs, isFlow);
    }

    const Graph& m_graph;
    const DeviceSet& m_devices;
    std::vector<int>& m_chosen;
    std::vector<bool> m_isFlow;  // by node: all that it makes
};

}  // namespace

void keepOnHost(const Graph& graph, std::span<const NodeId> nodes, const DeviceSet& devices,
                std::vector<int>& chosen) {
    HostKeeper(graph, devices, chosen).keep(nodes);
}

}  // namespace weft
