// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>

#include "ui/canvas/canvas_snapshot.h"
#include "ui/canvas/paint/view_transform.h"

/// @file
/// Paper: notes, which lie over the wires, and frames, which lie below everything.

namespace weft::ui {

/// The words on a ground, at a rectangle of the scene.
void paintNote(QPainter& painter, const DiagramNote& note, const QRectF& scene, const Theme& theme,
               const ViewTransform& view);
/// Paper with its title on top and, below it, the other words.
void paintFrame(QPainter& painter, const DiagramNote& frame, const QRectF& scene,
                const Theme& theme, const ViewTransform& view);
/// The colour of a frame's paper on the canvas, opaque.
QColor frameColour(const DiagramNote& frame, const Theme& theme);
/// The first line of a frame's words, and the others.
QString titleOfFrame(const DiagramNote& frame);
QString restOfFrame(const DiagramNote& frame);

}  // namespace weft::ui
