// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QImage>
#include <QString>

#include "engine/weft.h"
#include "ui/base/theme.h"
#include "ui/canvas/canvas_snapshot.h"

namespace weft::ui {

/// How a picture of a graph is made.
struct PictureOptions {
    double ratio = 2;        ///< pixels of a PNG for each unit of the scene, at most
    bool allShapes = false;  ///< a shape label on every wire that has room
};

/// The whole graph at rest as an image, with a margin. A graph that would be more than a picture's
/// 100 million pixels is drawn smaller, with the detail of that zoom. Threading: any.
QImage pictureOf(const CanvasSnapshot& snapshot, const Theme& theme, PictureOptions options = {});

/// The same as SVG: every style inline, letters as outlines, so that it looks the same everywhere.
QByteArray svgOf(const CanvasSnapshot& snapshot, const Theme& theme, PictureOptions options = {});

/// Writes `.svg` or `.png`, whole or not at all. Errors: InvalidArgument for another ending or an
/// empty graph, Unavailable where the file cannot be written. Threading: any.
Status writePicture(const CanvasSnapshot& snapshot, const Theme& theme, const QString& path,
                    PictureOptions options = {});

}  // namespace weft::ui
