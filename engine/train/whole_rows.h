// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/train/conversion.h"

/// @file
/// A placeholder without a dimension for the batch (a scalar of a single example, a step's whole
/// batch kept as one row) is fed one row a call.

namespace weft {

/// Whether rows of that kind feed a placeholder of that shape one a call.
bool feedsWholeRows(const PartialShape& placeholder, const RowType& row);
/// The only row of a batch where the placeholder takes it so; else the batch as it is.
/// Errors: InvalidArgument for more rows than one.
Result<Tensor> feedOf(Tensor batch, const PartialShape& placeholder);

}  // namespace weft
