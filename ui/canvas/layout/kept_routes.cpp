// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/kept_routes.h"

#include <QHash>
#include <algorithm>

namespace weft::ui {
namespace {

constexpr double kLaneRoom = 9;  // wires keep 8 from each other's lanes
/// With more that has changed than this, asking costs as much as routing.
constexpr std::size_t kMostDirty = 256;

/// Indices of `before` by those of `now` where ids are the same and stand in the same order; -1.
template <typename IdBefore, typename IdNow>
std::vector<int> pairs(std::size_t before, std::size_t now, IdBefore idBefore, IdNow idNow) {
    QHash<quint64, int> places;
    std::vector<int> out(now, -1);
    int last = -1;
    for (std::size_t i = 0; i < now; ++i) {
        const quint64 id = idNow(i);
        // Most edits move nothing: the next one is the one after.
        int found = last + 1;
        const auto next = static_cast<std::size_t>(found);
        if (next >= before || idBefore(next) != id) {
            if (places.isEmpty()) {
                for (std::size_t k = 0; k < before; ++k) {
                    places.insert(idBefore(k), static_cast<int>(k));
                }
            }
            found = places.value(id, -1);
        }
        if (id == 0 || found <= last) { continue; }
        out[i] = found;
        last = found;
    }
    return out;
}

}  // namespace

KeptRoutes::KeptRoutes(const CanvasSnapshot* before, const CanvasSnapshot& now)
    : m_before(before), m_now(now) {
    m_nodeChanged.assign(now.rects.size(), false);
    m_matches.assign(now.diagram.wires.size(), -1);
    if (m_before == nullptr) { return; }
    findNodes();
    if (m_dirty.size() <= kMostDirty) { findWires(); }
}

void KeptRoutes::findNodes() {
    const CanvasSnapshot& before = *m_before;
    const std::vector<int> of = pairs(
        before.rects.size(), m_now.rects.size(),
        [&](std::size_t i) { return before.diagram.nodes[i].id; },
        [&](std::size_t i) { return m_now.diagram.nodes[i].id; });
    std::vector<bool> there(before.rects.size(), false);
    for (std::size_t i = 0; i < of.size(); ++i) {
        if (of[i] >= 0) { there[static_cast<std::size_t>(of[i])] = true; }
        if (of[i] >= 0 && before.rect(of[i]) == m_now.rects[i]) { continue; }
        m_nodeChanged[i] = true;
        m_dirty.push_back(m_now.rects[i]);
        if (of[i] >= 0) { m_dirty.push_back(before.rect(of[i])); }
    }
    for (std::size_t i = 0; i < there.size(); ++i) {
        if (!there[i]) { m_dirty.push_back(before.rects[i]); }
    }
}

void KeptRoutes::findWires() {
    const CanvasSnapshot& before = *m_before;
    m_matches = pairs(
        before.wires.size(), m_now.diagram.wires.size(),
        [&](std::size_t i) { return before.wires[i].id; },
        [&](std::size_t i) { return m_now.diagram.wires[i].id; });
    std::vector<bool> there(before.wires.size(), false);
    for (const int match : m_matches) {
        if (match >= 0) { there[static_cast<std::size_t>(match)] = true; }
    }
    for (std::size_t i = 0; i < there.size(); ++i) {
        if (!there[i]) { addLane(before.lanes[i]); }
    }
}

void KeptRoutes::addLane(const std::optional<QLineF>& lane) {
    if (!lane) { return; }
    m_dirty.push_back(QRectF(lane->p1(), lane->p2())
                          .normalized()
                          .adjusted(-kLaneRoom, -kLaneRoom, kLaneRoom, kLaneRoom));
}

int KeptRoutes::match(const DiagramWire& wire) {
    m_match = m_matches[m_next++];
    if (m_match < 0) { return -1; }
    const CanvasWire& was = m_before->wire(m_match);
    const bool same = was.control == wire.control &&
                      idOf(*m_before, was.fromNode) == idOf(m_now, wire.fromNode) &&
                      idOf(*m_before, was.toNode) == idOf(m_now, wire.toNode);
    if (!same) {
        addLane(m_before->lanes[static_cast<std::size_t>(m_match)]);
        m_match = -1;
    }
    return m_match;
}

bool KeptRoutes::wasLed() const {
    return m_match >= 0 && !m_before->diagram.wires[static_cast<std::size_t>(m_match)].via.empty();
}

bool KeptRoutes::holds(const LaneRouter::Ends& ends, const QRectF& reach) const {
    if (m_match < 0 || m_dirty.size() > kMostDirty) { return false; }
    if (isChanged(ends.fromNode) || isChanged(ends.toNode)) { return false; }
    const std::span<const QPointF> path = m_before->path(m_before->wire(m_match));
    if (path.front() != ends.from || path.back() != ends.to) { return false; }
    return std::none_of(m_dirty.begin(), m_dirty.end(),
                        [&](const QRectF& r) { return r.intersects(reach); });
}

void KeptRoutes::routed(const std::optional<QLineF>& lane) {
    const std::optional<QLineF> was =
        m_match < 0 ? std::nullopt : m_before->lanes[static_cast<std::size_t>(m_match)];
    if (was == lane) { return; }
    addLane(was);
    addLane(lane);
}

}  // namespace weft::ui
