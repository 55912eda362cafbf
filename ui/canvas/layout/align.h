// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QPointF>
#include <QSet>

#include "ui/canvas/canvas_snapshot.h"

namespace weft::ui {

/// Lines that nodes can be put on, and the two directions in which gaps can be made equal.
enum class Alignment { Left, Centre, Right, Top, Middle, Bottom, Across, Down };

/// New upper left corners of nodes put on one line (the outermost edge, or the middle of all), or
/// apart by equal gaps between the outermost two. Nodes that stay are left out; a line wants two
/// nodes, gaps want three.
QHash<quint64, QPointF> aligned(const CanvasSnapshot& snapshot, const QSet<quint64>& ids,
                                Alignment how);

/// New upper left corners of nodes placed from left to right by the layered layout, with the wires
/// among them; the middle of all stays where it is. Notes and other nodes stay; a panel is one box.
/// Threading: pure, any. Complexity: as layeredLayout().
QHash<quint64, QPointF> arranged(const CanvasSnapshot& snapshot, const QSet<quint64>& ids);

}  // namespace weft::ui
