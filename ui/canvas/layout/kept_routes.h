// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineF>
#include <QRectF>
#include <optional>
#include <vector>

#include "ui/canvas/canvas_snapshot.h"
#include "ui/canvas/layout/lane_router.h"

namespace weft::ui {

/// Which wires of the snapshot before an edit still have their ways. A way follows from what lies
/// within its reach and from the lanes that earlier wires took there, so one of which none of that
/// has changed is the same: what is routed over an edit equals what is routed afresh.
/// Protocol: (match routed?)*, the wires in their order.
class KeptRoutes {
public:
    /// Both are observed, not owned. @param before null: nothing is kept.
    /// @param now its rectangles are known, its wires not yet.
    KeptRoutes(const CanvasSnapshot* before, const CanvasSnapshot& now);

    /// The wire of the snapshot before that is this one, -1: none.
    int match(const DiagramWire& wire);
    /// Whether the match went through places of its own, which tells nothing of this way.
    bool wasLed() const;
    /// Whether the match's path is this wire's. @param reach of a forward wire, else empty.
    bool holds(const LaneRouter::Ends& ends, const QRectF& reach) const;
    /// The match was routed afresh, or there is none: lanes that differ tell on later wires.
    void routed(const std::optional<QLineF>& lane);

private:
    void findNodes();
    void findWires();
    void addLane(const std::optional<QLineF>& lane);
    bool isChanged(int node) const { return m_nodeChanged[static_cast<std::size_t>(node)]; }
    quint64 idOf(const CanvasSnapshot& s, int node) const { return s.node(node).id; }

    const CanvasSnapshot* m_before;
    const CanvasSnapshot& m_now;
    std::vector<bool> m_nodeChanged;  // of now
    std::vector<int> m_matches;       // of the wires of now
    std::vector<QRectF> m_dirty;
    std::size_t m_next = 0;  // wire
    int m_match = -1;        // of the wire before m_next
};

}  // namespace weft::ui
