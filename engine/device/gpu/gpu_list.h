// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace weft {

/// A card that sessions may use.
struct GpuEntry {
    std::string device;  ///< "/device:GPU:0"
    std::string name;
    std::string capability;       ///< "9.0"
    std::int64_t totalBytes = 0;  ///< of its memory
};

/// The cards there are, or why there are none.
struct GpuList {
    std::vector<GpuEntry> cards;
    std::string
        reason;  ///< where there are none: "libcuda.so.1: cannot open shared object file..."
    std::string visible;  ///< the environment's CUDA_VISIBLE_DEVICES; "" where it is not set
};

/// Looks for a backend and asks it, without opening a card. Takes a driver up to half a second, and 0.1 ms
/// where there is none. Threading: any thread.
GpuList listGpus();

}  // namespace weft
