// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/canvas_snapshot.h"

namespace weft::ui {

/// What lies under a point of the scene.
struct Hit {
    enum class Kind { Nothing, Node, Input, Output, Wire, Point, Note, NoteCorner };
    Kind kind = Kind::Nothing;
    int node = -1;   ///< of Node, Input, Output
    int port = -1;   ///< of Input, Output
    int wire = -1;   ///< of Wire and Point
    int note = -1;   ///< of Note and of NoteCorner, by which it is made larger
    int point = -1;  ///< of Point: which of the places that the wire is led through

    bool isSocket() const { return kind == Kind::Input || kind == Kind::Output; }
    friend bool operator==(const Hit&, const Hit&) = default;
};

/// Sockets first (24 x 20 around their centre), then nodes, then places of wires and wires within
/// some view pixels, then notes. A frame is there only where it is held (title, border, corner), and
/// so is a panel.
Hit hitTest(const CanvasSnapshot& snapshot, QPointF scene, double zoom);

/// The function whose picture on a node that was hit lies there, or 0.
quint64 paneAt(const CanvasSnapshot& snapshot, const Hit& hit, QPointF scene);

}  // namespace weft::ui
