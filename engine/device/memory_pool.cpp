// SPDX-License-Identifier: Apache-2.0
#include "engine/device/memory_pool.h"

#include <array>
#include <bit>
#include <cstdlib>
#include <vector>

#include "engine/base/mutex.h"

namespace weft {
namespace {

constexpr std::size_t kAlignment = 64;       // bytes
constexpr std::size_t kClassCount = 64 * 4;  // four size classes to each power of two
#ifdef __SANITIZE_ADDRESS__
constexpr std::int64_t kMostIdle =
    0;  // the sanitizer sees each use of freed memory only if it is freed
#else
constexpr std::int64_t kMostIdle = std::int64_t{1} << 30;  // bytes kept for later at most
#endif

/// Size class of a request, and the bytes its blocks have: steps of a quarter of a power of two, so
/// at most a quarter of a block is wasted.
struct SizeClass {
    std::size_t index;
    std::size_t bytes;
};

SizeClass classOf(std::size_t bytes) {
    if (bytes <= kAlignment) { return {0, kAlignment}; }
    const std::size_t top = std::bit_floor(bytes - 1);
    const std::size_t step = top / 4 < kAlignment ? kAlignment : top / 4;
    const std::size_t rounded = (bytes + step - 1) / step * step;
    const std::size_t within = (rounded - top + step - 1) / step;
    return {static_cast<std::size_t>(std::countr_zero(top)) * 4 + within % 4 + (within / 4) * 4,
            rounded};
}

class MemoryPool final : public Allocator {
public:
    explicit MemoryPool(std::int64_t limitBytes) : m_limit(limitBytes) {}
    ~MemoryPool() override { trim(); }

    void* allocate(std::size_t bytes) override {
        if (bytes > (std::size_t{1} << 62U)) { return nullptr; }
        const SizeClass size = classOf(bytes);
        const auto counted = static_cast<std::int64_t>(size.bytes);
        {
            const MutexLock lock(m_mutex);
            if (m_limit > 0 && m_inUse + counted > m_limit) { return nullptr; }
            m_inUse += counted;
            if (m_inUse > m_peak) { m_peak = m_inUse; }
            std::vector<void*>& idle = m_idle[size.index];
            if (!idle.empty()) {
                void* memory = idle.back();
                idle.pop_back();
                m_idleBytes -= counted;
                return memory;
            }
        }
        void* memory = std::aligned_alloc(kAlignment, size.bytes);
        if (memory == nullptr) {
            const MutexLock lock(m_mutex);
            m_inUse -= counted;
        }
        return memory;
    }

    void deallocate(void* memory, std::size_t bytes) noexcept override {
        const SizeClass size = classOf(bytes);
        const auto counted = static_cast<std::int64_t>(size.bytes);
        bool last = false;
        {
            const MutexLock lock(m_mutex);
            m_inUse -= counted;
            last = m_released && m_inUse == 0;
            if (!m_released && m_idleBytes + counted <= kMostIdle) {
                m_idle[size.index].push_back(memory);
                m_idleBytes += counted;
                return;
            }
        }
        std::free(memory);
        if (last) { delete this; }
    }

    std::int64_t bytesInUse() const override {
        const MutexLock lock(m_mutex);
        return m_inUse;
    }
    std::int64_t peakBytes() const override {
        const MutexLock lock(m_mutex);
        return m_peak;
    }

    void letGo() {
        {
            const MutexLock lock(m_mutex);
            m_released = true;
            if (m_inUse > 0) { return; }  // the last deallocate() deletes
        }
        delete this;
    }

private:
    void trim() {
        const MutexLock lock(m_mutex);
        for (std::vector<void*>& blocks : m_idle) {
            for (void* block : blocks) { std::free(block); }
            blocks.clear();
        }
    }

    const std::int64_t m_limit;
    mutable Mutex m_mutex;
    std::array<std::vector<void*>, kClassCount> m_idle ABSL_GUARDED_BY(m_mutex);
    std::int64_t m_idleBytes ABSL_GUARDED_BY(m_mutex) = 0;
    std::int64_t m_inUse ABSL_GUARDED_BY(m_mutex) = 0;
    std::int64_t m_peak ABSL_GUARDED_BY(m_mutex) = 0;
    bool m_released ABSL_GUARDED_BY(m_mutex) = false;
};

}  // namespace

void PoolRelease::operator()(Allocator* pool) const noexcept {
    static_cast<MemoryPool*>(pool)->letGo();
}

std::unique_ptr<Allocator, PoolRelease> makeMemoryPool(std::int64_t limitBytes) {
    return std::unique_ptr<Allocator, PoolRelease>(new MemoryPool(limitBytes));
}

}  // namespace weft
