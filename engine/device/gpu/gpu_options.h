// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace weft {

/// How this process uses GPUs. As in TensorFlow all of it is one process's: the first session that
/// opens a card decides how its memory is kept.
struct GpuOptions {
    enum class Use : std::uint8_t {
        WhenNamed,  ///< by sessions whose graph or default device names a GPU
        Always,     ///< by every session
        Never,      ///< device_count {GPU: 0}
    };
    Use use = Use::WhenNamed;
    int mostCards = 64;         ///< device_count {GPU: n}
    double memoryFraction = 0;  ///< of a card's memory, per_process_gpu_memory_fraction; 0: all
    bool allowGrowth = true;    ///< memory is taken as it is needed; else all at once
    bool tf32 = false;          ///< float products may round their factors to TF32
    bool deterministic = true;  ///< two runs give the same bits
    bool autotune = false;      ///< algorithms by timing: another run may have other last bits
    bool recordsSteps = true;   ///< steps that come again are replayed as one recording
};

/// Applies to sessions made from now on. Threading: any thread.
void setGpuOptions(const GpuOptions& options);
GpuOptions gpuOptions();

}  // namespace weft
