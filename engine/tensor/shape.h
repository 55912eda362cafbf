// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

#include "absl/container/inlined_vector.h"
#include "engine/base/status.h"

namespace weft {

/// Sizes along the axes of a tensor, outermost first.
using Dims = absl::InlinedVector<std::int64_t, 5>;

/// Most dimensions a tensor may have, as in TensorFlow.
inline constexpr int kMaxRank = 254;

/// The fully known shape of a tensor. Invariant: every size is >= 0 and the product of those that
/// are not 0 fits in int64, so neither elements() nor a stride overflows. Made by makeShape() from
/// data, by the constructor from constants.
class Shape {
public:
    /// The shape of a scalar: rank 0, one element.
    Shape() = default;
    /// For shapes known to be valid (constants, products of other shapes); checked with WEFT_CHECK.
    Shape(std::initializer_list<std::int64_t> dims);

    int rank() const { return static_cast<int>(m_dims.size()); }
    std::int64_t operator[](int axis) const { return m_dims[static_cast<std::size_t>(axis)]; }
    std::int64_t elements() const { return m_elements; }
    const Dims& dims() const { return m_dims; }
    friend bool operator==(const Shape& a, const Shape& b) { return a.m_dims == b.m_dims; }
    /// As messages write it: "[2,3]", "[]" for a scalar.
    std::string toString() const;

private:
    friend Result<Shape> makeShape(std::span<const std::int64_t> dims);
    Dims m_dims;
    std::int64_t m_elements = 1;
};

/// The shape with these sizes.
/// Errors: InvalidArgument for a negative size, a rank above 254, a product over int64.
Result<Shape> makeShape(std::span<const std::int64_t> dims);

/// True when a * b leaves int64; else `product` is a * b.
bool multiplyOverflows(std::int64_t a, std::int64_t b, std::int64_t& product);
/// True when a + b leaves int64; else `sum` is a + b.
bool addOverflows(std::int64_t a, std::int64_t b, std::int64_t& sum);

}  // namespace weft
