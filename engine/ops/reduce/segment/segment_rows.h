// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <complex>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/functors.h"

/// @file
/// What the ops that fold rows by segment share: how two elements are joined, how ids are read and
/// checked, and the attribute lists. Not an op.

namespace weft {

/// What sums and products of T are made in: 16-bit floats in float, everything else as it is.
template <class T>
using Accumulator =
    std::conditional_t<std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>, float, T>;

/// How rows are joined: what an empty fold is, and the next value on top of what was folded so far.
struct SumFold {
    template <class A>
    static constexpr A start() {
        return A{0};
    }
    template <class A>
    static A join(A value, A soFar) {
        return simd::wrapAdd(soFar, value);
    }
};
/// As SumFold, multiplying.
struct ProdFold {
    template <class A>
    static constexpr A start() {
        return A{1};
    }
    template <class A>
    static A join(A value, A soFar) {
        return simd::wrapMul(soFar, value);
    }
};
/// As SumFold, the larger; where the two cannot be compared (NaN), the element that comes.
struct MaxFold {
    template <class A>
    static constexpr A start() {
        return std::numeric_limits<A>::lowest();
    }
    template <class A>
    static A join(A value, A soFar) {
        return value < soFar ? soFar : value;
    }
};
/// As MaxFold, the smaller.
struct MinFold {
    template <class A>
    static constexpr A start() {
        return std::numeric_limits<A>::max();
    }
    template <class A>
    static A join(A value, A soFar) {
        return soFar < value ? soFar : value;
    }
};

/// Integers of an int16, int32 or int64 tensor.
std::vector<std::int64_t> idsOf(const Tensor& ids);
/// Errors: InvalidArgument where an id is negative, below the one before it, or `segments` or more.
Status checkSortedIds(const std::vector<std::int64_t>& ids, std::int64_t segments);
/// Errors: InvalidArgument "NAME[i] = V is out of range [0, limit)".
Status checkIndices(std::string_view name, const std::vector<std::int64_t>& indices,
                    std::int64_t limit);
/// Elements of a row: all axes after the first `axes`.
std::int64_t rowElements(const Shape& shape, int axes);
/// The shape with its first `axes` replaced by one of this size.
Result<Shape> withRows(const Shape& shape, int axes, std::int64_t rows);

/// Rows of `table` by number, in the scope of the table: GatherV2 along axis 0.
Expr gatherRows(const Expr& table, const Expr& rows);

inline constexpr std::string_view kSegmentNumbers =
    "T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, "
    "bfloat16, qint16, quint16, uint16, complex128, half, uint32, uint64}";
inline constexpr std::string_view kSegmentOrdered =
    "T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, uint64}";

}  // namespace weft
