// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/tensor/tensor.h"

namespace weft {

/// Adds to each element of a tensor that nobody else reads that of another: numbers (integers wrap,
/// bools add as "or") and variants.
/// Errors: InvalidArgument for other dtypes or shapes, and for elements that do not add up.
Status addElements(Tensor& sum, const Tensor& value, Allocator& allocator);

/// Copies all elements of one tensor into another of its dtype, from element `at` on.
void copyElements(const Tensor& from, Tensor& to, std::int64_t at);

}  // namespace weft
