// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace weft::studio {

/// How thoroughly the canvas is timed.
struct CanvasBench {
    int frames = 120;  ///< of each motion
    int frameMs = 16;  ///< a frame's time; what is left of it other threads have
};

/// Pans and zooms over a generated document of so many nodes at 1600x1000 and at 3840x2160, drags
/// one of its nodes, and gives the times of the frames as JSON, by size and zoom: median, 99th
/// percentile and worst of the drawing thread's CPU time, the 99th percentile by the clock, and the
/// share of what was shown that was stretched for the moment. Units: ms.
QByteArray benchCanvas(int nodes, CanvasBench options = {});

}  // namespace weft::studio
