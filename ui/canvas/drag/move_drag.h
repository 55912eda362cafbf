// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QPointF>
#include <QSet>
#include <vector>

#include "ui/canvas/canvas_snapshot.h"

namespace weft::ui {

/// The grid that nodes stand on.
inline constexpr double kGrid = 8;

/// What is missing in the still picture because the live layer draws it elsewhere. Empty, or one
/// flag a node, wire and note of a snapshot.
struct Lifted {
    std::vector<bool> nodes;
    std::vector<bool> wires;
    std::vector<bool> notes;

    bool empty() const { return nodes.empty() && wires.empty() && notes.empty(); }
    bool node(int i) const { return isSet(nodes, i); }
    bool wire(int i) const { return isSet(wires, i); }
    bool note(int i) const { return isSet(notes, i); }

private:
    static bool isSet(const std::vector<bool>& flags, int i) {
        return i >= 0 && static_cast<std::size_t>(i) < flags.size() &&
               flags[static_cast<std::size_t>(i)];
    }
};

/// Nodes and notes on their way to another place, with all wires that touch them.
struct MoveDrag {
    QSet<quint64> ids;    ///< what is in panels among them goes along
    quint64 grabbed = 0;  ///< the one under the cursor: its corner snaps
    QPointF by;           ///< how far, in the scene
    bool asked = false;   ///< released: stays until the diagram has moved, too

    Lifted lifted;           ///< the things themselves and their wires
    std::vector<int> nodes;  ///< indices, ascending
    std::vector<int> notes;
    std::vector<int> carried;    ///< wires whose two ends move
    std::vector<int> stretched;  ///< wires of which one end moves
};

/// Finds what moves with these ids in a snapshot. Ids that are not there are left out.
MoveDrag liftOff(const CanvasSnapshot& snapshot, const QSet<quint64>& ids, quint64 grabbed);
/// The way to go so that the grabbed thing's corner stands on the grid.
QPointF snappedWay(const CanvasSnapshot& snapshot, const MoveDrag& drag, QPointF wanted);
/// New upper left corners: of what moves and, in a diagram that was laid out, of all other nodes,
/// so that they stay where one sees them.
QHash<quint64, QPointF> cornersAfter(const CanvasSnapshot& snapshot, const MoveDrag& drag);
/// Whether a snapshot shows what the drag asked for.
bool hasArrived(const CanvasSnapshot& snapshot, const QHash<quint64, QPointF>& corners);

/// The path of a wire whose ends have moved by that much; straight on, no lanes.
std::vector<QPointF> stretchedPath(const CanvasSnapshot& snapshot, const CanvasWire& wire,
                                   QPointF fromBy, QPointF toBy);

}  // namespace weft::ui
