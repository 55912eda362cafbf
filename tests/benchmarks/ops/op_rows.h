// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/graph/attr.h"
#include "engine/tensor/shape.h"

namespace weft::bench {

/// An input: numbers in (0.5, 1.5), whole ones in [1, 100], or literals.
struct Source {
    DType type = DType::Float;
    std::vector<std::int64_t> sizes;
    std::vector<std::int64_t> values = {};  ///< where given, the elements: axes, shapes; constant
    std::int64_t below = 0;                 ///< where given, whole numbers in [0, below) instead
};

/// An op at about 2^20 elements.
struct Row {
    std::string op;
    std::vector<Source> inputs;
    AttrMap attrs = {};
    double operations = 1;   ///< arithmetic operations an element of `work`, a multiply-add is two
    std::int64_t work = 0;   ///< elements that arithmetic is done on; 0: the largest tensor's
    std::string note = {};   ///< why it may be further from its roof
    std::string label = {};  ///< tells rows of one op apart
};

std::vector<Row> elementwiseRows();
std::vector<Row> movingRows();
std::vector<Row> computingRows();

}  // namespace weft::bench
