// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/paint/live_layer.h"

/// @file
/// The last line of a node, and the values at its inputs, while a session tells something about it.

namespace weft::ui {

/// Value, histogram and device in a node's footer. @param r the node's rectangle in the view.
void paintFooter(QPainter& painter, const DiagramNode& node, const QRectF& r, const NodeLive& live,
                 const Theme& theme, double zoom);
/// The value on a card's last line, in place of the shape, or of the type where there is one.
void paintCardValue(QPainter& painter, const DiagramNode& node, const QRectF& r,
                    const NodeLive& live, const Theme& theme, double zoom);

/// Short values left of a node's inputs, as NodeLive::pins says; nothing where the inputs have no room.
void paintPins(QPainter& painter, const CanvasSnapshot& snapshot, int node, const NodeLive& live,
               const QColor& colour, const Theme& theme, const ViewTransform& view);

}  // namespace weft::ui
