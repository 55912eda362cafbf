// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// @file
/// Choosing between two operands element by element; compiled per element size, not per dtype.

namespace weft::simd {

/// A block of a broadcast choice: out[r, c] = condition[r, c] ? yes[r, c] : no[r, c], out being
/// contiguous rows. Column strides are 0 or 1. `out` may be the memory of an operand whose strides
/// are those of out.
template <class T>
struct SelectBlock {
    const bool* condition = nullptr;
    const T* yes = nullptr;
    const T* no = nullptr;
    T* out = nullptr;
    std::int64_t rows = 1;
    std::int64_t columns = 0;
    std::int64_t conditionRow = 0;
    std::int64_t conditionColumn = 1;
    std::int64_t yesRow = 0;
    std::int64_t yesColumn = 1;
    std::int64_t noRow = 0;
    std::int64_t noColumn = 1;
};

/// 16 bytes that are only moved.
struct Bytes16 {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
};

void select(const SelectBlock<std::uint8_t>& block);
void select(const SelectBlock<std::uint16_t>& block);
void select(const SelectBlock<std::uint32_t>& block);
void select(const SelectBlock<std::uint64_t>& block);
void select(const SelectBlock<Bytes16>& block);

}  // namespace weft::simd
