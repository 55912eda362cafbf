// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/drag/wire_drag.h"

namespace weft::ui {

/// Whether the wire in the hand would not be taken where it is: its verdict says why.
bool isRefused(const WireDrag& drag);
/// Whether a socket is one of a folded series, and may mean those of several members.
bool meansSeveral(const CanvasSnapshot& snapshot, const Hit& socket);
/// Why no edit can wire a socket, which is of no item.
QString whyNotWired(const CanvasSnapshot& snapshot, const Hit& socket);

}  // namespace weft::ui
