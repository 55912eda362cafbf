// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>
#include <vector>

#include "ui/canvas/canvas_grid.h"

namespace weft::ui {

/// Finds ways for the wires of a graph whose nodes a person has placed: straight on where nothing
/// lies between, else over a level lane above or below what does. Wires from one socket may share a
/// lane, others may not.
class LaneRouter {
public:
    /// Both are observed, not owned.
    LaneRouter(const std::vector<QRectF>& rects, const CanvasGrid& grid)
        : m_rects(rects), m_grid(grid) {}

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

private:
    struct Lane {
        double y;
        double begin;
        double end;
        QPointF source;
    };

    std::vector<double> candidates(const Ends& ends) const;
    static std::vector<QPointF> over(const Ends& ends, double y);
    bool isClear(const Ends& ends, const std::vector<QPointF>& through) const;
    bool isFree(const std::vector<QPointF>& through, QPointF source) const;

    const std::vector<QRectF>& m_rects;
    const CanvasGrid& m_grid;
    std::vector<Lane> m_taken;
};

}  // namespace weft::ui
