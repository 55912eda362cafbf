// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/tensor/dtype.h"

/// @file
/// Floating-point numbers as text, in the forms of numpy's str(): the fewest digits that read back
/// the same. Independent of the locale.

namespace weft {

/// One number alone: 0.8, 1e-05, 1e+16, -inf, nan.
/// @param type    half, bfloat16, float or double: what the digits must read back to
/// @param digits  significant digits at most
std::string floatText(double value, DType type, int digits);

/// The common form of the numbers of one array: all positional or all with exponents, decimal
/// points below each other.
class FloatColumn {
public:
    /// @param signs  show '+' too (imaginary parts)
    FloatColumn(const std::vector<double>& values, DType type, int digits, bool signs = false);
    /// One of the numbers, padded to the width of the column.
    std::string text(double value) const;

private:
    std::string bare(double value) const;

    DType m_type;
    int m_digits;
    bool m_signs;
    bool m_exponents = false;
    int m_fraction = 0;       // digits after the point, where there are exponents
    std::size_t m_left = 0;   // width before the point, with the sign
    std::size_t m_right = 0;  // width after the point
};

}  // namespace weft
