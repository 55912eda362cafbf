// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "engine/base/strings.h"

namespace weft::test {

/// Compares two texts of tensors ("float32[2]: 0.5 1") word by word: words that are numbers may
/// differ by tolerance * (1 + |wanted|), all else must be equal; NaN equals NaN.
/// @return "" when they agree, else both texts.
inline std::string differs(const std::string& got, const std::string& wanted,
                           double tolerance = 1e-6) {
    const std::vector<std::string> a = split(got, ' ');
    const std::vector<std::string> b = split(wanted, ' ');
    // "0.5;" ends the first of several outputs.
    const auto number = [](std::string_view word) {
        return parseDouble(word.ends_with(';') ? word.substr(0, word.size() - 1) : word);
    };
    bool equal = a.size() == b.size();
    for (std::size_t i = 0; equal && i < a.size(); ++i) {
        if (a[i] == b[i]) { continue; }
        const auto x = number(a[i]);
        const auto y = number(b[i]);
        equal = x && y &&
                ((std::isnan(*x) && std::isnan(*y)) || *x == *y ||
                 std::abs(*x - *y) <= tolerance * (1 + std::abs(*y)));
    }
    return equal ? std::string() : concat("got ", got, ", want ", wanted);
}

}  // namespace weft::test

/// Fails with both texts unless they agree to 1e-6.
#define QCOMPARE_CLOSE(got, wanted)                                      \
    do {                                                                 \
        const std::string differs_ = ::weft::test::differs(got, wanted); \
        QVERIFY2(differs_.empty(), differs_.c_str());                    \
    } while (false)
