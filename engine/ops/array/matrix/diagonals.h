// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "engine/kernel/op_builder.h"

/// @file
/// Bands of diagonals of matrices: what the MatrixDiag family shares.

namespace weft::matrix {

/// Where diagonals shorter than the longest one lie in their row, as attribute `align` says.
struct Alignment {
    bool leftAbove = true;  ///< superdiagonals are followed by padding, not preceded
    bool leftBelow = true;  ///< the same of subdiagonals
};
/// Errors: InvalidArgument for a word that is unknown. Ops without the attribute align left.
Result<Alignment> parseAlignment(const AttrMap& attrs);

/// Diagonals lower..upper of a matrix; 0 is the main one, negative ones lie below it.
struct Band {
    std::int64_t lower = 0;
    std::int64_t upper = 0;
    std::int64_t count() const { return upper - lower + 1; }
    /// Elements of the longest of them in a matrix of rows x columns.
    std::int64_t longest(std::int64_t rows, std::int64_t columns) const {
        return std::min(rows + std::min<std::int64_t>(upper, 0),
                        columns - std::max<std::int64_t>(lower, 0));
    }
};

/// The band that input k names: nothing where its value is not known; the main diagonal for ops
/// that have no such input. Errors: InvalidArgument unless it is one number or two in order.
Result<std::optional<Band>> bandOf(const ShapeContext& context, int k);
/// The same of a kernel call, whose shapes have been checked.
Band bandOf(const KernelContext& context, int k);

/// Errors: InvalidArgument when a diagonal of the band is not in the matrix. Unknown sizes fit.
Status checkInside(const Band& band, std::int64_t rows, std::int64_t columns);

/// One element of a diagonal: which row of the band's tensor, and where in it.
struct DiagonalPlace {
    std::int64_t row = 0;
    std::int64_t at = 0;
};

/// Where the elements of a matrix lie in the tensor that holds its band, row by row.
class BandLayout {
public:
    BandLayout(const Band& band, std::int64_t rows, std::int64_t columns, std::int64_t width,
               const Alignment& alignment)
        : m_band(band), m_rows(rows), m_columns(columns), m_width(width), m_alignment(alignment) {}

    bool contains(std::int64_t diagonal) const {
        return diagonal >= m_band.lower && diagonal <= m_band.upper;
    }
    std::int64_t length(std::int64_t diagonal) const {
        return std::min(m_rows + std::min<std::int64_t>(diagonal, 0),
                        m_columns - std::max<std::int64_t>(diagonal, 0));
    }
    /// Padding before the first element of a diagonal.
    std::int64_t offset(std::int64_t diagonal) const {
        const bool isLeft =
            (diagonal >= 0 && m_alignment.leftAbove) || (diagonal <= 0 && m_alignment.leftBelow);
        return isLeft ? 0 : m_width - length(diagonal);
    }
    /// The place of matrix element (i, j), whose diagonal is in the band.
    DiagonalPlace place(std::int64_t i, std::int64_t j) const {
        const std::int64_t diagonal = j - i;
        return {m_band.upper - diagonal, std::min(i, j) + offset(diagonal)};
    }

private:
    Band m_band;
    std::int64_t m_rows;
    std::int64_t m_columns;
    std::int64_t m_width;
    Alignment m_alignment;
};

/// Elements of the matrices [..., rows, columns].
struct Matrices {
    std::int64_t batch = 1;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    std::int64_t size() const { return rows * columns; }
};
Matrices matricesOf(const Shape& shape);

/// The attribute of the V3 ops.
inline constexpr std::string_view kAlign =
    "align: {'LEFT_RIGHT', 'RIGHT_LEFT', 'LEFT_LEFT', 'RIGHT_RIGHT'} = 'RIGHT_LEFT'";
/// align and nothing else, for the next op of a gradient; nothing where the node has none.
AttrMap alignAttr(const GradientContext& context);

}  // namespace weft::matrix
