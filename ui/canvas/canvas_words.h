// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "ui/canvas/canvas_snapshot.h"
#include "ui/canvas/hit_test.h"
#include "ui/canvas/paint/live_layer.h"

/// @file
/// What things on the canvas are called: in hover cards, for screen readers, in pick lists.

namespace weft::ui {

/// Some lines about what lies under the pointer.
QString hoverWords(const CanvasSnapshot& snapshot, const CanvasLive& live, const Hit& hit);
/// "wire from hidden1 to loss x, float32 [?,128]"
QString wireName(const CanvasSnapshot& snapshot, const CanvasWire& wire);
/// "Dense hidden1, output float32 [?,128], error: ..."
QString nodeWords(const CanvasSnapshot& snapshot, const CanvasLive& live, int node);
/// "output y of hidden1, float32 [?,128], to loss", "input x of loss, from hidden1", "..., free".
QString socketWords(const CanvasSnapshot& snapshot, int node, int port, bool isOutput);

}  // namespace weft::ui
