// SPDX-License-Identifier: Apache-2.0
#include "engine/tensor/buffer.h"

#include <array>
#include <cstring>
#include <limits>
#include <new>

#include "engine/tensor/device_memory.h"
#include "engine/tensor/variant.h"

namespace weft {
namespace {

/// Blocks of one size, kept by the thread that frees them: a step makes and drops a buffer an
/// output, and should ask the heap for none of them once it has run.
struct BlockCache {
    static constexpr std::size_t kMost = 1024;
    std::array<void*, kMost> blocks;
    std::size_t count = 0;
    bool closed = false;  ///< the thread ends: what is freed now goes to the heap
};

/// Empties a thread's cache when the thread ends; the cache itself, which has no destructor, may be
/// asked even after that.
struct BlockCacheOwner {
    explicit BlockCacheOwner(BlockCache& owned) : cache(owned) {}
    ~BlockCacheOwner() {
        while (cache.count > 0) { ::operator delete(cache.blocks[--cache.count]); }
        cache.closed = true;
    }
    BlockCacheOwner(const BlockCacheOwner&) = delete;
    BlockCacheOwner& operator=(const BlockCacheOwner&) = delete;
    BlockCache& cache;
};

template <class T>
thread_local constinit BlockCache blockCache = {};

/// A block that holds a T, or null.
template <class T>
void* takeBlock() {
    BlockCache& cache = blockCache<T>;
    return cache.count > 0 ? cache.blocks[--cache.count] : nullptr;
}

template <class T>
bool keepBlock(void* block) {
    BlockCache& cache = blockCache<T>;
    if (cache.closed || cache.count == BlockCache::kMost) { return false; }
    thread_local const BlockCacheOwner owner(cache);
    cache.blocks[cache.count++] = block;
    return true;
}

#ifdef __SANITIZE_ADDRESS__
constexpr bool kCaches = false;  // the sanitizer sees uses of freed memory only then
#else
constexpr bool kCaches = true;
#endif

/// For std::allocate_shared: single objects by way of the cache.
template <class T>
struct CachingAllocator {
    using value_type = T;
    CachingAllocator() = default;
    template <class U>
    explicit CachingAllocator(const CachingAllocator<U>& /*other*/) {}
    T* allocate(std::size_t count) {
        void* block = kCaches && count == 1 ? takeBlock<T>() : nullptr;
        return static_cast<T*>(block != nullptr ? block : ::operator new(count * sizeof(T)));
    }
    void deallocate(T* block, std::size_t count) noexcept {
        if (!kCaches || count != 1 || !keepBlock<T>(block)) { ::operator delete(block); }
    }
    template <class U>
    bool operator==(const CachingAllocator<U>& /*other*/) const {
        return true;
    }
};

template <class T>
void construct(std::byte* memory, std::int64_t count) {
    std::uninitialized_value_construct_n(reinterpret_cast<T*>(memory), count);
}
template <class T>
void destroy(std::byte* memory, std::int64_t count) {
    std::destroy_n(std::launder(reinterpret_cast<T*>(memory)), count);
}

}  // namespace

struct BufferFactory : Buffer {
    static Allocator* allocatorOf(const Buffer& buffer) { return buffer.m_allocator; }
};

Allocator* allocatorOf(const Buffer& buffer) { return BufferFactory::allocatorOf(buffer); }

std::size_t storageBytes(DType type) {
    if (type == DType::String) { return sizeof(std::string); }
    if (type == DType::Resource) { return sizeof(ResourceHandle); }
    if (type == DType::Variant) { return sizeof(VariantValue); }
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
    auto buffer = std::allocate_shared<BufferFactory>(CachingAllocator<BufferFactory>());
    buffer->m_data = static_cast<std::byte*>(memory);
    buffer->m_bytes = bytes;
    buffer->m_count = count;
    buffer->m_type = type;
    buffer->m_allocator = &allocator;
    if (type == DType::String) {
        construct<std::string>(buffer->m_data, count);
    } else if (type == DType::Resource) {
        construct<ResourceHandle>(buffer->m_data, count);
    } else if (type == DType::Variant) {
        construct<VariantValue>(buffer->m_data, count);
    } else {
#ifndef NDEBUG
        // All ones is a NaN in every floating type: reading what nobody wrote shows at once.
        if (asDeviceMemory(allocator) == nullptr) { std::memset(buffer->m_data, 0xFF, bytes); }
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
    } else if (m_type == DType::Variant) {
        destroy<VariantValue>(m_data, m_count);
    }
    m_allocator->deallocate(m_data, m_bytes);
}

}  // namespace weft
