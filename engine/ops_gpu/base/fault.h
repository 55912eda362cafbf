// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/ops_gpu/base/launch.h"

#ifdef WEFT_EMULATE
#include <atomic>
#endif

/// @file
/// How a kernel tells that an index is not there, without anyone waiting for it: the host looks when it
/// waits for the card anyway.

namespace weft::gpu {

/// @param place of the index in the list of indices. Of several the first place is kept, whichever thread
/// comes first.
__device__ inline void tellFault(Fault* fault, std::int64_t place, std::int64_t index,
                                 std::int64_t limit) {
    constexpr std::int64_t kMostPlace = 0x7FFFFFFF;
    constexpr std::int64_t kLeastIndex = -0x7FFFFFFF - 1;
    const std::int64_t kept = place < kMostPlace ? place : kMostPlace;
    const std::int64_t bounded = index > kMostPlace    ? kMostPlace
                                 : index < kLeastIndex ? kLeastIndex
                                                       : index;
    const std::uint64_t word = (static_cast<std::uint64_t>(kept) << 32U) |
                               static_cast<std::uint32_t>(static_cast<std::int32_t>(bounded));
    fault->limit = limit;
#ifdef WEFT_EMULATE
    const std::atomic_ref<std::uint64_t> first(fault->first);
    std::uint64_t before = first.load();
    while (word < before && !first.compare_exchange_weak(before, word)) {}
#else
    atomicMin(reinterpret_cast<unsigned long long*>(&fault->first),
              static_cast<unsigned long long>(word));
#endif
}

}  // namespace weft::gpu
