// SPDX-License-Identifier: Apache-2.0
#include "engine/tensor/device_memory.h"

#include <array>
#include <atomic>
#include <cstring>

namespace weft {
namespace {

constexpr std::size_t kMost = 64;
std::array<std::atomic<DeviceMemory*>, kMost> announced{};
std::atomic<std::size_t> count{0};

}  // namespace

void announce(DeviceMemory& memory) {
    const std::size_t place = count.fetch_add(1);
    WEFT_CHECK(place < kMost, "too many devices");
    announced[place].store(&memory, std::memory_order_release);
}

DeviceMemory* asDeviceMemory(Allocator& allocator) {
    const std::size_t known = count.load(std::memory_order_acquire);
    for (std::size_t i = 0; i < known; ++i) {
        DeviceMemory* memory = announced[i].load(std::memory_order_acquire);
        if (memory == &allocator) { return memory; }
    }
    return nullptr;
}

DeviceMemory* deviceMemoryOf(const Tensor& tensor) {
    if (count.load(std::memory_order_relaxed) == 0 || tensor.buffer() == nullptr) {
        return nullptr;
    }
    Allocator* allocator = allocatorOf(*tensor.buffer());
    return allocator == nullptr ? nullptr : asDeviceMemory(*allocator);
}

Status copyElementBytes(const Tensor& from, Tensor& to) {
    WEFT_CHECK(from.bytes() == to.bytes(), "copy of another size");
    if (from.bytes() == 0 || from.data() == to.data()) { return okStatus(); }
    DeviceMemory* source = deviceMemoryOf(from);
    DeviceMemory* target = deviceMemoryOf(to);
    if (target != nullptr && source != nullptr) {
        return target->copyAcross(to.mutableData(), from.data(), from.bytes(), *source);
    }
    if (target != nullptr) { return target->copyIn(to.mutableData(), from.data(), from.bytes()); }
    if (source != nullptr) { return source->copyOut(to.mutableData(), from.data(), from.bytes()); }
    std::memcpy(to.mutableData(), from.data(), from.bytes());
    return okStatus();
}

Status clearElements(Tensor& tensor) {
    if (tensor.bytes() == 0) { return okStatus(); }
    if (DeviceMemory* memory = deviceMemoryOf(tensor)) {
        return memory->clear(tensor.mutableData(), tensor.bytes());
    }
    std::memset(tensor.mutableData(), 0, tensor.bytes());
    return okStatus();
}

Result<Tensor> onHost(const Tensor& tensor) {
    return deviceMemoryOf(tensor) == nullptr ? tensor : tensor.clone();
}

}  // namespace weft
