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
    std::atomic<std::int64_t> withoutEpilogues{0};  ///< products and convolutions add no bias
    std::atomic<std::int64_t> captures{0};
    std::atomic<std::int64_t> replays{0};
    std::atomic<std::int64_t> tuned{0};  ///< products and convolutions that were to be timed
    std::atomic<std::int64_t> copiesToCard{0};
    std::atomic<std::int64_t> copiesToHost{0};
    std::atomic<std::int64_t> launches{0};  ///< of kernels, not those of replays
};
using KnobsFunction = Knobs* (*)();

Knobs& knobs();

}  // namespace weft::gpu
