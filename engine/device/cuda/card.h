// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cuda_runtime.h>

#include <mutex>

#include "engine/device/cuda/vendor.h"
#include "engine/kernel/gpu/gpu_call.h"

namespace weft::gpu {

/// One card as the backend knows it: what Call::card points to. Lives as long as the process.
struct Card {
    int device = 0;
    bool hasPool = false;
    cudaMemPool_t pool = nullptr;
    std::mutex mutex;                     // around the making of handles
    cublasLtHandle_t cublasLt = nullptr;  // made at first use
    cudnnHandle_t cudnn = nullptr;        // likewise; used under the mutex, as it holds a stream
};

inline Card& cardOf(const Call& call) { return *static_cast<Card*>(call.card); }

/// Writes a reason, gives the code.
std::int32_t say(std::int32_t code, const char* text, char* message, std::int32_t messageBytes);
inline std::int32_t say(const Call& call, std::int32_t code, const char* text) {
    return say(code, text, call.message, call.messageBytes);
}

}  // namespace weft::gpu
