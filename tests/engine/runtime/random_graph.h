// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/graph_fixture.h"

/// @file
/// Random graphs for tests that compare two ways to run them.

namespace weft::test {

enum class RandomKind {
    Elementwise,  ///< floats, shapes that only the run knows
    Straight,     ///< variables, their writes, random ops, control edges, devices, several dtypes
    Flow,         ///< with branches and loops in each other, and tensor arrays
};

/// A random graph and what to ask of it, the same for the same seed. Values may be read twice, or
/// from outside; some graphs fail at the run.
struct RandomGraph {
    RandomGraph(unsigned seed, RandomKind kind);

    GraphFixture g;
    std::vector<std::pair<std::string, Tensor>> feeds;
    std::vector<std::string> fetches;
    std::vector<std::string> targets;
    std::vector<std::string> initializers;  ///< targets of a call before all others
    std::vector<std::string> variables;     ///< fetches that show what was written
};

/// Dtype, shape and all bytes; but one NaN is as good as another, since which of two operands' an
/// instruction hands on is the compiler's choice.
inline bool sameBytes(const Tensor& a, const Tensor& b) {
    if (a.dtype() != b.dtype() || a.shape() != b.shape()) { return false; }
    if (a.bytes() == 0 || std::memcmp(a.data(), b.data(), a.bytes()) == 0) { return true; }
    if (a.dtype() != DType::Float) { return false; }
    const auto same = [](float x, float y) {
        return std::memcmp(&x, &y, sizeof x) == 0 || (std::isnan(x) && std::isnan(y));
    };
    const auto values = a.values<float>();
    return std::equal(values.begin(), values.end(), b.values<float>().begin(), same);
}

}  // namespace weft::test
