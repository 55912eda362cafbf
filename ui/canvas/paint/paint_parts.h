// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>

#include "ui/base/theme.h"
#include "ui/canvas/paint/view_transform.h"

/// @file
/// Small pieces that the near painter and the live layer share.

namespace weft::ui {

/// One line of words in a rectangle of the view, scaled with the zoom, elided in the middle (names,
/// numbers) where too long.
struct Words {
    QRectF rect;  ///< in the view
    QString text;
    TextRole role = TextRole::Body;
    QColor colour;
    Qt::Alignment align = Qt::AlignLeft;
    double scale = 1;  ///< of the type
};
void drawWords(QPainter& painter, const Words& words);
/// The nearest place on a whole device pixel; of two the one below, so that a picture does not
/// depend on where it is cut.
QPointF onPixel(const QPainter& painter, QPointF at);
/// Draws an image pixel by pixel. @param at of the view, on a whole device pixel. @param ratio
/// device pixels a view pixel; the image's own is 1.
void drawPixels(QPainter& painter, QPointF at, const QImage& image, double ratio);
/// Width of a text at scale 1.
double widthOf(const QString& text, TextRole role);

inline constexpr double kDotRoom = 10;  ///< of the state dot at the title's right end, in the view
inline constexpr double kCardPadding = 5;  ///< of the words of a card, in the view

/// The title bar of a node's rectangle in the view: never lower than its letters.
QRectF titleBar(const QRectF& node, double zoom);
/// The k-th line of words below the title while the node is drawn as a card; empty where it has no
/// room.
QRectF cardLine(const QRectF& node, double zoom, int line);
/// Whether the variables in a node have values.
enum class StateDot { NotKnown, Hollow, Filled };
/// The dot at the title's right end of a node that holds variables.
void drawStateDot(QPainter& painter, const QRectF& node, double zoom, StateDot state,
                  Category category, const Theme& theme);

/// A socket of a family: circle, square, diamond, triangle, circle with dot, ring, question mark.
void drawSocket(QPainter& painter, QPointF centre, double size, Family family, const Theme& theme);
/// A socket for one more wire: hollow, with a plus.
void drawSpareSocket(QPainter& painter, QPointF centre, double size, Family family,
                     const Theme& theme);
/// Width of a chip with that text.
double chipWidth(const QString& text);
/// A label on a rounded ground, its centre at that point of the view. Returns its rectangle.
QRectF drawChip(QPainter& painter, QPointF centre, const QString& text, const Theme& theme);
QRectF drawChip(QPainter& painter, QPointF centre, const QString& text, const Theme& theme,
                const QColor& border);

}  // namespace weft::ui
