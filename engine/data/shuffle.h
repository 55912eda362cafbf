// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace weft {

/// The numbers 0 .. count-1 in an order drawn from the seed: every order equally likely, and the
/// same on every machine. Source: Fisher and Yates; SplitMix64 (Steele, Lea, Flood 2014); bounded
/// draws by Lemire (2019).
std::vector<std::int64_t> shuffledIndices(std::int64_t count, std::uint64_t seed);

/// The seed of pass number `epoch` over shuffled data: neighbours are unrelated.
std::uint64_t epochSeed(std::uint64_t seed, std::int64_t epoch);

}  // namespace weft
