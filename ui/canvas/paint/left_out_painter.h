// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>

#include "ui/canvas/canvas_snapshot.h"
#include "ui/canvas/paint/view_transform.h"

namespace weft::ui {

/// Over a node that is left out of the graph: pale; muted with hatching, bypassed with the way that
/// a tensor takes through it. Nothing over others.
/// @param r the node's rectangle in the view.
void paintLeftOut(QPainter& painter, const CanvasSnapshot& snapshot, int node, const QRectF& r,
                  const Theme& theme, const ViewTransform& view);
/// The colour of what is left out, far away.
QColor leftOutColour(const QColor& colour, const Theme& theme);

}  // namespace weft::ui
