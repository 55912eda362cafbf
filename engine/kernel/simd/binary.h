// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// @file
/// Elementwise loops over two operands of float, double, int32 or int64, compiled for every
/// instruction set and chosen at run time.

namespace weft::simd {

/// A block of a broadcast operation: out[r, c] = f(a[r, c], b[r, c]), out being contiguous rows.
/// Strides count elements; column strides are 0 (one value for the whole row) or 1. `out` may be
/// the memory of an operand whose strides are those of out.
template <class T, class R>
struct BinaryBlock {
    const T* a = nullptr;
    const T* b = nullptr;
    R* out = nullptr;
    std::int64_t rows = 1;
    std::int64_t columns = 0;
    std::int64_t aRow = 0;
    std::int64_t aColumn = 1;
    std::int64_t bRow = 0;
    std::int64_t bColumn = 1;
};

/// Runs f over a block, element by element.
template <class Fn, class T, class R>
inline void binaryRows(const BinaryBlock<T, R>& block, Fn f) {
    for (std::int64_t r = 0; r < block.rows; ++r) {
        const T* a = block.a + r * block.aRow;
        const T* b = block.b + r * block.bRow;
        R* out = block.out + r * block.columns;
        for (std::int64_t c = 0; c < block.columns; ++c) {
            out[c] = f(a[c * block.aColumn], b[c * block.bColumn]);
        }
    }
}

/// What binary() computes; the formulas are in functors.h.
enum class Binary {
    Add,
    Sub,
    Mul,
    Maximum,
    Minimum,
    SquaredDifference,
    // Floating types only:
    Div,
    DivNoNan,
    MulNoNan,
    FloorDiv,
    TanhGrad,
    SigmoidGrad,
    SqrtGrad,
    RsqrtGrad,
    ReciprocalGrad,
};

void binary(Binary op, const BinaryBlock<float, float>& block);
void binary(Binary op, const BinaryBlock<double, double>& block);
void binary(Binary op, const BinaryBlock<std::int32_t, std::int32_t>& block);
void binary(Binary op, const BinaryBlock<std::int64_t, std::int64_t>& block);

/// What compare() tests.
enum class Compare { Equal, NotEqual, Less, LessEqual };

void compare(Compare op, const BinaryBlock<float, bool>& block);
void compare(Compare op, const BinaryBlock<double, bool>& block);
void compare(Compare op, const BinaryBlock<std::int32_t, bool>& block);
void compare(Compare op, const BinaryBlock<std::int64_t, bool>& block);

}  // namespace weft::simd
