// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>
#include <span>
#include <vector>

/// @file
/// The paths of wires as short straight pieces, so that painting can clip them to the view: one
/// long curve handed to a painter costs more than a hundred nodes.

namespace weft::ui {

/// From left to right through the given points (pairs: where the wire enters and leaves a column it
/// passes), each part a cubic with horizontal ends and handles clamp(dx/2, 40, 160).
void appendForwardWire(QPointF from, std::span<const QPointF> through, QPointF to,
                       std::vector<QPointF>& out);
/// A wire that runs back: leaves to the right, passes on a level lane with rounded corners, and enters from the left. @param lane y of the lane.
void appendBackwardWire(QPointF from, QPointF to, double lane, std::vector<QPointF>& out);

/// Chords of each piece of a wire that is led: from one place to the next.
inline constexpr int kLedChords = 20;
/// Through the given places, whichever way they lie, without corners; both ends are level.
void appendLedWire(QPointF from, std::span<const QPointF> via, QPointF to,
                   std::vector<QPointF>& out);

/// The lane of a wire that runs back: between two nodes where one lies below the other, else below
/// both.
double backwardLane(const QRectF& from, const QRectF& to);

/// Line width for a tensor of that many elements: 1.25 + 0.45 log10(n), 1.25 to 4.
double wireWidth(qint64 elements);

/// The part of a segment inside the area, or false when it misses it.
bool clipSegment(const QRectF& area, QPointF& a, QPointF& b);

/// Distance of a point from a segment.
double distanceToSegment(QPointF p, QPointF a, QPointF b);

}  // namespace weft::ui
