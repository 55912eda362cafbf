// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/tensor/allocator.h"

namespace weft {

/// Lets go of a pool. Its memory goes back to the system once the last tensor in it is gone, so
/// tensors may outlive the session that made them.
struct PoolRelease {
    void operator()(Allocator* pool) const noexcept;
};

/// An allocator that keeps freed blocks by size class for the next step, so that a step in the
/// steady state asks the system for nothing. What it keeps stays within what was in use at the
/// peak; blocks of sizes that nobody asked for lately go first. Accounts for bytes handed out.
/// Threading: any thread.
/// @param limitBytes allocate() gives nullptr beyond it; 0: no limit.
std::unique_ptr<Allocator, PoolRelease> makeMemoryPool(std::int64_t limitBytes = 0);

}  // namespace weft
