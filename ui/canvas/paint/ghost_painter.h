// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>

#include "ui/base/theme.h"
#include "ui/canvas/paint/view_transform.h"

namespace weft::ui {

/// The dashed outline of a node that is not there yet, with its name; without a name only the
/// outline, of a note that grows.
void paintGhost(QPainter& painter, const QString& name, const QRectF& scene, const Theme& theme,
                const ViewTransform& view);

}  // namespace weft::ui
