// SPDX-License-Identifier: Apache-2.0
#include "engine/tensor/buffer.h"

#include <cstring>
#include <limits>
#include <new>

namespace weft {
namespace {

template <class T>
void construct(std::byte* memory, std::int64_t count) {
    std::uninitialized_value_construct_n(reinterpret_cast<T*>(memory), count);
}
template <class T>
void destroy(std::byte* memory, std::int64_t count) {
    std::destroy_n(std::launder(reinterpret_cast<T*>(memory)), count);
}

}  // namespace

struct BufferFactory : Buffer {};

std::size_t storageBytes(DType type) {
    if (type == DType::String) { return sizeof(std::string); }
    if (type == DType::Resource) { return sizeof(ResourceHandle); }
    return elementBytes(type);
}

std::shared_ptr<Buffer> Buffer::make(DType type, std::int64_t count, Allocator& allocator) {
    const std::size_t each = storageBytes(type);
    std::size_t bytes = 0;
    if (each == 0 || count < 0 ||
        __builtin_mul_overflow(each, static_cast<std::size_t>(count), &bytes)) {
        return nullptr;
    }
    void* memory = allocator.allocate(bytes);
    if (memory == nullptr) { return nullptr; }
    auto buffer = std::make_shared<BufferFactory>();
    buffer->m_data = static_cast<std::byte*>(memory);
    buffer->m_bytes = bytes;
    buffer->m_count = count;
    buffer->m_type = type;
    buffer->m_allocator = &allocator;
    if (type == DType::String) {
        construct<std::string>(buffer->m_data, count);
    } else if (type == DType::Resource) {
        construct<ResourceHandle>(buffer->m_data, count);
    } else {
#ifndef NDEBUG
        // All ones is a NaN in every floating type: reading what nobody wrote shows at once.
        std::memset(buffer->m_data, 0xFF, bytes);
#endif
    }
    return buffer;
}

std::shared_ptr<Buffer> Buffer::view(void* data, std::size_t bytes,
                                     std::shared_ptr<const void> owner) {
    auto buffer = std::make_shared<BufferFactory>();
    buffer->m_data = static_cast<std::byte*>(data);
    buffer->m_bytes = bytes;
    buffer->m_owner = std::move(owner);
    return buffer;
}

Buffer::~Buffer() {
    if (m_allocator == nullptr) { return; }
    if (m_type == DType::String) {
        destroy<std::string>(m_data, m_count);
    } else if (m_type == DType::Resource) {
        destroy<ResourceHandle>(m_data, m_count);
    }
    m_allocator->deallocate(m_data, m_bytes);
}

}  // namespace weft
