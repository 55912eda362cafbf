// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>

#include "ui/base/theme.h"
#include "ui/canvas/canvas_snapshot.h"
#include "ui/canvas/paint/view_transform.h"

namespace weft::ui {

/// A node that is not there yet, offered as what most people do next.
struct CanvasHint {
    QString name;                 ///< "Dense"
    QString words;                ///< why: "A layer that learns from features"
    QPointF at;                   ///< upper left corner in the scene
    std::vector<SocketRef> from;  ///< outputs that would be wired to it
    friend bool operator==(const CanvasHint&, const CanvasHint&) = default;
};

/// How it is pointed at.
struct HintState {
    bool focused = false;  ///< the keys have reached it
    bool hovered = false;
};

/// Its place in the scene.
QRectF hintRect(const CanvasHint& hint);
/// Of the cross that hides it, in the view.
QRectF hintCross(const CanvasHint& hint, const ViewTransform& view);

/// Dashed: the node, its name, why, which keys take and hide it, and the wires it would get.
void paintHint(QPainter& painter, const CanvasSnapshot& snapshot, const CanvasHint& hint,
               HintState state, const Theme& theme, const ViewTransform& view);
/// What an empty canvas says.
void paintEmptyWords(QPainter& painter, const QRectF& room, const Theme& theme);

}  // namespace weft::ui
