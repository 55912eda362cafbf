// SPDX-License-Identifier: Apache-2.0
#include "engine/device/emulated/card_memory.h"

#include <sys/mman.h>

#include <cstring>

namespace weft::gpu {
namespace {

constexpr std::size_t kRangeBytes = std::size_t{32} << 30;  // addresses, not memory
constexpr std::int64_t kAlignment = 512;

}  // namespace

CardMemory& CardMemory::all() {
    static CardMemory* const instance = new CardMemory;
    return *instance;
}

CardMemory::CardMemory() {
    void* range =
        mmap(nullptr, kRangeBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (range != MAP_FAILED) { m_begin = static_cast<std::byte*>(range); }
}

void* CardMemory::allocate(std::int64_t bytes, std::int64_t mostBytes) {
    const std::int64_t size = (bytes + kAlignment - 1) / kAlignment * kAlignment;
    if (m_begin == nullptr || m_inUse + size > mostBytes) { return nullptr; }
    void* memory = nullptr;
    std::vector<void*>& list = m_free[size];
    if (!list.empty()) {
        memory = list.back();
        list.pop_back();
    } else {
        if (m_used + size > static_cast<std::int64_t>(kRangeBytes)) { return nullptr; }
        memory = m_begin + m_used;
        m_used += size;
        // NaN in all floating-point types: what nobody wrote shows.
        const Open open;
        std::memset(memory, 0xFF, static_cast<std::size_t>(size));
    }
    m_blocks[memory] = size;
    m_inUse += size;
    return memory;
}

void CardMemory::release(void* memory) {
    m_inUse -= m_blocks.at(memory);
    m_blocks.erase(memory);
}

void CardMemory::protect(int how) const {
    if (m_used > 0) {
        mprotect(m_begin, static_cast<std::size_t>((m_used + 4095) / 4096 * 4096), how);
    }
}

CardMemory::Open::Open() {
    CardMemory& memory = all();
    if (memory.m_open++ == 0) { memory.protect(PROT_READ | PROT_WRITE); }
}

CardMemory::Open::~Open() {
    CardMemory& memory = all();
    if (--memory.m_open == 0) { memory.protect(PROT_NONE); }
}

}  // namespace weft::gpu
