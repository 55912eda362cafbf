// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/runtime/session.h"
#include "engine/tensor/tensor.h"

/// @file
/// Tensors and numbers that no op expects, drawn repeatably.

namespace weft::test {

/// Knuth's MMIX generator.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : m_state(seed * 7919 + 17) { below(2); }
    /// In [0, sides).
    std::size_t below(std::size_t sides) {
        m_state = m_state * 6364136223846793005U + 1442695040888963407U;
        return static_cast<std::size_t>((m_state >> 33U) % sides);
    }
    bool once(std::size_t in) { return below(in) == 0; }
    template <class List>
    const auto& pick(const List& list) {
        return list[below(list.size())];
    }

private:
    std::uint64_t m_state;
};

/// Whole numbers at the edges of what sizes, axes and indices may be.
inline std::int64_t hostileInt(Dice& dice) {
    static const std::vector<std::int64_t> numbers = {0,
                                                      1,
                                                      2,
                                                      3,
                                                      -1,
                                                      -2,
                                                      -100,
                                                      5,
                                                      7,
                                                      64,
                                                      1000,
                                                      1 << 20,
                                                      INT32_MAX,
                                                      INT32_MIN,
                                                      std::int64_t{1} << 40,
                                                      -(std::int64_t{1} << 40),
                                                      INT64_MAX,
                                                      INT64_MIN,
                                                      std::int64_t{1} << 62};
    return dice.pick(numbers);
}

inline double hostileReal(Dice& dice) {
    static const std::vector<double> numbers = {0.0,
                                                1.0,
                                                -1.0,
                                                0.5,
                                                2.0,
                                                -0.0,
                                                1e30,
                                                -1e30,
                                                1e-40,
                                                1e300,
                                                std::numeric_limits<double>::infinity(),
                                                -std::numeric_limits<double>::infinity(),
                                                std::numeric_limits<double>::quiet_NaN()};
    return dice.pick(numbers);
}

/// A shape of few elements, and of any rank and emptiness.
inline Shape hostileShape(Dice& dice) {
    static const std::vector<std::vector<std::int64_t>> shapes = {{},
                                                                  {0},
                                                                  {1},
                                                                  {2},
                                                                  {3},
                                                                  {4},
                                                                  {5},
                                                                  {2, 2},
                                                                  {2, 3},
                                                                  {3, 2},
                                                                  {1, 1},
                                                                  {0, 3},
                                                                  {3, 0},
                                                                  {2, 0, 2},
                                                                  {2, 2, 2},
                                                                  {1, 2, 3},
                                                                  {1, 2, 2, 1},
                                                                  {1, 3, 3, 2},
                                                                  {2, 2, 1, 1},
                                                                  {0, 2, 2, 1},
                                                                  {1, 2, 2, 2, 1},
                                                                  {1, 1, 1, 1, 1},
                                                                  {1, 1, 1, 1, 1, 1},
                                                                  {1, 2, 1, 2, 1, 2, 1, 2, 1}};
    Dims dims;
    for (const std::int64_t size : dice.pick(shapes)) { dims.push_back(size); }
    return *makeShape(std::vector<std::int64_t>(dims.begin(), dims.end()));
}

/// @param wild how many of ten elements are extreme.
Tensor hostileTensor(Dice& dice, DType type, const Shape& shape, std::size_t wild);

/// How a run ended that was stopped after a while.
struct HostileEnd {
    Status status;
    std::chrono::milliseconds took{0};
};
/// Runs the request in a session of its own, twice (the second run is a planned one).
HostileEnd runHostile(Graph graph, const RunRequest& request);

/// Keeps tensors small for this process; to be called before anything else.
void limitMemory();

}  // namespace weft::test
