// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/tensor/allocator.h"

namespace weft {

/// An allocator that keeps freed blocks by size class for the next step, so that a step in the
/// steady state asks the system for nothing. Accounts for bytes handed out.
/// @param limitBytes allocate() gives nullptr beyond it; 0: no limit.
std::unique_ptr<Allocator> makeMemoryPool(std::int64_t limitBytes = 0);

}  // namespace weft
