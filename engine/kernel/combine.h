// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <type_traits>

#include "engine/tensor/half.h"

/// @file
/// What updates of tensors make of an old element and the one that is given. Integers wrap, half
/// and bfloat16 are computed in float and rounded once, bools add as "or" and subtract as "xor".

namespace weft::elements {

/// The type that elements of T are computed in: without undefined overflow.
template <class T, class = void>
struct Arithmetic {
    using type = T;
};
template <class T>
struct Arithmetic<T, std::enable_if_t<std::is_integral_v<T> && !std::is_same_v<T, bool>>> {
    // At least unsigned int: shorter types would be promoted to int, whose product may overflow.
    using type = std::common_type_t<std::make_unsigned_t<T>, unsigned>;
};
template <>
struct Arithmetic<Half> {
    using type = float;
};
template <>
struct Arithmetic<BFloat16> {
    using type = float;
};

/// Operators of wrapping arithmetic.
struct Plus {
    template <class A>
    static A apply(A a, A b) {
        if constexpr (std::is_same_v<A, bool>) { return a || b; }
        return static_cast<A>(a + b);
    }
};
struct Minus {
    template <class A>
    static A apply(A a, A b) {
        if constexpr (std::is_same_v<A, bool>) { return a != b; }
        return static_cast<A>(a - b);
    }
};
struct Times {
    template <class A>
    static A apply(A a, A b) {
        return a * b;
    }
};

/// Operators that need the numbers as they are.
struct Replace {};
struct Quotient {};
struct Least {};
struct Greatest {};

/// The new element. Integers are not divided by zero: callers see to that. Least and greatest keep
/// the old element where the given one is no number.
template <class Update, class T>
T combine(T old, T given) {
    using A = typename Arithmetic<T>::type;
    constexpr bool isNarrow = std::is_same_v<A, float> && !std::is_same_v<T, float>;
    if constexpr (std::is_same_v<Update, Replace>) {
        return given;
    } else if constexpr (isNarrow) {
        return T(combine<Update, float>(static_cast<float>(old), static_cast<float>(given)));
    } else if constexpr (std::is_same_v<Update, Quotient>) {
        if constexpr (std::is_signed_v<T> && std::is_integral_v<T>) {
            if (given == T{-1}) { return combine<Minus, T>(T{0}, old); }
        }
        return static_cast<T>(old / given);
    } else if constexpr (std::is_same_v<Update, Least>) {
        return given < old ? given : old;
    } else if constexpr (std::is_same_v<Update, Greatest>) {
        return old < given ? given : old;
    } else {
        return static_cast<T>(
            Update::template apply<A>(static_cast<A>(old), static_cast<A>(given)));
    }
}

}  // namespace weft::elements
