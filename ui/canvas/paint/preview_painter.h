// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>

#include "ui/base/theme.h"
#include "ui/base/value_preview.h"

/// @file
/// Values in small, at the nodes that have them.

namespace weft::ui {

/// Room of a picture above its node, in the view.
double pictureSide(double zoom);
/// A histogram in a rectangle of the view: bars from its lower edge, as wide as fit.
void paintHistogram(QPainter& painter, const QRectF& r, const std::vector<int>& bins,
                    const Theme& theme);
/// A picture with a border, as large as fits at the lower left of the rectangle.
void paintPicture(QPainter& painter, const QRectF& r, const QImage& image, const Theme& theme);

}  // namespace weft::ui
