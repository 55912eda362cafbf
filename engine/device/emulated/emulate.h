// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <functional>

#include "engine/kernel/gpu/gpu_call.h"

/// @file
/// What a kernel's file needs to compile for the processor: a GPU thread becomes a thread where the
/// kernel has barriers, else an iteration of a loop. Launches are not run when they are made but when
/// the emulated stream comes to them.

#define __global__
#define __device__
#define __host__
#define __shared__ static

namespace weft::gpu {

/// Places of the running thread, under CUDA's names.
struct ThreadPlace {
    std::uint32_t x = 0;
};
extern thread_local ThreadPlace threadIdx;
extern thread_local ThreadPlace blockIdx;
extern thread_local ThreadPlace blockDim;
extern thread_local ThreadPlace gridDim;

/// Threads of a block that work on one row together: each is a thread of the process here.
inline constexpr int kTeamThreads = 4;
/// Threads of a block that do not wait for each other: here one after the other.
inline constexpr int kSoloThreads = 1;

/// Puts work on a stream.
void enqueue(Stream stream, std::function<void()> work);
/// Tells that a kernel was started.
void countLaunch();
/// Runs all threads of all blocks, one block after the other.
void runBlocks(std::int64_t blocks, std::int32_t threads, const std::function<void()>& thread);
/// Waits for the other threads of the block.
void barrier();
#define WEFT_BARRIER() ::weft::gpu::barrier()

template <class... Parameter, class... Argument>
std::int32_t launch(void (*kernel)(Parameter...), std::int64_t blocks, std::int32_t threads,
                    Stream stream, const Argument&... arguments) {
    countLaunch();
    enqueue(stream, [=] {
        runBlocks(blocks, threads, [=] { kernel(static_cast<Parameter>(arguments)...); });
    });
    return kOk;
}

template <class... Parameter, class... Argument>
std::int32_t launchFlat(void (*kernel)(Parameter...), std::int64_t elements, Stream stream,
                        const Argument&... arguments) {
    return launch(kernel, elements > 0 ? 1 : 0, 1, stream, arguments...);
}

inline std::int64_t flatBegin() {
    return static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
}
inline std::int64_t flatStride() { return static_cast<std::int64_t>(gridDim.x) * blockDim.x; }

}  // namespace weft::gpu
