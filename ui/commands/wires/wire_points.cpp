// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/wires/wire_points.h"

#include <algorithm>
#include <functional>
#include <optional>

namespace weft::ui {
namespace {

/// The item itself or the group around it that lies right in `group`; none: it lies elsewhere.
const Item* shownIn(const Document& document, ItemId id, ItemId group) {
    const Item* item = document.item(id);
    for (std::size_t depth = 0; item != nullptr && depth <= kDeepestGroup; ++depth) {
        if (item->parent == group) { return item; }
        item = document.item(item->parent);
    }
    return nullptr;
}

/// Copies: an edit's own things may go while it is filled.
std::vector<Wire> ledWires(const Document& document) {
    std::vector<Wire> wires;
    for (const Wire* wire : document.all<Wire>()) {
        if (!wire->points.empty()) { wires.push_back(*wire); }
    }
    return wires;
}

}  // namespace

Status setWirePoints(Edit& edit, ItemId id, ItemId group, const std::vector<QPointF>& points) {
    const Wire* found = edit.document().find<Wire>(id);
    if (found == nullptr) { return notFound("the wire is not there any more"); }
    Wire wire = *found;
    const auto here = [group](const WirePoint& p) { return p.group == group; };
    const auto first = std::ranges::find_if(wire.points, here);
    const auto before = std::count_if(wire.points.begin(), first, std::not_fn(here));
    std::erase_if(wire.points, here);
    std::vector<WirePoint> made;
    for (const QPointF& p : points) { made.push_back({group, p.x(), p.y()}); }
    wire.points.insert(wire.points.begin() + before, made.begin(), made.end());
    edit.put(std::move(wire));
    return okStatus();
}

void carryPoints(Edit& edit, const QHash<quint64, QPointF>& corners) {
    const Document& document = edit.document();
    const auto wayOf = [&](ItemId end, ItemId group) -> std::optional<QPointF> {
        const Item* item = shownIn(document, end, group);
        if (item == nullptr || !corners.contains(item->id.value)) { return std::nullopt; }
        return corners.value(item->id.value) - QPointF(item->x, item->y);
    };
    for (Wire& wire : ledWires(document)) {
        bool moved = false;
        for (WirePoint& point : wire.points) {
            const auto from = wayOf(wire.from.item, point.group);
            const auto to = wayOf(wire.to.item, point.group);
            const bool together = from && to && (*from - *to).manhattanLength() < 0.5;
            if (!together || from->isNull()) { continue; }
            point.x += from->x();
            point.y += from->y();
            moved = true;
        }
        if (moved) { edit.put(std::move(wire)); }
    }
}

void rehomePoints(Edit& edit, ItemId from, ItemId to, QPointF by) {
    const Document& document = edit.document();
    for (Wire& wire : ledWires(document)) {
        const bool among = shownIn(document, wire.from.item, to) != nullptr &&
                           shownIn(document, wire.to.item, to) != nullptr;
        bool moved = false;
        for (WirePoint& point : wire.points) {
            if (!among || point.group != from) { continue; }
            point = {to, point.x + by.x(), point.y + by.y()};
            moved = true;
        }
        if (moved) { edit.put(std::move(wire)); }
    }
}

}  // namespace weft::ui
