// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/tensor/tensor.h"

namespace weft::app {

/// Compares as conformance.proto says: dtype and shape must match; NaN equals NaN, infinities by
/// sign, -0 equals 0; numbers within atol + rtol * |expected|; strings and bools exactly.
/// @return empty when they agree, else the first difference in words.
std::string difference(const Tensor& actual, const Tensor& expected, double rtol, double atol);

}  // namespace weft::app
