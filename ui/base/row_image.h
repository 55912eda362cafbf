// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QString>
#include <optional>

#include "engine/weft.h"

/// @file
/// Rows of data as pictures and back, and their names: what cards, Try and Evaluate share.

namespace weft::ui {

/// Sizes of a row that can be looked at.
struct ImageShape {
    int height = 0;
    int width = 0;
    int channels = 1;  ///< 1 or 3
};
/// [h,w], [h,w,1], [h,w,3]; [n] where n is the square of a whole number from 4 on.
std::optional<ImageShape> imageShapeOf(const PartialShape& row);
/// The largest value that pixels of a column have: 255 for bytes, else the least of 1, 16, 255 that
/// is not below any of them.
double brightestOf(const Tensor& column);
/// A row as a picture of its own size. Null for a row that is none.
QImage imageOfRow(const Tensor& column, std::int64_t row, double brightest);
/// One row [1,...] of a column's dtype and row shape from a picture, scaled to its size.
/// Errors: InvalidArgument for a row that is no picture, or a dtype that is no number.
Result<Tensor> rowOfImage(const QImage& image, DType type, const PartialShape& row,
                          double brightest);

/// All elements as numbers; empty for strings and other things that are none.
std::vector<double> numbersOf(const Tensor& tensor);
/// "3", "0.25 1 7 ...": a row in a few words.
QString rowText(const Tensor& column, std::int64_t row, int most = 8);
/// What the classes of known data are called; empty: by their numbers.
QStringList classNamesOf(const QString& source);
/// "7 sneaker", or the number alone.
QString className(const QStringList& names, int index);

}  // namespace weft::ui
