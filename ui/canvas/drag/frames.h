// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QRectF>
#include <QSet>

#include "ui/canvas/canvas_snapshot.h"

/// @file
/// Frames: what lies on them, and where a new one goes.

namespace weft::ui {

/// What a frame takes along: nodes of which the middle lies on it, notes and frames that lie on it
/// whole. Locked paper stays.
QSet<quint64> heldBy(const CanvasSnapshot& snapshot, int frame);
/// These things, and what frames among them take along.
QSet<quint64> withHeld(const CanvasSnapshot& snapshot, const QSet<quint64>& ids);
/// The paper for a frame around nodes and notes, with room for its title; empty where none of them
/// is there.
QRectF frameAround(const CanvasSnapshot& snapshot, const QSet<quint64>& ids);

/// Frames with nodes on them that go to these new corners, as they are then: as far around what they
/// hold as before. Locked paper stays. Complexity: linear in nodes and notes, for each frame.
QHash<quint64, QRectF> refitted(const CanvasSnapshot& snapshot,
                                const QHash<quint64, QPointF>& corners);

}  // namespace weft::ui
