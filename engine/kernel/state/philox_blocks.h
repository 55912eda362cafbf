// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// @file
/// Many blocks of a Philox stream at once, one block a vector lane.

namespace weft::simd {

/// The counter and key of the first block; the others count up from it.
struct PhiloxStart {
    std::uint64_t key = 0;
    std::uint64_t counterLow = 0;
    std::uint64_t counterHigh = 0;
};

/// words[4 i ..] = Philox 4x32-10 of counter + i for 0 <= i < n, the words of random::Philox::block().
/// The low 32 bits of the counter must not wrap around before counter + n.
/// Source: Salmon et al., Parallel random numbers: as easy as 1, 2, 3, 2011, section 3.3.
void philoxBlocks(const PhiloxStart& start, std::uint32_t* words, std::int64_t n);

}  // namespace weft::simd
