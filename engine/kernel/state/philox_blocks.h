// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "engine/kernel/state/philox.h"

namespace weft::random {

/// blocks[i] = stream.block(first + i), one block a vector lane.
void blocksOf(const Philox& stream, std::uint64_t first, std::span<Block> blocks);

}  // namespace weft::random
