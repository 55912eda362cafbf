// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/kernel/gpu/gpu_call.h"

/// @file
/// How kernels are started, never by <<<>>>: errors are collected in one place (Backend::lastError), and
/// the same file compiles for the processor with -DWEFT_EMULATE, where a kernel that has barriers gets a
/// thread a GPU thread. What that asks of kernels: blocks of one dimension, no inline PTX, no warp
/// functions, barriers that all threads of a block reach.

#ifdef WEFT_EMULATE
#include "engine/device/emulated/emulate.h"
#else
#include <cuda_runtime.h>

namespace weft::gpu {

inline constexpr unsigned kFlatThreads = 256;
/// Threads of a block that work on one row together.
inline constexpr int kTeamThreads = 128;
/// Threads of a block that do not wait for each other.
inline constexpr int kSoloThreads = 256;
/// More blocks than any card runs at once: beyond it a thread takes several elements.
inline constexpr std::int64_t kMostFlatBlocks = 16384;

/// Blocks of threads that may wait for each other.
template <class... Parameter, class... Argument>
std::int32_t launch(void (*kernel)(Parameter...), std::int64_t blocks, std::int32_t threads,
                    Stream stream, const Argument&... arguments) {
    if (blocks <= 0) { return kOk; }
    cudaLaunchConfig_t config = {};
    config.gridDim = dim3(static_cast<unsigned>(blocks));
    config.blockDim = dim3(static_cast<unsigned>(threads));
    config.stream = stream;
    cudaLaunchKernelEx(&config, kernel, static_cast<Parameter>(arguments)...);
    return kOk;
}

/// Threads that do not wait for each other: each takes elements flatBegin(), + flatStride(), ...
template <class... Parameter, class... Argument>
std::int32_t launchFlat(void (*kernel)(Parameter...), std::int64_t elements, Stream stream,
                        const Argument&... arguments) {
    const std::int64_t wanted = (elements + kFlatThreads - 1) / kFlatThreads;
    return launch(kernel, wanted < kMostFlatBlocks ? wanted : kMostFlatBlocks,
                  static_cast<std::int32_t>(kFlatThreads), stream, arguments...);
}

#ifdef __CUDACC__
__device__ inline std::int64_t flatBegin() {
    return static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
}
__device__ inline std::int64_t flatStride() {
    return static_cast<std::int64_t>(gridDim.x) * blockDim.x;
}
#endif

}  // namespace weft::gpu

#define WEFT_BARRIER() __syncthreads()
#endif
