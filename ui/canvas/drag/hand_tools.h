// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QPolygonF>
#include <QSet>
#include <optional>
#include <vector>

#include "ui/canvas/canvas_snapshot.h"
#include "ui/canvas/drag/move_drag.h"

namespace weft::ui {

/// A place of a wire on its way elsewhere.
struct PointDrag {
    quint64 wire = 0;
    std::size_t index = 0;
    std::vector<QPointF> via;  ///< all places of the wire, as they are in the hand
    bool asked = false;        ///< released: stays until the diagram shows it
};

/// What the hand is about besides moving and wiring.
struct HandTools {
    bool snap = true;       ///< what is dragged stands on the grid
    bool aligning = false;  ///< A was pressed: the next letter says how
    QPolygonF stroke;       ///< across wires, in the view
    bool leading = false;   ///< the stroke puts places on wires and does not cut them
    QSet<quint64> cut;      ///< wires that the stroke crosses
    std::optional<PointDrag> point;
    int under = -1;  ///< wire under the node that is moved, into which it would go
    QRectF moved;    ///< what the moved things covered in the last frame, in the scene
};

/// Ids of the wires that a line through the scene crosses.
QSet<quint64> wiresAcross(const CanvasSnapshot& snapshot, const QPolygonF& line);
/// The places of the wires that a line crosses, each with one more where it crosses them.
/// @param grid distance of the places that may be taken; 0: any.
QHash<quint64, std::vector<QPointF>> ledAcross(const CanvasSnapshot& snapshot,
                                               const QPolygonF& line, double grid);
/// The places of a wire with one more at a point of the scene, in their order along it.
std::vector<QPointF> ledThrough(const CanvasSnapshot& snapshot, int wire, QPointF scene,
                                double grid);
/// Index of the wire with that id, or -1.
int wireOf(const CanvasSnapshot& snapshot, quint64 id);
/// Ids of the wires at a socket; each wire of a project has one.
QSet<quint64> wiresAt(const CanvasSnapshot& snapshot, int node, int port, bool isOutput);
/// The wire that runs through a node's rectangle nearest to its middle, -1: none. Wires of the node
/// itself do not count.
int wireThrough(const CanvasSnapshot& snapshot, const QRectF& rect, int node);
/// What moved things cover with all that is drawn of them; empty where it is too much to say.
QRectF coveredBy(const CanvasSnapshot& snapshot, const MoveDrag& move);
/// These nodes and all that they depend on, or all that depends on them.
QSet<quint64> reachedFrom(const CanvasSnapshot& snapshot, const QSet<quint64>& ids, bool upstream);

}  // namespace weft::ui
