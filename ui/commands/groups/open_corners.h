// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QPointF>
#include <vector>

#include "engine/weft.h"

namespace weft::ui {

/// A group that is open in place is drawn from the least corner of what is in it. When that corner
/// moves, the group's own has to move with it, or all else in it would jump.
/// Protocol: made before items move, keep() after.
class OpenCorners {
public:
    /// @param moved the items that will move.
    OpenCorners(const Document& document, const QList<quint64>& moved);
    /// Moves the groups, so that what has not moved stays where one sees it.
    void keep(Edit& edit) const;

private:
    struct Corner {
        ItemId group;
        QPointF at;  ///< least corner of what is in it
    };
    std::vector<Corner> m_before;  // inner groups before those around them
};

}  // namespace weft::ui
