// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/functions/loop_rows.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "ui/base/to_qt.h"
#include "ui/document/functions/flow_places.h"

namespace weft::ui {
namespace {

/// Which input of a Merge comes from outside the loop; -1: none does.
int entering(const Graph& ran, const Node& merge) {
    for (std::size_t i = 0; i < merge.inputs.size(); ++i) {
        if (ran.node(merge.inputs[i].node).isOp("Enter")) { return static_cast<int>(i); }
    }
    return -1;
}

SocketRef socketOf(const Document& document, const Item* item, std::size_t port) {
    if (item == nullptr) { return {}; }
    const auto ports = inputPorts(document, *item);
    return port < ports.size() ? SocketRef{item->id.value, toQt(ports[port].port)} : SocketRef();
}

/// Which input of the call a variable's Switch, "w/switch_2", belongs to. A For counts by itself
/// from its first input, which the limit and the step follow.
std::optional<std::size_t> portOf(const OpItem& op, std::string_view name) {
    std::size_t number = 0;
    const std::string_view digits = name.substr(std::min(name.rfind('_') + 1, name.size()));
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc()) { return std::nullopt; }
    return op.op == "For" && number > 0 ? number + 2 : number;
}

}  // namespace

std::vector<LoopRow> loopRows(const EngineDocument& document, const Graph& ran, quint64 loop) {
    std::map<std::pair<quint64, std::size_t>, LoopRow> rows;  // by item and port
    const Item* call = document.project ? document.project->item(ItemId{loop}) : nullptr;
    if (call == nullptr || call->as<OpItem>() == nullptr) { return {}; }
    const bool isFrame = document.folds.flows.contains(call->id);
    for (const FlowFork& fork : flowForks(document, ran)) {
        if (fork.shown != loop || !fork.isLoop) { continue; }
        for (const NodeId id : fork.switches) {
            const Node& node = ran.node(id);
            const Node& merge = ran.node(node.inputs[0].node);
            const int enters = merge.isOp("Merge") ? entering(ran, merge) : -1;
            if (enters < 0) { continue; }
            const Item* item = call;
            std::optional<std::size_t> port = 0;
            if (isFrame) {
                const Node& enter = ran.node(merge.inputs[static_cast<std::size_t>(enters)].node);
                const Node* drawn = document.graph().find(enter.name);
                if (drawn == nullptr) { continue; }
                item = document.project->item(document.expansion.originOf(drawn->id).item);
            } else {
                port = portOf(*call->as<OpItem>(), node.name);
            }
            const SocketRef socket = port ? socketOf(*document.project, item, *port) : SocketRef();
            if (socket.item == 0) { continue; }
            LoopRow& row = rows[{socket.item, *port}];
            row.socket = socket;
            row.places.push_back({merge.id, enters});
        }
    }
    std::vector<LoopRow> all;
    for (auto& [key, row] : rows) { all.push_back(std::move(row)); }
    return all;
}

}  // namespace weft::ui
