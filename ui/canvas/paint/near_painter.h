// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>

#include "ui/canvas/canvas_snapshot.h"
#include "ui/canvas/drag/move_drag.h"
#include "ui/canvas/paint/view_transform.h"

namespace weft::ui {

/// What the near painter shows besides the nodes and wires.
struct NearOptions {
    bool allShapes = false;           ///< a shape label on every wire that has room
    const Lifted* without = nullptr;  ///< what is left out, null where nothing is
};

/// Draws the part of a snapshot inside `area` (in the view) at zooms from 0.3 up: ground with dots,
/// wires clipped to the area, nodes. Live values are not here but in the live layer.
void paintNear(QPainter& painter, const CanvasSnapshot& snapshot, const Theme& theme,
               const ViewTransform& view, const QRectF& area, const NearOptions& options);

/// One wire, clipped to the area, wider by `extra` pixels.
void paintWire(QPainter& painter, const CanvasSnapshot& snapshot, const CanvasWire& wire,
               const QColor& colour, double extra, const ViewTransform& view, const QRectF& area);
/// A path in the scene as a wire of that kind.
void paintPath(QPainter& painter, std::span<const QPointF> path, const CanvasWire& wire,
               const QColor& colour, double extra, const ViewTransform& view, const QRectF& area);
/// The places that a wire is led through, as dots; none where they would be too small.
void paintPoints(QPainter& painter, const CanvasSnapshot& snapshot, int wire, const Theme& theme,
                 const ViewTransform& view);
void paintPointsAt(QPainter& painter, std::span<const QPointF> via, const QColor& colour,
                   const Theme& theme, const ViewTransform& view);
/// The colour of a wire at rest.
QColor wireColour(const CanvasWire& wire, const Theme& theme);
/// The middle of a wire's path, in the view.
QPointF middleOfWire(const CanvasSnapshot& snapshot, const CanvasWire& wire,
                     const ViewTransform& view);

}  // namespace weft::ui
