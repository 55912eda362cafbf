// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QPointF>
#include <QRectF>

#include "ui/canvas/canvas_snapshot.h"

namespace weft::ui {

/// Where things go when a node is put into a wire.
struct MadeRoom {
    QPointF corner;                   ///< of the node
    QHash<quint64, QPointF> corners;  ///< of the others that make room, by their ids
};

/// The node comes right of what feeds the wire; what it feeds, and all that depends on that, goes
/// right as far as the node needs, and takes along what it would come to lie on. Nothing moves where
/// there is room, or where the wire runs back.
/// @param node where it was dropped. @param id its own, 0: it is not in the snapshot.
/// Threading: pure, any. Complexity: linear.
MadeRoom roomFor(const CanvasSnapshot& snapshot, int wire, const QRectF& node, quint64 id);

}  // namespace weft::ui
