// SPDX-License-Identifier: Apache-2.0
#include "engine/device/memory_pool.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <limits>
#include <vector>

#include "engine/base/mutex.h"

namespace weft {
namespace {

constexpr std::size_t kAlignment = 64;
/// Each power of two is cut in this many size classes: at most an eighth of a block is unused.
constexpr std::size_t kStepBits = 3;
constexpr std::size_t kSteps = std::size_t{1} << kStepBits;
constexpr std::size_t kLeastBits = 6;  // 64 bytes, one cache line
constexpr std::size_t kMostBits = 47;  // more than any machine's memory
constexpr std::size_t kClasses = (kMostBits - kLeastBits) * kSteps + 1;
/// Kept beyond the peak, so that small sessions never trim.
constexpr std::int64_t kAlwaysKeptBytes = std::int64_t{4} << 20;
#ifdef __SANITIZE_ADDRESS__
constexpr bool kFreesAtOnce = true;  // the sanitizer sees uses of freed memory only then
#else
constexpr bool kFreesAtOnce = false;
#endif

struct SizeClass {
    std::size_t index;
    std::size_t bytes;
};

/// The smallest class that holds the bytes.
SizeClass classOf(std::size_t bytes) {
    const std::size_t least = std::size_t{1} << kLeastBits;
    if (bytes <= least) { return {0, least}; }
    const auto bits = static_cast<std::size_t>(std::bit_width(bytes - 1)) - 1;  // 2^bits < bytes
    const std::size_t base = std::size_t{1} << bits;
    const std::size_t step = base >> kStepBits;
    const std::size_t steps = (bytes - base + step - 1) / step;  // 1..kSteps
    return {(bits - kLeastBits) * kSteps + steps, base + steps * step};
}

class Pool final : public Allocator {
public:
    explicit Pool(std::int64_t limitBytes) : m_limitBytes(limitBytes) {}
    ~Pool() override {
        for (FreeList& list : m_free) {
            for (void* block : list.blocks) { std::free(block); }
        }
    }

    void* allocate(std::size_t bytes) override {
        if (bytes > std::size_t{1} << (kMostBits - 1)) { return nullptr; }
        const SizeClass size = classOf(bytes);
        const auto classBytes = static_cast<std::int64_t>(size.bytes);
        const MutexLock lock(m_mutex);
        if (m_limitBytes > 0 && m_inUse + static_cast<std::int64_t>(bytes) > m_limitBytes) {
            return nullptr;
        }
        FreeList& list = m_free[size.index];
        list.lastUse = ++m_clock;
        void* block = nullptr;
        if (!list.blocks.empty()) {
            block = list.blocks.back();
            list.blocks.pop_back();
            m_kept -= classBytes;
        } else {
            trim(classBytes);
            block = systemBlock(size.bytes);
            if (block == nullptr) { return nullptr; }
        }
        m_inUse += static_cast<std::int64_t>(bytes);
        m_peak = std::max(m_peak, m_inUse);
        ++m_blocks;
        return block;
    }

    void deallocate(void* memory, std::size_t bytes) noexcept override {
        if (memory == nullptr) { return; }
        bool isLast = false;
        {
            const MutexLock lock(m_mutex);
            const SizeClass size = classOf(bytes);
            m_inUse -= static_cast<std::int64_t>(bytes);
            --m_blocks;
            keep(memory, size);
            isLast = m_orphaned && m_blocks == 0;
        }
        if (isLast) { delete this; }
    }

    std::int64_t bytesInUse() const override {
        const MutexLock lock(m_mutex);
        return m_inUse;
    }
    std::int64_t peakBytes() const override {
        const MutexLock lock(m_mutex);
        return m_peak;
    }

    /// The owner is gone.
    void orphan() noexcept {
        bool isEmpty = false;
        {
            const MutexLock lock(m_mutex);
            m_orphaned = true;
            isEmpty = m_blocks == 0;
        }
        if (isEmpty) { delete this; }
    }

private:
    struct FreeList {
        std::vector<void*> blocks;
        std::uint64_t lastUse = 0;
    };

    void keep(void* memory, const SizeClass& size) noexcept ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_mutex) {
        if (kFreesAtOnce) {
            std::free(memory);
            return;
        }
        FreeList& list = m_free[size.index];
        if (list.blocks.size() == list.blocks.capacity()) {
            try {
                list.blocks.reserve(std::max<std::size_t>(8, 2 * list.blocks.size()));
            } catch (...) {
                std::free(memory);
                return;
            }
        }
        list.blocks.push_back(memory);
        m_kept += static_cast<std::int64_t>(size.bytes);
    }

    /// Frees kept blocks, those of the class asked for longest ago first, until a new block fits
    /// under the peak.
    void trim(std::int64_t wantedBytes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_mutex) {
        const std::int64_t allowed =
            std::max(m_peak, m_inUse + wantedBytes) + m_peak / 8 + kAlwaysKeptBytes;
        while (m_kept > 0 && m_kept + m_inUse + wantedBytes > allowed) {
            std::size_t oldest = kClasses;
            for (std::size_t i = 0; i < kClasses; ++i) {
                if (m_free[i].blocks.empty()) { continue; }
                if (oldest == kClasses || m_free[i].lastUse < m_free[oldest].lastUse) {
                    oldest = i;
                }
            }
            dropOne(oldest);
        }
    }

    void dropOne(std::size_t index) ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_mutex) {
        std::free(m_free[index].blocks.back());
        m_free[index].blocks.pop_back();
        m_kept -= static_cast<std::int64_t>(bytesOfClass(index));
    }

    static std::size_t bytesOfClass(std::size_t index) {
        if (index == 0) { return std::size_t{1} << kLeastBits; }
        const std::size_t base = std::size_t{1} << (kLeastBits + (index - 1) / kSteps);
        return base + ((index - 1) % kSteps + 1) * (base >> kStepBits);
    }

    /// Memory of the system; when there is none, everything kept is given back first.
    void* systemBlock(std::size_t bytes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_mutex) {
        const std::size_t whole = (bytes + kAlignment - 1) / kAlignment * kAlignment;
        void* block = std::aligned_alloc(kAlignment, whole);
        if (block != nullptr || m_kept == 0) { return block; }
        for (std::size_t i = 0; i < kClasses; ++i) {
            while (!m_free[i].blocks.empty()) { dropOne(i); }
        }
        return std::aligned_alloc(kAlignment, whole);
    }

    const std::int64_t m_limitBytes;
    mutable Mutex m_mutex;
    std::array<FreeList, kClasses> m_free ABSL_GUARDED_BY(m_mutex);
    std::int64_t m_inUse ABSL_GUARDED_BY(m_mutex) = 0;
    std::int64_t m_peak ABSL_GUARDED_BY(m_mutex) = 0;
    std::int64_t m_kept ABSL_GUARDED_BY(m_mutex) = 0;    // bytes in m_free
    std::int64_t m_blocks ABSL_GUARDED_BY(m_mutex) = 0;  // handed out
    std::uint64_t m_clock ABSL_GUARDED_BY(m_mutex) = 0;
    bool m_orphaned ABSL_GUARDED_BY(m_mutex) = false;
};

}  // namespace

void PoolRelease::operator()(Allocator* pool) const noexcept { static_cast<Pool*>(pool)->orphan(); }

std::unique_ptr<Allocator, PoolRelease> makeMemoryPool(std::int64_t limitBytes) {
    return std::unique_ptr<Allocator, PoolRelease>(new Pool(limitBytes));
}

}  // namespace weft
