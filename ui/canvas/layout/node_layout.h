// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include "ui/document/diagram.h"

/// @file
/// Sizes of a node and of its parts, in scene units (device-independent pixels at zoom 1). A node's
/// size depends on its diagram alone, never on live values, so nothing jumps while a run goes on.

namespace weft::ui {

inline constexpr double kTitleHeight = 24;
inline constexpr double kRowHeight = 20;
inline constexpr double kNodeBottom = 4;
inline constexpr double kSocket = 10;
inline constexpr double kSpareSocket = 8;
inline constexpr double kPillHeight = 24;
inline constexpr double kPaneHeight = 88;
inline constexpr double kPaneTitle = 18;  ///< of its height
inline constexpr double kFootMark = 18;   ///< room under a node for its error words

/// Rows of sockets, without parameters and footer.
int socketRows(const DiagramNode& node);
/// Width 144, 176 or 208 by the words it carries; height by its rows.
QSizeF nodeSize(const DiagramNode& node);
/// Centre of a socket, relative to the node's top left.
QPointF inputSocket(const DiagramNode& node, int port);
QPointF outputSocket(const DiagramNode& node, int port, double width);
/// The row of a parameter and the footer row, relative to the node's top left.
QRectF parameterRow(const DiagramNode& node, int parameter, double width);
QRectF footerRow(const DiagramNode& node, double width);
/// The picture of a function that the node calls, relative to the node's top left.
QRectF paneRect(const DiagramNode& node, int pane, double width);
/// The words right of the name: the type, where it says more than the name; of a panel what is in it.
QString titleNote(const DiagramNode& node);

/// Width of one character of the 12 and the 11 pixel mono font.
double monoAdvance();
double monoSmallAdvance();

}  // namespace weft::ui
