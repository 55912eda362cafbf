// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/groups/port_order.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace weft::ui {
namespace {

/// Sorts the sockets. Returns where each of them has gone; empty: none has.
std::vector<int> sorted(std::vector<PortInfo>& ports, const std::vector<PortRef>& order) {
    if (order.empty()) { return {}; }
    std::map<PortRef, std::size_t> places;
    for (const PortRef& port : order) { places.emplace(port, places.size()); }
    const auto placeOf = [&](std::size_t i) {
        const SocketRef& socket = ports[i].socket;
        const auto found = places.find({ItemId{socket.item}, socket.port.toStdString()});
        return found == places.end() ? places.size() : found->second;
    };
    std::vector<std::size_t> from(ports.size());
    std::iota(from.begin(), from.end(), std::size_t{0});
    std::ranges::stable_sort(from, {}, placeOf);
    std::vector<PortInfo> made;
    std::vector<int> to(ports.size());
    for (const std::size_t i : from) {
        to[i] = static_cast<int>(made.size());
        made.push_back(std::move(ports[i]));
    }
    ports = std::move(made);
    return to;
}

}  // namespace

void orderPorts(const Document& document, Diagram& diagram) {
    std::map<int, std::vector<int>> inputs;
    std::map<int, std::vector<int>> outputs;
    for (std::size_t i = 0; i < diagram.nodes.size(); ++i) {
        DiagramNode& node = diagram.nodes[i];
        const Item* item = document.item(ItemId{node.id});
        const auto* group = item == nullptr ? nullptr : item->as<GroupItem>();
        if (group == nullptr) { continue; }
        inputs[static_cast<int>(i)] = sorted(node.inputs, group->inputs);
        outputs[static_cast<int>(i)] = sorted(node.outputs, group->outputs);
    }
    const auto follow = [](const std::map<int, std::vector<int>>& moved, int node, int& port) {
        const auto found = moved.find(node);
        if (found == moved.end() || found->second.empty()) { return; }
        port = found->second[static_cast<std::size_t>(port)];
    };
    for (DiagramWire& wire : diagram.wires) {
        if (wire.control) { continue; }
        follow(outputs, wire.fromNode, wire.fromPort);
        follow(inputs, wire.toNode, wire.toPort);
    }
}

}  // namespace weft::ui
