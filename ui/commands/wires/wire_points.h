// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QPointF>
#include <utility>
#include <vector>

#include "engine/weft.h"

/// @file
/// The places that wires are led through. Each belongs to the picture of one group: a wire that
/// crosses a group's border has its own in both.

namespace weft::ui {

/// Leads a wire through these places in a group's picture, on its way; none: as it likes.
/// Errors: NotFound for what is no wire.
Status setWirePoints(Edit& edit, ItemId wire, ItemId group, const std::vector<QPointF>& points);
/// The places of a wire before, and after, what is put between its ends at `middle` in a group's
/// picture. In other pictures the place between is not seen: there all go to the end that is.
std::pair<std::vector<WirePoint>, std::vector<WirePoint>> splitPoints(const Document& document,
                                                                      const Wire& wire,
                                                                      ItemId group, QPointF middle);
/// Places go along where both ends of their wire go the same way. Before the items are moved.
void carryPoints(Edit& edit, const QHash<quint64, QPointF>& corners);
/// What lay in one group's picture lies in another's now: the places of wires among it, too.
/// @param by how far all has moved with that.
void rehomePoints(Edit& edit, ItemId from, ItemId to, QPointF by);

}  // namespace weft::ui
