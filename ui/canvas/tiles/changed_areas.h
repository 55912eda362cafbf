// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <vector>

#include "ui/canvas/canvas_snapshot.h"
#include "ui/canvas/drag/move_drag.h"

namespace weft::ui {

/// Where the pictures of two snapshots differ, in the scene: an edit of a large graph then costs
/// what it touches. Threading: any. Complexity: linear.
std::vector<QRectF> changedAreas(const CanvasSnapshot& before, const CanvasSnapshot& now);

/// What a picture lacks that is without these things.
std::vector<QRectF> areasOf(const CanvasSnapshot& snapshot, const Lifted& lifted);

}  // namespace weft::ui
