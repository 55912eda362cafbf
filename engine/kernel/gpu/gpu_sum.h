// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/tensor/tensor.h"

namespace weft {

/// Adds to each element of a tensor on a card that of another of its dtype and shape, wherever that lies: enqueued
/// where the calling thread enqueues, so that it may be recorded.
/// Errors: Unimplemented for dtypes that the card's AddN does not take; of the backend.
Status addOnCard(Tensor& sum, const Tensor& value);

}  // namespace weft
