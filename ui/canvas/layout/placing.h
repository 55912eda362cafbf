// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>
#include <optional>
#include <vector>

#include "ui/document/diagram.h"

namespace weft::ui {

/// Room between a panel's border and what lies in it.
inline constexpr double kPanelPadding = 16;

/// Where the nodes of a diagram lie in the scene.
struct Placing {
    std::vector<QRectF> rects;
    std::vector<QPointF> origins;  ///< by node: where zero lies as the panel counts
    /// By wire: the points that it passes, where a layout has chosen its way.
    std::vector<std::optional<std::vector<QPointF>>> through;
    bool placed = true;  ///< the diagram said where all nodes lie
};

/// Nodes lie where the diagram says, level by level: what lies in a panel from the panel's corner
/// on, and a panel is as large as what lies in it. A level where a node has no place is laid out.
/// Threading: any. Complexity: near linear, and linear in the wires for each level laid out.
Placing placingOf(const Diagram& diagram);

}  // namespace weft::ui
