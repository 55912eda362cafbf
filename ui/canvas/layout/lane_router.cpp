// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/lane_router.h"

#include <algorithm>
#include <cmath>

#include "ui/canvas/layout/wire_router.h"

namespace weft::ui {
namespace {

constexpr double kClear = 12;        // between a lane and the node it passes
constexpr double kTouch = 4;         // nearer than this a wire counts as running into a node
constexpr double kBetweenLanes = 8;  // of wires from different sockets
constexpr double kBand = 600;        // nodes farther above or below are not looked at
constexpr std::size_t kMostNodes = 48;

}  // namespace

/// Heights of lanes, the shortest way first.
std::vector<double> LaneRouter::candidates(const Ends& ends) const {
    const QRectF corridor = QRectF(ends.from, ends.to).normalized().adjusted(0, -kBand, 0, kBand);
    std::vector<double> lanes = {ends.from.y(), ends.to.y()};
    std::vector<int> near = m_grid.find(corridor);
    if (near.size() > kMostNodes) { near.resize(kMostNodes); }
    for (const int i : near) {
        const QRectF& r = m_rects[static_cast<std::size_t>(i)];
        for (int k = 0; k < 3; ++k) {
            lanes.push_back(r.top() - kClear - k * kBetweenLanes);
            lanes.push_back(r.bottom() + kClear + k * kBetweenLanes);
        }
    }
    const auto detour = [&](double y) {
        return std::abs(y - ends.from.y()) + std::abs(y - ends.to.y());
    };
    std::stable_sort(lanes.begin(), lanes.end(),
                     [&](double a, double b) { return detour(a) < detour(b); });
    lanes.erase(std::unique(lanes.begin(), lanes.end()), lanes.end());
    return lanes;
}

/// A bend to the lane, the lane, a bend from it; a bend is the longer the more it climbs.
std::vector<QPointF> LaneRouter::over(const Ends& ends, double y) {
    const double half = (ends.to.x() - ends.from.x()) / 2;
    const auto bend = [half](double climb) {
        return climb < 0.5 ? 0.0 : std::min(std::clamp(climb * 0.6, 24.0, 40.0), half);
    };
    const double begin = ends.from.x() + bend(std::abs(y - ends.from.y()));
    const double end = ends.to.x() - bend(std::abs(y - ends.to.y()));
    return {QPointF(begin, y), QPointF(end, y)};
}

bool LaneRouter::isClear(const Ends& ends, const std::vector<QPointF>& through) const {
    std::vector<QPointF> path;
    appendForwardWire(ends.from, through, ends.to, path);
    for (std::size_t i = 1; i < path.size(); ++i) {
        const QRectF box =
            QRectF(path[i - 1], path[i]).normalized().adjusted(-kTouch, -kTouch, kTouch, kTouch);
        for (const int n : m_grid.find(box)) {
            if (n == ends.fromNode || n == ends.toNode) { continue; }
            QPointF a = path[i - 1];
            QPointF b = path[i];
            const QRectF& r = m_rects[static_cast<std::size_t>(n)];
            if (clipSegment(r.adjusted(-kTouch, -kTouch, kTouch, kTouch), a, b)) { return false; }
        }
    }
    return true;
}

bool LaneRouter::isFree(const std::vector<QPointF>& through, QPointF source) const {
    return std::none_of(m_taken.begin(), m_taken.end(), [&](const Lane& lane) {
        return lane.source != source && std::abs(lane.y - through[0].y()) < kBetweenLanes &&
               lane.begin < through[1].x() && lane.end > through[0].x();
    });
}

std::vector<QPointF> LaneRouter::way(const Ends& ends) {
    if (isClear(ends, {})) { return {}; }
    std::vector<QPointF> best;
    for (const double y : candidates(ends)) {
        const std::vector<QPointF> through = over(ends, y);
        if (!isClear(ends, through)) { continue; }
        best = best.empty() ? through : best;
        if (isFree(through, ends.from)) {
            best = through;
            break;
        }
    }
    if (!best.empty()) { m_taken.push_back({best[0].y(), best[0].x(), best[1].x(), ends.from}); }
    return best;
}

}  // namespace weft::ui
