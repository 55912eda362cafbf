// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/lane_router.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "ui/canvas/layout/wire_router.h"

namespace weft::ui {
namespace {

constexpr double kClear = 12;        // between a lane and the node it passes
constexpr double kTouch = 4;         // nearer than this a wire counts as running into a node
constexpr double kBetweenLanes = 8;  // of wires from different sockets
constexpr int kLanesANode = 3;       // above, and as many below
constexpr double kBand = 600;        // nodes farther above or below are not looked at
constexpr std::ptrdiff_t kMostNodes = 48;

int stepOf(double y) { return static_cast<int>(std::floor(y / kBetweenLanes)); }

QRectF corridorOf(const LaneRouter::Ends& ends) {
    return QRectF(ends.from, ends.to).normalized().adjusted(0, -kBand, 0, kBand);
}

}  // namespace

LaneRouter::LaneRouter(const std::vector<QRectF>& rects, const CanvasGrid& grid)
    : m_rects(rects), m_grid(grid), m_seen(rects.size()) {
    for (const QRectF& r : rects) { m_highest = std::max(m_highest, r.height()); }
}

QRectF LaneRouter::reach(const Ends& ends) const {
    // A lane may pass on the far side of a node that the corridor only touches.
    const double beyond = m_highest + kClear + kLanesANode * kBetweenLanes + kTouch;
    return corridorOf(ends).adjusted(-kTouch, -beyond, kTouch, beyond);
}

void LaneRouter::keep(const Ends& ends, QPointF begin, QPointF end) {
    m_taken[stepOf(begin.y())].push_back({begin.y(), begin.x(), end.x(), ends.from});
}

/// The first nodes that lie there, in their order.
void LaneRouter::findNear(const QRectF& corridor) {
    m_near.clear();
    ++m_search;
    m_grid.any(corridor, [&](int i) {
        if (!m_rects[static_cast<std::size_t>(i)].intersects(corridor)) { return false; }
        int& seen = m_seen[static_cast<std::size_t>(i)];
        if (std::exchange(seen, m_search) != m_search) { m_near.push_back(i); }
        return false;
    });
    const auto most = std::min(kMostNodes, std::ssize(m_near));
    std::partial_sort(m_near.begin(), m_near.begin() + most, m_near.end());
    m_near.resize(static_cast<std::size_t>(most));
}

/// Heights of lanes.
void LaneRouter::findCandidates(const Ends& ends) {
    findNear(corridorOf(ends));
    m_lanes.clear();
    const auto add = [&](double y) {
        const double detour = std::abs(y - ends.from.y()) + std::abs(y - ends.to.y());
        m_lanes.push_back({detour, static_cast<int>(m_lanes.size()), y});
    };
    add(ends.from.y());
    add(ends.to.y());
    for (const int i : m_near) {
        const QRectF& r = m_rects[static_cast<std::size_t>(i)];
        for (int k = 0; k < kLanesANode; ++k) {
            add(r.top() - kClear - k * kBetweenLanes);
            add(r.bottom() + kClear + k * kBetweenLanes);
        }
    }
    std::make_heap(m_lanes.begin(), m_lanes.end());
}

/// The shortest way of those left.
double LaneRouter::nextCandidate() {
    std::pop_heap(m_lanes.begin(), m_lanes.end());
    const double y = m_lanes.back().y;
    m_lanes.pop_back();
    return y;
}

/// A bend to the lane, the lane, a bend from it; a bend is the longer the more it climbs.
std::array<QPointF, 2> LaneRouter::over(const Ends& ends, double y) {
    const double half = (ends.to.x() - ends.from.x()) / 2;
    const auto bend = [half](double climb) {
        return climb < 0.5 ? 0.0 : std::min(std::clamp(climb * 0.6, 24.0, 40.0), half);
    };
    const double begin = ends.from.x() + bend(std::abs(y - ends.from.y()));
    const double end = ends.to.x() - bend(std::abs(y - ends.to.y()));
    return {QPointF(begin, y), QPointF(end, y)};
}

bool LaneRouter::hitsNode(const Ends& ends, QPointF a, QPointF b) const {
    const QRectF box = QRectF(a, b).normalized().adjusted(-kTouch, -kTouch, kTouch, kTouch);
    return m_grid.any(box, [&](int n) {
        if (n == ends.fromNode || n == ends.toNode) { return false; }
        QPointF begin = a;
        QPointF end = b;
        const QRectF& r = m_rects[static_cast<std::size_t>(n)];
        // A wire has to cross the border of the panel that one of its ends is in.
        if (r.contains(ends.from) || r.contains(ends.to)) { return false; }
        return clipSegment(r.adjusted(-kTouch, -kTouch, kTouch, kTouch), begin, end);
    });
}

bool LaneRouter::isClear(const Ends& ends, std::span<const QPointF> through) {
    // Most lanes that are not clear are not so on their level part: the bends need no look then.
    if (!through.empty() && hitsNode(ends, through[0], through[1])) { return false; }
    m_path.clear();
    appendForwardWire(ends.from, through, ends.to, m_path);
    for (std::size_t i = 1; i < m_path.size(); ++i) {
        if (hitsNode(ends, m_path[i - 1], m_path[i])) { return false; }
    }
    return true;
}

bool LaneRouter::isFree(const std::array<QPointF, 2>& through, QPointF source) const {
    const int step = stepOf(through[0].y());
    for (int near = step - 1; near <= step + 1; ++near) {
        const auto lanes = m_taken.find(near);
        if (lanes == m_taken.end()) { continue; }
        const bool taken =
            std::any_of(lanes->second.begin(), lanes->second.end(), [&](const Lane& lane) {
                return lane.source != source && std::abs(lane.y - through[0].y()) < kBetweenLanes &&
                       lane.begin < through[1].x() && lane.end > through[0].x();
            });
        if (taken) { return false; }
    }
    return true;
}

std::vector<QPointF> LaneRouter::way(const Ends& ends) {
    if (isClear(ends, {})) { return {}; }
    std::optional<std::array<QPointF, 2>> best;
    findCandidates(ends);
    while (!m_lanes.empty()) {
        const std::array<QPointF, 2> through = over(ends, nextCandidate());
        // A second clear lane is of use only where it is free, which is sooner known.
        const bool free = isFree(through, ends.from);
        if ((best && !free) || !isClear(ends, through)) { continue; }
        if (!best || free) { best = through; }
        if (free) { break; }
    }
    if (!best) { return {}; }
    keep(ends, best->front(), best->back());
    return {best->front(), best->back()};
}

}  // namespace weft::ui
