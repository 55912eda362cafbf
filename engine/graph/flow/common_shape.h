// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/tensor/partial_shape.h"

namespace weft {

/// What holds of a value that comes with either shape, from one way of a branch or the other, or
/// from an iteration or the next: sizes that differ are unknown, of ranks that differ nothing is
/// known.
PartialShape commonShape(const PartialShape& a, const PartialShape& b);

}  // namespace weft
