// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/strings.h"
#include "engine/tensor/shape.h"

namespace weft {

/// How messages name one element of a tensor: `indices[0,3]`, or `indices` for a scalar.
/// @param position row-major, below shape.elements().
inline std::string indexText(std::string_view name, const Shape& shape, std::size_t position) {
    if (shape.rank() == 0) { return std::string(name); }
    Dims index(shape.dims().size(), 0);
    auto rest = static_cast<std::int64_t>(position);
    for (std::size_t axis = index.size(); axis-- > 0;) {
        index[axis] = rest % shape.dims()[axis];
        rest /= shape.dims()[axis];
    }
    return concat(name, "[", join(index, ","), "]");
}

}  // namespace weft
