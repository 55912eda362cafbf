// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/graph/attr.h"
#include "engine/tensor/tensor.h"

namespace weft::test {

/// An op and what it is called with, on the processor and on the emulated card.
struct OpCall {
    std::string op;
    std::vector<Tensor> inputs;  ///< constants; of an update the first are variables' values
    AttrMap attrs;
    int variables = 0;                ///< inputs that are references to (or handles of) variables
    int calls = 1;                    ///< how often it is run
    double tolerance = 0;             ///< relative; 0: the same bits
    std::string dtypeAttr = "dtype";  ///< of the variables, by handle
};

/// @return "" where the op ran on the card and all its outputs (and variables) are the processor's,
/// else what is different.
std::string differenceOnGpu(const OpCall& call);

/// Numbers of a fixed random sequence in [low, high), of the dtype.
Tensor randomTensor(DType type, const Shape& shape, double low = -2, double high = 2, int seed = 1);
/// Whole numbers of a fixed random sequence in [0, limit).
Tensor randomIndices(DType type, const Shape& shape, std::int64_t limit, int seed = 1);
Tensor int32s(std::initializer_list<std::int32_t> values);

}  // namespace weft::test
