// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace weft {

/// Where tensor memory comes from. Each device has one, which accounts for its bytes.
/// Threading: all members may be called from any thread.
class Allocator {
public:
    virtual ~Allocator() = default;
    /// Memory aligned to 64 bytes, or nullptr when there is none. bytes may be 0 (gives non-null).
    virtual void* allocate(std::size_t bytes) = 0;
    /// Gives back what allocate() of the same size gave.
    virtual void deallocate(void* memory, std::size_t bytes) noexcept = 0;
    /// Bytes now handed out.
    virtual std::int64_t bytesInUse() const = 0;
    /// Largest value bytesInUse() had.
    virtual std::int64_t peakBytes() const = 0;
};

/// The process's own memory without a pool: for constants, feeds and files.
Allocator& hostAllocator();

}  // namespace weft
