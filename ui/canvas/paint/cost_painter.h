// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>
#include <QString>
#include <QStringList>

#include "ui/base/theme.h"

/// @file
/// What a step took at each node: a bar and a figure under it.

namespace weft::ui {

/// A node's part of a step, as far as it is shown.
struct CostMark {
    double share = 0;    ///< of the step, 0 to 1: length and heat of the bar
    int device = -1;     ///< then the bar is full and has that device's colour; -1: none
    QString figure;      ///< "1.23 ms"
    QString beside;      ///< "34 %", where it has room
    QStringList words;   ///< the same and more, for tips and pages
    bool warns = false;  ///< there is a reason to look at it
    friend bool operator==(const CostMark&, const CostMark&) = default;
};

inline constexpr double kCostRow = 16;  ///< room of it under a node, in the view

/// Draws it under a node. Far away only the bar is left, then the node itself has its colour.
/// @param node its rectangle in the view.
void paintCost(QPainter& painter, const QRectF& node, const CostMark& mark, const Theme& theme,
               double zoom);
/// Height of what paintCost() draws under a node.
double costHeight(double zoom);

}  // namespace weft::ui
