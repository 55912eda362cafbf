// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

namespace weft::gpu {

/// The emulated card's memory: one range of addresses that only work on a stream may touch. Whoever else
/// reads or writes it ends the process, as on a real card.
/// Threading: hold the streams' mutex.
class CardMemory {
public:
    static CardMemory& all();
    /// Null where more than mostBytes would be in use.
    void* allocate(std::int64_t bytes, std::int64_t mostBytes);
    /// The memory counts as free at once; the stream hands it over later, by reuse().
    void release(void* memory);
    void reuse(void* memory, std::int64_t bytes) { m_free[bytes].push_back(memory); }
    std::int64_t bytesOf(void* memory) const { return m_blocks.at(memory); }
    std::int64_t inUse() const { return m_inUse; }

    /// While it lives the memory can be touched.
    class Open {
    public:
        Open();
        ~Open();
        Open(const Open&) = delete;
        Open& operator=(const Open&) = delete;
    };

private:
    CardMemory();
    void protect(int how) const;
    std::byte* m_begin = nullptr;
    std::int64_t m_used = 0;  // of the range
    std::int64_t m_inUse = 0;
    int m_open = 0;
    std::unordered_map<void*, std::int64_t> m_blocks;
    std::map<std::int64_t, std::vector<void*>> m_free;
};

}  // namespace weft::gpu
