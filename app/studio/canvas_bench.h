// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace weft::studio {

/// Pans and zooms over a generated document of so many nodes in a canvas of 1600x1000, drags one of
/// its nodes, and gives the CPU time of each frame as JSON (frames are drawn by one thread): median, 99th percentile and worst in
/// milliseconds, by zoom. Units ms.
QByteArray benchCanvas(int nodes);

}  // namespace weft::studio
