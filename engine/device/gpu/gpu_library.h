// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/kernel/gpu/gpu_call.h"

namespace weft {

/// Where a GPU backend is looked for.
struct GpuSearch {
    std::string driver = "libcuda.so.1";  ///< asked first; "": not asked
    std::string library;                  ///< "": libweft_cuda.so beside the engine
};

/// A backend that can be used, or why there is none.
struct GpuBackend {
    const gpu::Backend* table = nullptr;
    int cards = 0;
    std::string reason;  ///< where table is null
};

/// Oldest driver that is used: what CUDA 13.0 asks for, as cuDriverGetVersion() tells it.
inline constexpr int kOldestDriver = 13000;
/// Oldest compute capability, times 10: CUDA 13 makes no code for older cards.
inline constexpr int kOldestCapability = 75;

/// Asks the driver, then opens the library and checks that it speaks this ABI and that a card can be
/// used. A machine without a driver answers in 0.1 ms. Nothing that was opened is ever closed.
GpuBackend openGpuBackend(const GpuSearch& search);

/// The backend of this process, looked for at the first call. The environment variable
/// WEFT_GPU_LIBRARY names another library, which is opened without asking the driver (emulation).
/// Threading: any thread; the others wait for the first.
const GpuBackend& gpuBackend();

}  // namespace weft
