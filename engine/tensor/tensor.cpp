// SPDX-License-Identifier: Apache-2.0
#include "engine/tensor/tensor.h"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "engine/base/limits.h"
#include "engine/base/strings.h"
#include "engine/tensor/device_memory.h"
#include "engine/tensor/variant.h"

namespace weft {

Result<Tensor> Tensor::allocate(DType type, const Shape& shape, Allocator& allocator) {
    const std::size_t each = storageBytes(type);
    if (each == 0) {
        return invalidArgument(concat("a tensor cannot have elements of type ", type));
    }
    std::int64_t bytes = 0;
    const std::int64_t budget = defaultLimits().tensorBytes;
    if (multiplyOverflows(shape.elements(), static_cast<std::int64_t>(each), bytes) ||
        bytes > budget) {
        return resourceExhausted(concat("tensor ", type, shape, " is too large: got ",
                                        shape.elements(), " elements of ", each,
                                        " bytes, want at most ", budget, " bytes"));
    }
    Tensor made;
    made.m_buffer = Buffer::make(type, shape.elements(), allocator);
    if (made.m_buffer == nullptr) {
        return resourceExhausted(
            concat("out of memory: got no ", bytes, " bytes for tensor ", type, shape));
    }
    made.m_type = type;
    made.m_shape = shape;
    made.m_data = made.m_buffer->data();
    return made;
}

Tensor Tensor::over(DType type, const Shape& shape, std::shared_ptr<Buffer> buffer,
                    std::size_t byteOffset) {
    Tensor made;
    made.m_type = type;
    made.m_shape = shape;
    made.m_data = buffer->data() + byteOffset;
    made.m_buffer = std::move(buffer);
    WEFT_CHECK(byteOffset + made.bytes() <= made.m_buffer->bytes(), "tensor outside its buffer");
    return made;
}

std::size_t Tensor::bytes() const {
    return static_cast<std::size_t>(m_shape.elements()) * storageBytes(m_type);
}

bool Tensor::unique() const {
    if (m_buffer.use_count() != 1) { return false; }
    // use_count() reads without any order: what comes after must not move before others' last use.
#if defined(__SANITIZE_THREAD__)
    const std::shared_ptr<Buffer> share = m_buffer;  // ThreadSanitizer knows no fences
#else
    std::atomic_thread_fence(std::memory_order_acquire);
#endif
    return true;
}

Tensor Tensor::reshaped(const Shape& shape) const {
    WEFT_CHECK(shape.elements() == m_shape.elements(), "count of elements");
    Tensor made = *this;
    made.m_shape = shape;
    return made;
}

Tensor Tensor::rows(std::int64_t begin, std::int64_t end) const {
    WEFT_CHECK(rank() >= 1 && 0 <= begin && begin <= end && end <= m_shape[0], "range of rows");
    Dims dims = m_shape.dims();
    const std::size_t rowBytes = dims[0] == 0 ? 0 : bytes() / static_cast<std::size_t>(dims[0]);
    dims[0] = end - begin;
    Tensor made = *this;
    made.m_shape = makeShape(dims).value();
    made.m_data += rowBytes * static_cast<std::size_t>(begin);
    return made;
}

Result<Tensor> Tensor::clone(Allocator& allocator) const {
    Tensor copy = WEFT_TRY(allocate(m_type, m_shape, allocator));
    if (m_type == DType::String) {
        std::ranges::copy(values<std::string>(), copy.mutableValues<std::string>().begin());
    } else if (m_type == DType::Resource) {
        std::ranges::copy(values<ResourceHandle>(), copy.mutableValues<ResourceHandle>().begin());
    } else if (m_type == DType::Variant) {
        // Their contents are not changed while they are shared.
        std::ranges::copy(values<VariantValue>(), copy.mutableValues<VariantValue>().begin());
    } else {
        WEFT_TRY(copyElementBytes(*this, copy));
    }
    return copy;
}

bool bytesEqual(const Tensor& a, const Tensor& b) {
    if (a.dtype() != b.dtype() || a.shape() != b.shape()) { return false; }
    switch (a.dtype()) {
        case DType::String:
            return std::ranges::equal(a.values<std::string>(), b.values<std::string>());
        case DType::Resource:
            return std::ranges::equal(a.values<ResourceHandle>(), b.values<ResourceHandle>());
        case DType::Variant:
            return std::ranges::equal(
                a.values<VariantValue>(), b.values<VariantValue>(),
                [](const auto& x, const auto& y) { return x.payload == y.payload; });
        default:
            return a.bytes() == 0 || std::memcmp(a.data(), b.data(), a.bytes()) == 0;
    }
}

std::int64_t intAt(const Tensor& tensor, std::int64_t index) {
    const auto at = static_cast<std::size_t>(index);
    if (tensor.dtype() == DType::Int32) { return tensor.values<std::int32_t>()[at]; }
    return tensor.values<std::int64_t>()[at];
}

}  // namespace weft
