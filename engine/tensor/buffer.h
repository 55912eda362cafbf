// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "engine/tensor/allocator.h"
#include "engine/tensor/dtype.h"

namespace weft {

/// Element of a DT_RESOURCE tensor: the name of a resource in a session's store.
struct ResourceHandle {
    std::string container;
    std::string name;
    std::string typeName;  ///< what kind of resource: "variable", "queue", ...
    friend bool operator==(const ResourceHandle&, const ResourceHandle&) = default;
};

/// Bytes of one element in memory, the object's own for strings and handles; 0 for types that have
/// no elements yet (Variant, Invalid).
std::size_t storageBytes(DType type);

/// Memory of one tensor, or of several that view the same elements. Plain elements are
/// uninitialised when made (dev and asan presets fill them with a pattern); strings and handles are
/// empty. Threading: the owner of the step writes; a buffer shared by several tensors is only read.
class Buffer {
public:
    /// Room for `count` elements; null when the allocator has none or the size overflows.
    static std::shared_ptr<Buffer> make(DType type, std::int64_t count, Allocator& allocator);
    /// Views memory owned by someone else, kept alive by `owner` (mapped files, arenas).
    static std::shared_ptr<Buffer> view(void* data, std::size_t bytes,
                                        std::shared_ptr<const void> owner);
    ~Buffer();
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;

    std::byte* data() { return m_data; }
    const std::byte* data() const { return m_data; }
    std::size_t bytes() const { return m_bytes; }

private:
    Buffer() = default;
    friend struct BufferFactory;
    std::byte* m_data = nullptr;
    std::size_t m_bytes = 0;
    std::int64_t m_count = 0;
    DType m_type = DType::Invalid;
    Allocator* m_allocator = nullptr;     // null for views
    std::shared_ptr<const void> m_owner;  // of views
};

}  // namespace weft
