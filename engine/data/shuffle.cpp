// SPDX-License-Identifier: Apache-2.0
#include "engine/data/shuffle.h"

#include <numeric>
#include <utility>

namespace weft {
namespace {

std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
}

class SplitMix64 {
public:
    explicit SplitMix64(std::uint64_t seed) : m_state(seed) {}
    std::uint64_t next() { return mixed(m_state += 0x9E3779B97F4A7C15U); }

    /// Uniform in 0 .. bound-1 without bias.
    std::uint64_t below(std::uint64_t bound) {
        __extension__ using Wide = unsigned __int128;
        Wide product = Wide{next()} * bound;
        if (static_cast<std::uint64_t>(product) < bound) {
            const std::uint64_t threshold = (0 - bound) % bound;
            while (static_cast<std::uint64_t>(product) < threshold) {
                product = Wide{next()} * bound;
            }
        }
        return static_cast<std::uint64_t>(product >> 64U);
    }

private:
    std::uint64_t m_state;
};

}  // namespace

std::vector<std::int64_t> shuffledIndices(std::int64_t count, std::uint64_t seed) {
    std::vector<std::int64_t> indices(static_cast<std::size_t>(count));
    std::iota(indices.begin(), indices.end(), std::int64_t{0});
    SplitMix64 random(seed);
    for (std::size_t left = indices.size(); left > 1; --left) {
        std::swap(indices[left - 1], indices[random.below(left)]);
    }
    return indices;
}

std::uint64_t epochSeed(std::uint64_t seed, std::int64_t epoch) {
    return epoch == 0 ? seed : mixed(seed ^ mixed(static_cast<std::uint64_t>(epoch)));
}

}  // namespace weft
