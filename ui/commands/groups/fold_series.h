// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QPointF>
#include <QSet>

#include "ui/document/folds.h"

namespace weft::ui {

/// Draws each series that one of these is of as one stack: marks its members.
/// Errors: NotFound where nothing beside them repeats.
Status foldSeries(Edit& edit, const Folds& folds, const QSet<quint64>& ids);
/// Draws the members of a series each by itself again, where they lie. @param room how far others go
/// to make room, by id.
Status unfoldSeries(Edit& edit, const NodeSeries& series, const QHash<quint64, QPointF>& room);

/// Moves items as moveItems(), and with the first of a folded series the others.
void moveWithSeries(Edit& edit, const Folds& folds, QHash<quint64, QPointF> corners);

}  // namespace weft::ui
