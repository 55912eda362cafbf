// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>

#include "engine/tensor/tensor.h"

namespace weft::test {

/// Float values between -1 and 1, the same for the same seed.
inline Tensor noise(const Shape& shape, unsigned seed) {
    std::mt19937 dice(seed);
    Tensor tensor = *Tensor::allocate(DType::Float, shape);
    for (float& value : tensor.mutableValues<float>()) {
        value = static_cast<float>(static_cast<int>(dice() % 2001) - 1000) / 1000.0F;
    }
    return tensor;
}

}  // namespace weft::test
