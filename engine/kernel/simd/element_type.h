// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/tensor/dtype.h"

namespace weft {

/// Stands for any element of 16 bytes when it is only moved.
struct WideElement {
    std::uint64_t low;
    std::uint64_t high;
};

/// Calls move(T{}) with a type T whose size is that of the dtype's elements: kernels that move
/// elements without computing are compiled once a size (1, 2, 4, 8, 16 bytes, and std::string).
/// Errors: Unimplemented for resources and variants; otherwise what move() returns.
template <class Move>
Status withElementType(DType type, const Move& move) {
    if (type == DType::String) { return move(std::string()); }
    switch (elementBytes(type)) {
        case 1:
            return move(std::uint8_t{});
        case 2:
            return move(std::uint16_t{});
        case 4:
            return move(std::uint32_t{});
        case 8:
            return move(std::uint64_t{});
        case 16:
            return move(WideElement{});
        default:
            return unimplemented(concat("moving elements of this dtype: got ", type,
                                        ", want a number, bool or string"));
    }
}

}  // namespace weft
