// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/panel_room.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "ui/canvas/layout/placing.h"

namespace weft::ui {
namespace {

constexpr double kBeside = 40;  // between the open group and what lies right of it
constexpr double kBelow = 24;
constexpr double kStep = 8;  // the grid that nodes stand on

/// A node or a note beside the group.
struct Thing {
    quint64 id = 0;
    QRectF rect;
    bool right = false;
    bool below = false;
};

double onGrid(double v) { return std::ceil(v / kStep) * kStep; }

/// What lies right in a panel besides one node; empty where a layout places it.
std::vector<Thing> thingsIn(const Diagram& diagram, const Placing& placing, int panel, int node) {
    std::vector<Thing> things;
    for (std::size_t i = 0; i < diagram.nodes.size(); ++i) {
        const DiagramNode& other = diagram.nodes[i];
        if (other.panel != panel) { continue; }
        if (!other.position) { return {}; }
        if (static_cast<int>(i) != node) { things.push_back({other.id, placing.rects[i]}); }
    }
    const QPointF origin = panel < 0 ? QPointF() : placing.origins[static_cast<std::size_t>(panel)];
    for (const DiagramNote& note : diagram.notes) {
        if (note.panel != panel || note.locked) { continue; }
        things.push_back({note.id, note.rect.translated(origin)});
    }
    return things;
}

/// The way that things have to go. Each goes with all that lies beyond it, so that none meets another.
QPointF wayFor(std::vector<Thing>& things, const QRectF& closed, const QRectF& open) {
    QPointF way;
    for (Thing& thing : things) {
        const QRectF& r = thing.rect;
        thing.right = r.left() >= closed.right();
        thing.below = r.top() >= closed.bottom();
        if (thing.right && r.top() < open.bottom() + kBelow && r.bottom() > open.top()) {
            way.setX(std::max(way.x(), onGrid(open.right() + kBeside - r.left())));
        }
        if (thing.below && !thing.right && r.left() < open.right() + kBeside &&
            r.right() > open.left()) {
            way.setY(std::max(way.y(), onGrid(open.bottom() + kBelow - r.top())));
        }
    }
    return way;
}

}  // namespace

QHash<quint64, QPointF> roomToOpen(const Diagram& closed, const Diagram& opened, quint64 group) {
    const Placing before = placingOf(closed);
    const Placing now = placingOf(opened);
    QHash<quint64, QPointF> room;
    int node = opened.indexOf(group);
    QRectF open = node < 0 ? QRectF() : now.rects[static_cast<std::size_t>(node)];
    while (node >= 0) {
        const DiagramNode& at = opened.nodes[static_cast<std::size_t>(node)];
        const int was = closed.indexOf(at.id);
        if (was < 0) { break; }
        const QRectF& closedRect = before.rects[static_cast<std::size_t>(was)];
        std::vector<Thing> things = thingsIn(opened, now, at.panel, node);
        const QPointF way = wayFor(things, closedRect, open);
        QRectF all = open;
        for (const Thing& thing : things) {
            const QPointF by(thing.right ? way.x() : 0, thing.below ? way.y() : 0);
            if (!by.isNull()) { room.insert(thing.id, by); }
            all = all.united(thing.rect.translated(by));
        }
        node = at.panel;
        if (node < 0) { break; }
        open = now.rects[static_cast<std::size_t>(node)];
        open.setRight(std::max(open.right(), all.right() + kPanelPadding));
        open.setBottom(std::max(open.bottom(), all.bottom() + kPanelPadding));
    }
    return room;
}

QHash<quint64, QPointF> roomToUnfold(const Diagram& folded, const Diagram& unfolded, quint64 head,
                                     const QSet<quint64>& members) {
    const Placing before = placingOf(folded);
    const Placing now = placingOf(unfolded);
    const int stack = folded.indexOf(head);
    const int first = unfolded.indexOf(head);
    if (stack < 0 || first < 0) { return {}; }
    const int panel = unfolded.nodes[static_cast<std::size_t>(first)].panel;
    std::vector<Thing> things = thingsIn(unfolded, now, panel, first);
    std::vector<QRectF> places;
    QRectF open;
    for (std::size_t i = 0; i < unfolded.nodes.size(); ++i) {
        if (!members.contains(unfolded.nodes[i].id)) { continue; }
        places.push_back(now.rects[i]);
        open = open.united(now.rects[i]);
    }
    std::erase_if(things, [&](const Thing& thing) { return members.contains(thing.id); });
    const bool met = std::ranges::any_of(things, [&](const Thing& thing) {
        return thing.rect.intersects(open) && std::ranges::any_of(places, [&](const QRectF& p) {
                   return p.intersects(thing.rect);
               });
    });
    if (!met) { return {}; }
    const QPointF way = wayFor(things, before.rects[static_cast<std::size_t>(stack)], open);
    QHash<quint64, QPointF> room;
    for (const Thing& thing : things) {
        const QPointF by(thing.right ? way.x() : 0, thing.below ? way.y() : 0);
        if (!by.isNull()) { room.insert(thing.id, by); }
    }
    return room;
}

}  // namespace weft::ui
