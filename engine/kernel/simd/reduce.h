// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// @file
/// Loops that fold many elements into one, compiled for every instruction set. Results do not
/// depend on which one runs, nor on how rows or columns are shared out among threads.

namespace weft::simd {

/// What a reduction computes. Sums and products of integers wrap around; Max and Min give NaN if
/// any element is; SumOfSquares is for floating types.
enum class Reduce { Sum, Prod, Max, Min, SumOfSquares };

/// A block of contiguous elements to fold, `rows` of `columns` each, `stride` apart.
template <class T>
struct ReduceBlock {
    const T* x = nullptr;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    std::int64_t stride = 0;
};

/// out[r] = fold(out[r], all of row r). Rows run in 64 lanes, blocks of 1,024 and pairs of blocks,
/// so that the error of floating sums grows with the logarithm of their length.
void reduceRows(Reduce op, const ReduceBlock<float>& block, float* out);
void reduceRows(Reduce op, const ReduceBlock<double>& block, double* out);
void reduceRows(Reduce op, const ReduceBlock<std::int32_t>& block, std::int32_t* out);
void reduceRows(Reduce op, const ReduceBlock<std::int64_t>& block, std::int64_t* out);
void reduceRows(Reduce op, const ReduceBlock<std::uint8_t>& block, std::uint8_t* out);

/// out[c] = fold(out[c], all of column c), in blocks of 64 rows.
void reduceColumns(Reduce op, const ReduceBlock<float>& block, float* out);
void reduceColumns(Reduce op, const ReduceBlock<double>& block, double* out);
void reduceColumns(Reduce op, const ReduceBlock<std::int32_t>& block, std::int32_t* out);
void reduceColumns(Reduce op, const ReduceBlock<std::int64_t>& block, std::int64_t* out);
void reduceColumns(Reduce op, const ReduceBlock<std::uint8_t>& block, std::uint8_t* out);

}  // namespace weft::simd
