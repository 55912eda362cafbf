// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>
#include <QPainterPath>

#include "ui/canvas/canvas_snapshot.h"
#include "ui/canvas/drag/move_drag.h"
#include "ui/canvas/paint/view_transform.h"

namespace weft::ui {

/// The dotted line between two nodes of which one uses the weights of the other, in the scene: from
/// below the upper one to above the lower one, or under both where they stand side by side.
QPainterPath linkPath(const QRectF& a, const QRectF& b);
/// The links of what is at rest that touch an area of the view.
void paintLinks(QPainter& painter, const CanvasSnapshot& snapshot, const Lifted& without,
                const Theme& theme, const ViewTransform& view, const QRectF& area);
/// Links of which an end is on its way.
void paintMovingLinks(QPainter& painter, const CanvasSnapshot& snapshot, const MoveDrag& move,
                      const Theme& theme, const ViewTransform& view);

}  // namespace weft::ui
