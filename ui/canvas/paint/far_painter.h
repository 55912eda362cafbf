// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QPainter>

#include "ui/canvas/canvas_snapshot.h"
#include "ui/canvas/drag/move_drag.h"
#include "ui/canvas/paint/view_transform.h"

namespace weft::ui {

/// Draws a snapshot at zooms below 0.3 straight into the pixels: nodes as two filled rectangles,
/// wires as hairlines (grey below 0.12). QPainter's per-call cost would be the whole frame here.
/// @param image of format RGB32 or ARGB32_Premultiplied, filled by the call.
/// @param without what is left out.
void paintFar(QImage& image, const CanvasSnapshot& snapshot, const Theme& theme,
              const ViewTransform& view, const Lifted& without = {});
/// A node as paintFar() shows it, for the few that move over it.
void paintFarNode(QPainter& painter, const CanvasSnapshot& snapshot, int node, const Theme& theme,
                  const ViewTransform& view);

/// Writes the names of groups over that, in the size of the screen: the largest groups first, and
/// none over another.
void paintFarNames(QPainter& painter, const CanvasSnapshot& snapshot, const Theme& theme,
                   const ViewTransform& view, const QRectF& area);

}  // namespace weft::ui
