// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/paint/live_layer.h"

/// @file
/// The last line of a node while a session tells something about it.

namespace weft::ui {

/// Value, histogram and device in a node's footer. @param r the node's rectangle in the view.
void paintFooter(QPainter& painter, const DiagramNode& node, const QRectF& r, const NodeLive& live,
                 const Theme& theme, double zoom);
/// The value on a card's last line, in place of the shape, or of the type where there is one.
void paintCardValue(QPainter& painter, const DiagramNode& node, const QRectF& r,
                    const NodeLive& live, const Theme& theme, double zoom);

}  // namespace weft::ui
