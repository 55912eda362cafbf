// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QPointF>

#include "ui/document/diagram.h"

namespace weft::ui {

/// How far others go, by id, when a group is opened in place: what lies right of it goes right and
/// what lies below it down, as far as the open group needs; so they keep their places among each
/// other. The panels around it grow, and have room made for them in the same way. Nothing that is
/// laid out by itself, and no locked paper.
/// @param closed, opened the diagram with the group closed, and open with nothing moved.
/// Threading: pure, any. Complexity: linear in the nodes for each panel around.
QHash<quint64, QPointF> roomToOpen(const Diagram& closed, const Diagram& opened, quint64 group);

}  // namespace weft::ui
