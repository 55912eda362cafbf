// SPDX-License-Identifier: Apache-2.0
#include "engine/device/emulated/emulate.h"

#include <barrier>
#include <thread>
#include <vector>

#include "engine/device/emulated/emulation_knobs.h"

namespace weft::gpu {

thread_local ThreadPlace threadIdx;
thread_local ThreadPlace blockIdx;
thread_local ThreadPlace blockDim;
thread_local ThreadPlace gridDim;

namespace {

thread_local std::barrier<>* blockBarrier = nullptr;

void setPlace(std::int64_t blocks, std::int32_t threads, std::int64_t block, std::int32_t thread) {
    threadIdx.x = static_cast<std::uint32_t>(thread);
    blockIdx.x = static_cast<std::uint32_t>(block);
    blockDim.x = static_cast<std::uint32_t>(threads);
    gridDim.x = static_cast<std::uint32_t>(blocks);
}

}  // namespace

void barrier() {
    if (blockBarrier != nullptr) { blockBarrier->arrive_and_wait(); }
}

void countLaunch() { ++knobs().launches; }

void runBlocks(std::int64_t blocks, std::int32_t threads, const std::function<void()>& thread) {
    if (threads == 1) {
        for (std::int64_t b = 0; b < blocks; ++b) {
            setPlace(blocks, 1, b, 0);
            thread();
        }
        return;
    }
    std::barrier<> together(threads);
    std::vector<std::thread> team;
    for (std::int32_t t = 0; t < threads; ++t) {
        team.emplace_back([&, t] {
            blockBarrier = &together;
            for (std::int64_t b = 0; b < blocks; ++b) {
                setPlace(blocks, threads, b, t);
                thread();
                together.arrive_and_wait();  // shared memory is the next block's then
            }
        });
    }
    for (std::thread& each : team) { each.join(); }
}

}  // namespace weft::gpu
