// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <cstdint>

#include "engine/weft.h"

/// @file
/// What the tensor editor does to whole tensors. None changes its argument.

namespace weft::ui {

enum class TensorFill { Zeros, Ones, Range, Identity, Uniform, Normal };

/// Elements above this are not edited in a table.
inline constexpr std::int64_t kMostElements = 4'000'000;

/// A tensor of that dtype and shape: zeros; ones; 0, 1, 2, ... in row-major order; ones where the
/// last two indices agree; uniform in [0, 1) or standard normal numbers that follow from the seed.
/// Errors: InvalidArgument for dtypes that have no such values, Identity below rank 2.
Result<Tensor> filled(DType type, const Shape& shape, TensorFill fill, std::uint64_t seed = 0);
/// The same values as another dtype; floats are cut to integers as Cast does.
/// Errors: InvalidArgument for values that the dtype cannot hold.
Result<Tensor> withType(const Tensor& tensor, DType type);
/// The same elements in another shape: in row-major order; what is new is zero (false, ""), what
/// has no room is dropped.
Result<Tensor> withShape(const Tensor& tensor, const Shape& shape);
/// With one element set from text. Errors: InvalidArgument for what is no value of the dtype.
Result<Tensor> withElement(const Tensor& tensor, std::int64_t index, const QString& text);
/// Rows of text, cells between tabs, commas or semicolons, as a spreadsheet copies them: a tensor
/// [rows, columns] of the dtype. Errors: InvalidArgument with row and column of what does not fit.
Result<Tensor> fromCells(const QString& text, DType type);

}  // namespace weft::ui
