// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>

#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/tensor/buffer.h"
#include "engine/tensor/dtype.h"
#include "engine/tensor/shape.h"

namespace weft {

/// A multi-dimensional array: dtype, shape and a shared buffer of elements in row-major order.
/// Copying a Tensor shares the buffer; clone() copies elements. Writing goes through mutableData()
/// and is only for whoever made the tensor, or when unique().
class Tensor {
public:
    /// No tensor: dtype Invalid.
    Tensor() = default;
    /// Uninitialised elements.
    /// Errors: ResourceExhausted when memory runs out; InvalidArgument for a dtype without
    /// elements.
    static Result<Tensor> allocate(DType type, const Shape& shape,
                                   Allocator& allocator = hostAllocator());
    /// A tensor over an existing buffer that holds at least shape.elements() elements at
    /// byteOffset.
    static Tensor over(DType type, const Shape& shape, std::shared_ptr<Buffer> buffer,
                       std::size_t byteOffset = 0);
    /// Rank 0 with this value. Small: aborts only when the machine has no memory at all.
    template <class T>
    static Tensor scalar(T value) {
        return ofValues<T>(Shape(), std::span<const T>(&value, 1));
    }
    /// Rank 1 with these values.
    template <class T>
    static Tensor vector(std::initializer_list<T> values) {
        return ofValues<T>(Shape{static_cast<std::int64_t>(values.size())},
                           std::span<const T>(values.begin(), values.size()));
    }
    /// The given shape with these values, whose count must match (WEFT_CHECK): for constants and
    /// tests.
    template <class T>
    static Tensor ofValues(const Shape& shape, std::span<const T> values) {
        WEFT_CHECK(static_cast<std::int64_t>(values.size()) == shape.elements(), "count of values");
        Result<Tensor> made = allocate(kDTypeOf<T>, shape);
        WEFT_CHECK(made.ok(), "no memory");
        T* out = made->template mutableValues<T>().data();
        for (std::size_t i = 0; i < values.size(); ++i) { out[i] = values[i]; }
        return *std::move(made);
    }
    /// A string scalar.
    static Tensor scalarString(std::string value) { return scalar<std::string>(std::move(value)); }

    bool valid() const { return m_type != DType::Invalid; }
    DType dtype() const { return m_type; }
    const Shape& shape() const { return m_shape; }
    int rank() const { return m_shape.rank(); }
    std::int64_t elements() const { return m_shape.elements(); }
    /// Bytes of the elements (of the std::string objects for strings).
    std::size_t bytes() const;

    const std::byte* data() const { return m_data; }
    std::byte* mutableData() { return m_data; }
    /// Elements as T, which must be the C++ type of dtype() (WEFT_CHECK).
    template <class T>
    std::span<const T> values() const {
        WEFT_CHECK(kDTypeOf<T> == m_type, "element type");
        return {reinterpret_cast<const T*>(m_data), static_cast<std::size_t>(m_shape.elements())};
    }
    template <class T>
    std::span<T> mutableValues() {
        WEFT_CHECK(kDTypeOf<T> == m_type, "element type");
        return {reinterpret_cast<T*>(m_data), static_cast<std::size_t>(m_shape.elements())};
    }

    /// True when no other Tensor shares the buffer; what others did with it before they let go of it
    /// is then visible to the caller, who may write.
    bool unique() const;
    bool sharesBufferWith(const Tensor& other) const {
        return m_buffer != nullptr && m_buffer == other.m_buffer;
    }
    const std::shared_ptr<Buffer>& buffer() const { return m_buffer; }
    /// Same elements under another shape; the counts must be equal (WEFT_CHECK). Shares the buffer.
    Tensor reshaped(const Shape& shape) const;
    /// Rows begin..end of the first axis (rank >= 1, 0 <= begin <= end <= size). Shares the buffer.
    Tensor rows(std::int64_t begin, std::int64_t end) const;
    /// A copy of the elements in memory of the allocator.
    Result<Tensor> clone(Allocator& allocator = hostAllocator()) const;

private:
    DType m_type = DType::Invalid;
    Shape m_shape;
    std::shared_ptr<Buffer> m_buffer;
    std::byte* m_data = nullptr;
};

/// True when dtype, shape and all bytes (strings: contents) agree.
bool bytesEqual(const Tensor& a, const Tensor& b);

/// An integer scalar or element of dtype int32 or int64 widened to int64; index < elements().
std::int64_t intAt(const Tensor& tensor, std::int64_t index);

}  // namespace weft
