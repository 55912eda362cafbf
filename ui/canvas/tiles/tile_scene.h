// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <memory>

#include "ui/base/theme.h"
#include "ui/canvas/canvas_snapshot.h"
#include "ui/canvas/drag/move_drag.h"
#include "ui/canvas/paint/view_transform.h"

namespace weft::ui {

/// All that the picture of a graph at rest follows from, besides the view. Threading: immutable
/// once handed on.
struct TileScene {
    std::shared_ptr<const CanvasSnapshot> snapshot;
    Theme theme;
    Lifted without;
    bool allShapes = false;
};

/// Paints what lies in a rectangle of the picture, in device pixels from the scene's origin. The image's own
/// ratio is 1.
/// @param view zoom and ratio; its offset does not matter. Threading: any.
QImage paintPart(const TileScene& scene, const ViewTransform& view, const QRect& part);

/// How long paintPart() takes on a usual machine, by what lies there; always the same for the same
/// scene, so that what is painted at once and what is left to others depends on no clock.
/// Units: milliseconds.
double paintCostMs(const TileScene& scene, const ViewTransform& view, const QRect& part);

/// The whole graph in one image at most that many pixels wide and high, for the map in the corner
/// and for places of which nothing better is there yet.
QImage paintOverview(const TileScene& scene, int side);

}  // namespace weft::ui
