// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

namespace weft::gpu {

/// What tests set and read of the emulated card, by `extern "C" Knobs* weftEmulation()`.
struct Knobs {
    std::atomic<std::int64_t> cards{1};
    std::atomic<std::int64_t> capability{90};
    std::atomic<std::int64_t> totalBytes{std::int64_t{4} << 30};
    std::atomic<std::int64_t> failsAfter{0};  ///< the n-th launch from now on is refused
    std::atomic<std::int64_t> broken{0};      ///< everything that waits learns that the card failed
    std::atomic<std::int64_t> captureFails{0};  ///< nothing can be recorded
    std::atomic<std::int64_t> withoutCudnn{0};
    std::atomic<std::int64_t> captures{0};
    std::atomic<std::int64_t> replays{0};
};
using KnobsFunction = Knobs* (*)();

Knobs& knobs();

}  // namespace weft::gpu
