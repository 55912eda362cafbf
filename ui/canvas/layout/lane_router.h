// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>
#include <array>
#include <span>
#include <unordered_map>
#include <vector>

#include "ui/canvas/canvas_grid.h"

namespace weft::ui {

/// Finds ways for the wires of a graph whose nodes a person has placed: straight on where nothing
/// lies between, else over a level lane above or below what does. Wires from one socket may share a
/// lane, others may not.
class LaneRouter {
public:
    /// Both are observed, not owned.
    LaneRouter(const std::vector<QRectF>& rects, const CanvasGrid& grid);

    /// A wire to be led.
    struct Ends {
        int fromNode = 0;
        int toNode = 0;
        QPointF from;
        QPointF to;  ///< right of `from`
    };
    /// The points it passes, in pairs as appendForwardWire() wants them; none: straight on.
    /// Complexity: a handful of lanes for the usual wire, at most some dozens.
    std::vector<QPointF> way(const Ends& ends);
    /// Takes a way that way() gave before, for the same wire among the same nodes.
    void keep(const Ends& ends, QPointF begin, QPointF end);
    /// All that way() looks at lies in it: nodes, and lanes that others have taken.
    QRectF reach(const Ends& ends) const;

private:
    struct Lane {
        double y;
        double begin;
        double end;
        QPointF source;
    };

    struct Candidate {
        double detour;
        int order;  // of two that are as long the first
        double y;
        bool operator<(const Candidate& other) const {
            return detour != other.detour ? detour > other.detour : order > other.order;
        }
    };

    void findNear(const QRectF& corridor);
    void findCandidates(const Ends& ends);
    double nextCandidate();
    static std::array<QPointF, 2> over(const Ends& ends, double y);
    bool hitsNode(const Ends& ends, QPointF a, QPointF b) const;
    bool isClear(const Ends& ends, std::span<const QPointF> through);
    bool isFree(const std::array<QPointF, 2>& through, QPointF source) const;

    const std::vector<QRectF>& m_rects;
    const CanvasGrid& m_grid;
    double m_highest = 0;                                // node
    std::unordered_map<int, std::vector<Lane>> m_taken;  // by height, in steps of kBetweenLanes
    // Kept over the wires for their memory.
    std::vector<int> m_seen;  // of each node: the last search that found it
    int m_search = 0;
    std::vector<int> m_near;
    std::vector<Candidate> m_lanes;  // a heap, the shortest way on top
    std::vector<QPointF> m_path;
};

}  // namespace weft::ui
