// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>

#include "ui/canvas/canvas_snapshot.h"
#include "ui/canvas/drag/move_drag.h"
#include "ui/canvas/paint/view_transform.h"

namespace weft::ui {

/// What lies below wires and nodes and touches an area of the view: frames, large ones first, then
/// panels from the outer to the inner, each with the frames that lie in it.
void paintPapers(QPainter& painter, const CanvasSnapshot& snapshot, const Lifted& without,
                 const Theme& theme, const ViewTransform& view, const QRectF& area);
/// The ground of a panel, a little lighter than the canvas.
QColor panelColour(const Theme& theme);

}  // namespace weft::ui
