// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace weft {

/// Sets defaultLimits().tensorBytes for this process, before any tensor is made by another thread.
/// Tests of hostile input lower it: filling gigabytes before a refusal takes minutes.
void setTensorBudget(std::int64_t bytes);

}  // namespace weft
