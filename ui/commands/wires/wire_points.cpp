// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/wires/wire_points.h"

#include <algorithm>
#include <cmath>
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

std::pair<std::vector<WirePoint>, std::vector<WirePoint>> splitPoints(const Document& document,
                                                                      const Wire& wire,
                                                                      ItemId group,
                                                                      QPointF middle) {
    std::vector<QPointF> way;
    for (const WirePoint& p : wire.points) {
        if (p.group == group) { way.emplace_back(p.x, p.y); }
    }
    // It goes where that makes the way longer by least; the ends themselves count where they are
    // seen here.
    const auto ends = [&](ItemId end) {
        const Item* item = shownIn(document, end, group);
        return item == nullptr ? std::optional<QPointF>() : QPointF(item->x, item->y);
    };
    const std::optional<QPointF> from = ends(wire.from.item);
    const std::optional<QPointF> to = ends(wire.to.item);
    const auto length = [](QPointF a, QPointF b) {
        return std::hypot(b.x() - a.x(), b.y() - a.y());
    };
    std::size_t best = 0;
    double least = 0;
    for (std::size_t k = 0; k <= way.size(); ++k) {
        const std::optional<QPointF> a = k == 0 ? from : way[k - 1];
        const std::optional<QPointF> b = k == way.size() ? to : way[k];
        double longer = (a ? length(*a, middle) : 0) + (b ? length(middle, *b) : 0);
        if (a && b) { longer -= length(*a, *b); }
        if (k > 0 && longer >= least) { continue; }
        best = k;
        least = longer;
    }
    std::pair<std::vector<WirePoint>, std::vector<WirePoint>> halves;
    std::size_t here = 0;
    for (const WirePoint& p : wire.points) {
        const bool ours = p.group == group;
        const bool first =
            ours ? here++ < best : shownIn(document, wire.from.item, p.group) != nullptr;
        (first ? halves.first : halves.second).push_back(p);
    }
    return halves;
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
