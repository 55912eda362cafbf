// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QPointF>
#include <QSet>

#include "ui/document/diagram.h"

namespace weft::ui {

/// How far others go, by id, when a group is opened in place: what lies right of it goes right and
/// what lies below it down, as far as the open group needs; so they keep their places among each
/// other. The panels around it grow, and have room made for them in the same way. Nothing that is
/// laid out by itself, and no locked paper.
/// @param closed, opened the diagram with the group closed, and open with nothing moved.
/// Threading: pure, any. Complexity: linear in the nodes for each panel around.
QHash<quint64, QPointF> roomToOpen(const Diagram& closed, const Diagram& opened, quint64 group);

/// How far others in the same panel go, by id, when a series is unfolded: as for a group that opens,
/// where they would lie on a member; else nowhere. What lies around that panel stays.
/// @param folded, unfolded the diagram before and after, with nothing moved.
/// @param head the stack's id. Threading: pure, any. Complexity: nodes times members at most.
QHash<quint64, QPointF> roomToUnfold(const Diagram& folded, const Diagram& unfolded, quint64 head,
                                     const QSet<quint64>& members);

}  // namespace weft::ui
