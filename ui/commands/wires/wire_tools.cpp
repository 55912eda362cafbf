// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/wires/wire_tools.h"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "ui/commands/item_commands.h"
#include "ui/commands/wire_commands.h"
#include "ui/commands/wires/wire_points.h"

namespace weft::ui {
namespace {

constexpr QPointF kNodeMiddle(88, 46);  // of most nodes, from their corner

std::vector<Wire> wiresInto(const Document& document, ItemId item) {
    std::vector<Wire> wires;
    for (const Wire* wire : document.all<Wire>()) {
        if (wire->to.item == item && wire->to.port != kControlPort) { wires.push_back(*wire); }
    }
    return wires;
}

DType typeOf(const EngineDocument& document, const PortRef& from) {
    const OutputInfo* info = document.expansion.outputAt(from);
    return info == nullptr ? DType::Invalid : info->type;
}

/// What an item would hand on if it were not there: the first of its inputs, in the order of its
/// ports, that carries the dtype of the output.
std::optional<PortRef> sourceThrough(const Document& now, const EngineDocument& document,
                                     const PortRef& from, const QSet<quint64>& gone) {
    constexpr int kLongest = 1000;
    PortRef at = from;
    for (int steps = 0; steps < kLongest && gone.contains(at.item.value); ++steps) {
        const Item* item = now.item(at.item);
        if (item == nullptr || item->as<DataItem>() != nullptr || isPlaceholder(*item)) {
            return std::nullopt;
        }
        const DType wanted = typeOf(document, at);
        std::optional<PortRef> next;
        for (const weft::PortInfo& port : inputPorts(now, *item)) {
            for (const Wire& wire : wiresInto(now, at.item)) {
                if (next || wire.to.port != port.port) { continue; }
                if (typeOf(document, wire.from) == wanted) { next = wire.from; }
            }
        }
        if (!next) { return std::nullopt; }
        at = *next;
    }
    return gone.contains(at.item.value) ? std::nullopt : std::optional<PortRef>(at);
}

void lead(Edit& edit, ItemId id, std::vector<WirePoint> points) {
    if (points.empty()) { return; }
    Wire wire = *edit.document().find<Wire>(id);
    wire.points = std::move(points);
    edit.put(std::move(wire));
}

}  // namespace

Status insertOnWire(Edit& edit, const EngineDocument& document, ItemId wireId, ItemId itemId) {
    const Wire* found = edit.document().find<Wire>(wireId);
    const Item* item = edit.document().item(itemId);
    if (found == nullptr || item == nullptr) { return notFound("it is not there any more"); }
    const Wire wire = *found;
    if (wire.from.item == itemId || wire.to.item == itemId) {
        return invalidArgument("it stands at an end of that wire");
    }
    const Item* source = edit.document().item(wire.from.item);
    if (source == nullptr) { return notFound("what feeds the wire is not there any more"); }
    std::optional<std::string> into;
    for (const weft::PortInfo& port : inputPorts(edit.document(), *item)) {
        if (!into && fitsNewItem(document, *source, wire.from, *item, port.port)) {
            into = port.port;
        }
    }
    const std::vector<weft::PortInfo> outputs = outputPorts(edit.document(), *item);
    if (!into || outputs.empty()) { return invalidArgument("nothing of it fits that wire"); }
    const std::string out = outputs.front().port;
    const QPointF middle = QPointF(item->x, item->y) + kNodeMiddle;
    auto [before, after] = splitPoints(edit.document(), wire, item->parent, middle);
    edit.remove(wireId);
    const ItemId first = WEFT_TRY(connectSockets(edit, wire.from, {itemId, *into}));
    const ItemId second = WEFT_TRY(connectSockets(edit, {itemId, out}, wire.to));
    lead(edit, first, std::move(before));
    lead(edit, second, std::move(after));
    return okStatus();
}

Status removeAndHeal(Edit& edit, const EngineDocument& document, const QSet<quint64>& ids) {
    struct Healed {
        PortRef from, to;
    };
    std::vector<Healed> healed;
    for (const Wire* wire : edit.document().all<Wire>()) {
        const bool leaves =
            ids.contains(wire->from.item.value) && !ids.contains(wire->to.item.value);
        const bool kept = !ids.contains(wire->id.value) && wire->to.port != kControlPort;
        if (!leaves || !kept) { continue; }
        const auto from = sourceThrough(edit.document(), document, wire->from, ids);
        if (from && from->item != wire->to.item) { healed.push_back({*from, wire->to}); }
    }
    removeThings(edit, ids);
    for (const Healed& h : healed) { WEFT_TRY(connectSockets(edit, h.from, h.to).status()); }
    return okStatus();
}

Status swapInputs(Edit& edit, ItemId itemId) {
    const Item* item = edit.document().item(itemId);
    if (item == nullptr) { return notFound("it is not there any more"); }
    const std::vector<weft::PortInfo> ports = inputPorts(edit.document(), *item);
    if (ports.size() < 2) { return invalidArgument("it has no two inputs"); }
    const std::string& first = ports[0].port;
    const std::string& second = ports[1].port;
    bool any = false;
    for (Wire wire : wiresInto(edit.document(), itemId)) {
        if (wire.to.port != first && wire.to.port != second) { continue; }
        wire.to.port = wire.to.port == first ? second : first;
        edit.put(std::move(wire));
        any = true;
    }
    return any ? okStatus() : invalidArgument("nothing is wired to its first two inputs");
}

}  // namespace weft::ui
