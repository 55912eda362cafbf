// SPDX-License-Identifier: Apache-2.0
#include "engine/tensor/shape.h"

#include "engine/base/check.h"
#include "engine/base/strings.h"

namespace weft {

Shape::Shape(std::initializer_list<std::int64_t> dims) {
    Result<Shape> made = makeShape({dims.begin(), dims.size()});
    WEFT_CHECK(made.ok(), "shape constant");
    *this = *std::move(made);
}

std::string Shape::toString() const { return concat("[", join(m_dims, ","), "]"); }

Result<Shape> makeShape(std::span<const std::int64_t> dims) {
    if (dims.size() > static_cast<std::size_t>(kMaxRank)) {
        return invalidArgument(
            concat("rank is too large: got ", dims.size(), ", want at most ", kMaxRank));
    }
    Shape shape;
    shape.m_dims.assign(dims.begin(), dims.end());
    // Zeros are left out of the product so that strides of an empty tensor cannot overflow either.
    std::int64_t product = 1;
    bool empty = false;
    for (const std::int64_t size : dims) {
        if (size < 0) {
            return invalidArgument(
                concat("shape ", shape, " has a negative size: got ", size, ", want at least 0"));
        }
        if (size == 0) {
            empty = true;
        } else if (multiplyOverflows(product, size, product)) {
            return invalidArgument(
                concat("shape ", shape, " is too large: the product of its sizes overflows int64"));
        }
    }
    shape.m_elements = empty ? 0 : product;
    return shape;
}

bool multiplyOverflows(std::int64_t a, std::int64_t b, std::int64_t& product) {
    return __builtin_mul_overflow(a, b, &product);
}

bool addOverflows(std::int64_t a, std::int64_t b, std::int64_t& sum) {
    return __builtin_add_overflow(a, b, &sum);
}

}  // namespace weft
