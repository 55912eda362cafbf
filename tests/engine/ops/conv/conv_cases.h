// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/base/strings.h"
#include "engine/graph/attr.h"
#include "tests/support/op_runner.h"

namespace weft::test {

using Sizes = std::vector<std::int64_t>;

/// A literal of this dtype and shape whose elements are small multiples of a unit in a fixed pattern,
/// so that float and double sums of products are exact.
inline std::string pattern(const std::string& type, const Sizes& shape, std::int64_t seed,
                           double unit = 0.25) {
    std::int64_t next = seed;
    const auto nested = [&](const auto& self, std::size_t axis) -> std::string {
        if (axis == shape.size()) {
            next = (next * 1103515245 + 12345) % 2147483648;
            return concat(static_cast<double>(next / 65536 % 17 - 8) * unit);
        }
        std::vector<std::string> parts;
        for (std::int64_t i = 0; i < shape[axis]; ++i) { parts.push_back(self(self, axis + 1)); }
        return concat("[", join(parts, ","), "]");
    };
    return concat(type, " ", nested(nested, 0));
}

/// Attributes of the three convolution ops.
inline AttrMap convolution(const std::string& padding, const Sizes& strides = {1, 1, 1, 1},
                           const Sizes& dilations = {1, 1, 1, 1}, const Sizes& margins = {}) {
    return {{"padding", padding},
            {"strides", strides},
            {"dilations", dilations},
            {"explicit_paddings", margins}};
}

/// A convolution as tables list it.
struct ConvCase {
    const char* name;
    Sizes image;
    Sizes filter;
    Sizes output;
    AttrMap attrs;
};

/// Paddings, strides, dilations, groups and sizes that matter.
inline const std::vector<ConvCase>& convCases() {
    static const std::vector<ConvCase> cases{
        {"same", {2, 5, 6, 3}, {3, 3, 3, 4}, {2, 5, 6, 4}, convolution("SAME")},
        {"valid", {2, 5, 6, 3}, {3, 2, 3, 4}, {2, 3, 5, 4}, convolution("VALID")},
        {"strides", {1, 7, 6, 2}, {3, 3, 2, 5}, {1, 4, 2, 5}, convolution("SAME", {1, 2, 3, 1})},
        {"valid strides",
         {1, 6, 8, 2},
         {3, 3, 2, 5},
         {1, 2, 3, 5},
         convolution("VALID", {1, 2, 2, 1})},
        {"stride over window",
         {1, 6, 6, 2},
         {1, 1, 2, 3},
         {1, 2, 2, 3},
         convolution("SAME", {1, 4, 4, 1})},
        {"explicit",
         {1, 4, 5, 2},
         {3, 3, 2, 2},
         {1, 3, 6, 2},
         convolution("EXPLICIT", {1, 1, 1, 1}, {1, 1, 1, 1}, {0, 0, 1, 0, 2, 1, 0, 0})},
        {"dilated",
         {1, 9, 8, 2},
         {3, 2, 2, 3},
         {1, 5, 8, 3},
         convolution("EXPLICIT", {1, 1, 1, 1}, {1, 2, 3, 1}, {0, 0, 0, 0, 1, 2, 0, 0})},
        {"groups", {2, 4, 4, 6}, {3, 3, 2, 9}, {2, 4, 4, 9}, convolution("SAME")},
        {"one channel", {3, 8, 8, 1}, {5, 5, 1, 8}, {3, 8, 8, 8}, convolution("SAME")},
        {"one by one", {2, 3, 3, 16}, {1, 1, 16, 16}, {2, 3, 3, 16}, convolution("VALID")},
    };
    return cases;
}

/// "int32 [1,2,3]".
inline std::string sizesLiteral(const Sizes& sizes) {
    return concat("int32 [", join(sizes, ","), "]");
}

/// The text of a tensor without its dtype.
inline std::string withoutType(const std::string& text) {
    return text.starts_with("float") ? text.substr(text.find('[')) : text;
}

}  // namespace weft::test
