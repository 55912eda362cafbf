// SPDX-License-Identifier: Apache-2.0
#include "engine/tensor/allocator.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>

#include "engine/base/check.h"

namespace weft {
namespace {

constexpr std::size_t kAlignBytes = 64;  // a cache line, and a vector of AVX-512
/// In debug builds bytes before and after each block hold a pattern that must survive.
#ifdef NDEBUG
constexpr std::size_t kGuardBytes = 0;
#else
constexpr std::size_t kGuardBytes = kAlignBytes;
#endif
constexpr int kGuardPattern = 0xA5;

[[maybe_unused]] bool isIntact(const std::byte* guard) {
    return std::all_of(guard, guard + kGuardBytes,
                       [](std::byte b) { return b == std::byte{kGuardPattern}; });
}

class HostAllocator final : public Allocator {
public:
    void* allocate(std::size_t bytes) override {
        constexpr std::size_t kExtraBytes = 2 * kGuardBytes + kAlignBytes;
        if (bytes > static_cast<std::size_t>(-1) / 2 - kExtraBytes) { return nullptr; }
        const std::size_t wanted = std::max<std::size_t>(bytes, 1) + 2 * kGuardBytes;
        const std::size_t rounded = (wanted + kAlignBytes - 1) / kAlignBytes * kAlignBytes;
        auto* block = static_cast<std::byte*>(std::aligned_alloc(kAlignBytes, rounded));
        if (block == nullptr) { return nullptr; }
        std::memset(block, kGuardPattern, kGuardBytes);
        std::memset(block + kGuardBytes + bytes, kGuardPattern, kGuardBytes);
        const auto added = static_cast<std::int64_t>(bytes);
        const std::int64_t now = m_bytes.fetch_add(added, std::memory_order_relaxed) + added;
        std::int64_t peak = m_peak.load(std::memory_order_relaxed);
        while (now > peak && !m_peak.compare_exchange_weak(peak, now, std::memory_order_relaxed)) {}
        return block + kGuardBytes;
    }

    void deallocate(void* memory, std::size_t bytes) noexcept override {
        if (memory == nullptr) { return; }
        std::byte* block = static_cast<std::byte*>(memory) - kGuardBytes;
        WEFT_CHECK(isIntact(block) && isIntact(block + kGuardBytes + bytes),
                   "a kernel wrote outside its buffer");
        std::free(block);
        m_bytes.fetch_sub(static_cast<std::int64_t>(bytes), std::memory_order_relaxed);
    }

    std::int64_t bytesInUse() const override { return m_bytes.load(std::memory_order_relaxed); }
    std::int64_t peakBytes() const override { return m_peak.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> m_bytes{0};
    std::atomic<std::int64_t> m_peak{0};
};

}  // namespace

Allocator& hostAllocator() {
    // Never destroyed: tensors in static storage may outlive any order of destruction.
    alignas(HostAllocator) static std::byte storage[sizeof(HostAllocator)];
    static Allocator* const allocator = new (storage) HostAllocator;
    return *allocator;
}

}  // namespace weft
