// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/device/device.h"
#include "engine/tensor/tensor.h"

namespace weft {

/// Adds to each element of a tensor that nobody else reads that of another: numbers (integers wrap,
/// bools add as "or") and variants. Done where the sum lies; a sum on a card is of floating-point numbers.
/// Errors: InvalidArgument for other dtypes or shapes, and for elements that do not add up.
Status addElements(Tensor& sum, const Tensor& value, Allocator& allocator);

/// Copies all elements of one tensor into another of its dtype, from element `at` on, wherever both lie.
/// Errors: of a card.
Status copyElements(const Tensor& from, Tensor& to, std::int64_t at);

/// A copy in the memory of the card that the tensor lies on, else in the allocator's.
Result<Tensor> cloneInPlace(const Tensor& tensor, Allocator& allocator);

/// The tensor itself; for a device of the processor a copy where it lies on a card.
Result<Tensor> readableBy(Device& device, const Tensor& tensor);

/// Rows begin to end of a tensor as one that is kept by itself: a view, and on a card a copy where a view would
/// begin at an address that kernels cannot load from at full width.
Result<Tensor> keptRows(const Tensor& tensor, std::int64_t begin, std::int64_t end);

}  // namespace weft
