// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// @file
/// The inner loops of the own matrix product, for float and double.

namespace weft::simd {

/// C[m, n] (+)= A[m, k] B[k, n]: element (i, p) of A at i * aRow + p * aColumn, likewise B; C has
/// contiguous rows of length cRow.
template <class T>
struct GemmTile {
    const T* a = nullptr;
    const T* b = nullptr;
    T* c = nullptr;
    std::int64_t m = 0;
    std::int64_t n = 0;
    std::int64_t k = 0;
    std::int64_t aRow = 0;
    std::int64_t aColumn = 0;
    std::int64_t bRow = 0;
    std::int64_t bColumn = 0;
    std::int64_t cRow = 0;
};

/// Columns of C that one step computes: tiles whose n is a multiple of it are the fastest.
std::int64_t gemmColumns(const float* /*type*/);
std::int64_t gemmColumns(const double* /*type*/);

/// Overwrites C with the product. Each element is summed in order of k, however C is cut.
void gemmTile(const GemmTile<float>& tile);
void gemmTile(const GemmTile<double>& tile);

}  // namespace weft::simd
