// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/simd/strided_copy.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <string>

#include "engine/base/strings.h"
#include "engine/kernel/parallel.h"
#include "engine/kernel/simd/element_type.h"
#include "engine/kernel/simd/targets.h"
#include "engine/tensor/variant.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernel/simd/strided_copy.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace weft::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Four rows of four elements become columns.
HWY_INLINE void transposeFour(const std::uint32_t* from, std::int64_t fromRow, std::uint32_t* to,
                              std::int64_t toRow) {
#if HWY_TARGET == HWY_SCALAR
    for (int i = 0; i < 4; ++i) {
        for (int j = 0; j < 4; ++j) { to[i * toRow + j] = from[j * fromRow + i]; }
    }
#else
    const hn::FixedTag<std::uint32_t, 4> d;
    const hn::Repartition<std::uint64_t, decltype(d)> pairs;
    const auto r0 = hn::LoadU(d, from);
    const auto r1 = hn::LoadU(d, from + fromRow);
    const auto r2 = hn::LoadU(d, from + 2 * fromRow);
    const auto r3 = hn::LoadU(d, from + 3 * fromRow);
    const auto low01 = hn::BitCast(pairs, hn::InterleaveLower(d, r0, r1));
    const auto low23 = hn::BitCast(pairs, hn::InterleaveLower(d, r2, r3));
    const auto high01 = hn::BitCast(pairs, hn::InterleaveUpper(d, r0, r1));
    const auto high23 = hn::BitCast(pairs, hn::InterleaveUpper(d, r2, r3));
    hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, low01, low23)), d, to);
    hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, low01, low23)), d, to + toRow);
    hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, high01, high23)), d, to + 2 * toRow);
    hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, high01, high23)), d, to + 3 * toRow);
#endif
}

constexpr std::int64_t kSide = 16;  // words in a cache line

/// A square of a cache line a side, by way of a buffer: each line of the source is read once and
/// whole, and so is each of the target written. Rows that lie a power of two apart share their
/// places in the first-level cache, and would throw each other out before they are used up.
void transposeSquare(const std::uint32_t* from, std::int64_t fromRow, std::uint32_t* to,
                     std::int64_t toRow) {
    alignas(64) std::array<std::uint32_t, kSide * kSide> square;
    for (std::int64_t j = 0; j < kSide; j += 4) {
        for (std::int64_t i = 0; i < kSide; i += 4) {
            transposeFour(from + i + j * fromRow, fromRow, square.data() + i * kSide + j, kSide);
        }
    }
    for (std::int64_t i = 0; i < kSide; ++i) {
        std::memcpy(to + i * toRow, square.data() + i * kSide, kSide * sizeof(std::uint32_t));
    }
}

/// The target's rows are the source's columns, in squares of a cache line a side. Both counts are
/// multiples of four.
void transposeWords(const std::uint32_t* from, std::int64_t fromRow, std::uint32_t* to,
                    std::int64_t toRow, std::int64_t rows, std::int64_t columns) {
    for (std::int64_t i0 = 0; i0 < rows; i0 += kSide) {
        for (std::int64_t j0 = 0; j0 < columns; j0 += kSide) {
            if (i0 + kSide <= rows && j0 + kSide <= columns) {
                transposeSquare(from + i0 + j0 * fromRow, fromRow, to + i0 * toRow + j0, toRow);
                continue;
            }
            for (std::int64_t i = i0; i < rows && i < i0 + kSide; i += 4) {
                for (std::int64_t j = j0; j < columns && j < j0 + kSide; j += 4) {
                    transposeFour(from + i + j * fromRow, fromRow, to + i * toRow + j, toRow);
                }
            }
        }
    }
}

}  // namespace weft::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace weft {

HWY_EXPORT(transposeWords);

namespace {

constexpr std::int64_t kFour = 4;

/// Side of the square tiles of a transposing copy: two tiles of 8-byte elements fill half of a
/// first-level cache.
constexpr std::int64_t kTile = 32;
/// Rough nanoseconds an element, for parallelFor.
constexpr double kRunCost = 0.1;
constexpr double kStridedCost = 1.0;
constexpr double kStringCost = 20.0;

template <class T>
constexpr double costOf(double plain) {
    return std::is_same_v<T, std::string> ? kStringCost : plain;
}

struct Axis {
    std::int64_t size = 1;
    std::int64_t from = 0;
    std::int64_t to = 0;
};
using Axes = absl::InlinedVector<Axis, 6>;

/// The box without axes of size 1, neighbours merged where both layouts step through them as
/// through one.
Axes mergedAxes(const StridedCopy& box) {
    Axes axes;
    for (std::size_t i = 0; i < box.sizes.size(); ++i) {
        const Axis next{box.sizes[i], box.fromStrides[i], box.toStrides[i]};
        if (next.size == 1) { continue; }
        if (!axes.empty() && axes.back().from == next.from * next.size &&
            axes.back().to == next.to * next.size) {
            axes.back() = {axes.back().size * next.size, next.from, next.to};
        } else {
            axes.push_back(next);
        }
    }
    return axes;
}

/// Copies along one axis.
template <class T>
void copyLine(const Axis& axis, const T* from, T* to, std::int64_t begin, std::int64_t end) {
    from += begin * axis.from;
    to += begin * axis.to;
    const std::int64_t count = end - begin;
    if (axis.to == 1 && axis.from == 1) {
        std::copy_n(from, count, to);
    } else if (axis.to == 1 && axis.from == 0) {
        std::fill_n(to, count, *from);
    } else if (axis.to == 1) {
        for (std::int64_t i = 0; i < count; ++i) { to[i] = from[i * axis.from]; }
    } else {
        for (std::int64_t i = 0; i < count; ++i) { to[i * axis.to] = from[i * axis.from]; }
    }
}

/// Copies a plane whose rows (a) are fast in the source and whose columns (b) are fast in the
/// target, rows begin..end, tile by tile so that both sides stay in cache.
template <class T>
void copyPlane(const Axis& a, const Axis& b, const T* from, T* to, std::int64_t begin,
               std::int64_t end) {
    for (std::int64_t i0 = begin; i0 < end; i0 += kTile) {
        const std::int64_t i1 = std::min(end, i0 + kTile);
        for (std::int64_t j0 = 0; j0 < b.size; j0 += kTile) {
            const std::int64_t j1 = std::min(b.size, j0 + kTile);
            for (std::int64_t i = i0; i < i1; ++i) {
                const T* source = from + i * a.from;
                T* target = to + i * a.to;
                for (std::int64_t j = j0; j < j1; ++j) { target[j * b.to] = source[j * b.from]; }
            }
        }
    }
}

/// As copyPlane() of elements of four bytes that are neighbours in the source along a and in the
/// target along b: 4 x 4 at a time.
void transposePlane(const Axis& a, const Axis& b, const std::uint32_t* from, std::uint32_t* to,
                    std::int64_t begin, std::int64_t end) {
    const std::int64_t rows = begin + (end - begin) / kFour * kFour;
    const std::int64_t columns = b.size / kFour * kFour;
    HWY_DYNAMIC_DISPATCH(transposeWords)
    (from + begin, b.from, to + begin * a.to, a.to, rows - begin, columns);
    const Axis rest{b.size - columns, b.from, b.to};
    copyPlane(a, rest, from + columns * b.from, to + columns * b.to, begin, rows);
    copyPlane(a, b, from, to, rows, end);
}

/// Calls visit(fromOffset, toOffset) for positions begin..end of the outer axes, in row-major
/// order.
template <class Visit>
void walk(const Axes& outer, std::int64_t begin, std::int64_t end, const Visit& visit) {
    Dims index(outer.size(), 0);
    std::int64_t from = 0;
    std::int64_t to = 0;
    std::int64_t rest = begin;
    for (std::size_t i = outer.size(); i-- > 0;) {
        index[i] = rest % outer[i].size;
        rest /= outer[i].size;
        from += index[i] * outer[i].from;
        to += index[i] * outer[i].to;
    }
    for (std::int64_t position = begin; position < end; ++position) {
        visit(from, to);
        for (std::size_t i = outer.size(); i-- > 0;) {
            from += outer[i].from;
            to += outer[i].to;
            if (++index[i] < outer[i].size) { break; }
            from -= outer[i].size * outer[i].from;
            to -= outer[i].size * outer[i].to;
            index[i] = 0;
        }
    }
}

std::int64_t positionsOf(const Axes& axes) {
    std::int64_t count = 1;
    for (const Axis& axis : axes) { count *= axis.size; }
    return count;
}

/// Runs body(fromOffset, toOffset, begin, end) over all outer positions times [0, size) of the
/// inner loop, cut along whichever of the two is worth cutting.
template <class Body>
void spread(const Axes& outer, std::int64_t size, double costPerItem, const Body& body) {
    const std::int64_t positions = positionsOf(outer);
    if (positions == 1) {
        parallelFor(size, costPerItem,
                    [&](std::int64_t begin, std::int64_t end) { body(0, 0, begin, end); });
        return;
    }
    parallelFor(positions, costPerItem * static_cast<double>(size),
                [&](std::int64_t begin, std::int64_t end) {
                    walk(outer, begin, end,
                         [&](std::int64_t from, std::int64_t to) { body(from, to, 0, size); });
                });
}

/// The outer axis along which the source is contiguous, when the innermost axis is not: those two
/// make a plane to transpose. -1: none.
int fastSourceAxis(const Axes& axes) {
    if (axes.size() < 2 || std::abs(axes.back().from) <= 1) { return -1; }
    for (std::size_t i = axes.size() - 1; i-- > 0;) {
        if (std::abs(axes[i].from) == 1) { return static_cast<int>(i); }
    }
    return -1;
}

template <class T>
void copyAs(const StridedCopy& box, const std::byte* fromBytes, std::byte* toBytes) {
    const T* from = reinterpret_cast<const T*>(fromBytes) + box.fromOffset;
    T* to = reinterpret_cast<T*>(toBytes) + box.toOffset;
    Axes axes = mergedAxes(box);
    if (axes.empty()) {
        *to = *from;
        return;
    }
    const int fast = fastSourceAxis(axes);
    const Axis inner = axes.back();
    axes.pop_back();
    if (fast < 0) {
        const double cost = costOf<T>(std::abs(inner.from) <= 1 ? kRunCost : kStridedCost);
        spread(axes, inner.size, cost,
               [&](std::int64_t f, std::int64_t t, std::int64_t begin, std::int64_t end) {
                   copyLine(inner, from + f, to + t, begin, end);
               });
        return;
    }
    const Axis rows = axes[static_cast<std::size_t>(fast)];
    axes.erase(axes.begin() + fast);
    spread(axes, rows.size, costOf<T>(kStridedCost) * static_cast<double>(inner.size),
           [&](std::int64_t f, std::int64_t t, std::int64_t begin, std::int64_t end) {
               if constexpr (std::is_same_v<T, std::uint32_t>) {
                   if (rows.from == 1 && inner.to == 1) {
                       return transposePlane(rows, inner, from + f, to + t, begin, end);
                   }
               }
               copyPlane(rows, inner, from + f, to + t, begin, end);
           });
}

}  // namespace

Dims denseStrides(const Dims& sizes) {
    Dims strides(sizes.size(), 1);
    for (std::size_t i = sizes.size(); i-- > 1;) { strides[i - 1] = strides[i] * sizes[i]; }
    return strides;
}

Status copyStrided(const StridedCopy& box, const Tensor& from, Tensor& to) {
    if (from.dtype() != to.dtype()) {
        return internalError(
            concat("copy between dtypes: got ", from.dtype(), ", want ", to.dtype()));
    }
    if (std::find(box.sizes.begin(), box.sizes.end(), 0) != box.sizes.end()) { return okStatus(); }
    return withElementType(from.dtype(), [&](auto element) {
        copyAs<decltype(element)>(box, from.data(), to.mutableData());
        return okStatus();
    });
}

Status fillWith(const Tensor& value, Tensor& to) {
    return copyStrided({.sizes = {to.elements()}, .fromStrides = {0}, .toStrides = {1}}, value, to);
}

void fillZero(Tensor& to) {
    if (to.dtype() == DType::String) {
        std::ranges::fill(to.mutableValues<std::string>(), std::string());
    } else if (to.dtype() == DType::Resource) {
        std::ranges::fill(to.mutableValues<ResourceHandle>(), ResourceHandle());
    } else if (to.dtype() == DType::Variant) {
        std::ranges::fill(to.mutableValues<VariantValue>(), VariantValue());
    } else if (to.elements() > 0) {
        std::memset(to.mutableData(), 0, to.bytes());
    }
}

}  // namespace weft
#endif  // HWY_ONCE
