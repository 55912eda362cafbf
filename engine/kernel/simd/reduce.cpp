// SPDX-License-Identifier: Apache-2.0
/// @file
/// The loops are plain C++ over several independent accumulators, which the compiler turns into
/// vectors for each target.

#include "engine/kernel/simd/reduce.h"

#include <algorithm>
#include <limits>
#include <type_traits>

#include "engine/base/check.h"
#include "engine/kernel/simd/functors.h"
#include "engine/kernel/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernel/simd/reduce.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace weft::simd::HWY_NAMESPACE {

/// Accumulators of a row. Fixed, so that results do not depend on the instruction set.
constexpr int kLanes = 64;
/// Elements of a row that are folded before their result joins others.
constexpr std::int64_t kBlock = 1024;
/// Rows shorter than this are folded one element after the other.
constexpr std::int64_t kShortRow = 16;
/// Rows that are folded column by column before the results join others.
constexpr std::int64_t kBlockRows = 64;
/// Columns folded at a time: their accumulators stay in the first-level cache.
constexpr std::int64_t kStrip = 512;

// A fold takes elements in with take() and joins partial results with join().
template <class Fn, class T>
struct Fold {
    T start;
    HWY_INLINE T take(T sum, T x) const { return Fn()(sum, x); }
    HWY_INLINE T join(T a, T b) const { return Fn()(a, b); }
};
template <class T>
struct SquareFold {
    T start;
    HWY_INLINE T take(T sum, T x) const { return sum + x * x; }
    HWY_INLINE T join(T a, T b) const { return a + b; }
};

template <class F, class T>
HWY_INLINE T foldBlock(const F& f, const T* x, std::int64_t n) {
    T lanes[kLanes];
    for (int k = 0; k < kLanes; ++k) { lanes[k] = f.start; }
    std::int64_t i = 0;
    for (; i + kLanes <= n; i += kLanes) {
        for (int k = 0; k < kLanes; ++k) { lanes[k] = f.take(lanes[k], x[i + k]); }
    }
    for (int k = 0; i + k < n; ++k) { lanes[k] = f.take(lanes[k], x[i + k]); }
    for (int half = kLanes / 2; half > 0; half /= 2) {
        for (int k = 0; k < half; ++k) { lanes[k] = f.join(lanes[k], lanes[k + half]); }
    }
    return lanes[0];
}

/// Blocks joined as a binary tree.
template <class F, class T>
T foldRow(const F& f, const T* x, std::int64_t n) {
    if (n < kShortRow) {
        T sum = f.start;
        for (std::int64_t i = 0; i < n; ++i) { sum = f.take(sum, x[i]); }
        return sum;
    }
    if (n <= kBlock) { return foldBlock(f, x, n); }
    const std::int64_t blocks = (n + kBlock - 1) / kBlock;
    const std::int64_t half = (blocks + 1) / 2 * kBlock;
    return f.join(foldRow(f, x, half), foldRow(f, x + half, n - half));
}

template <class F, class T>
void foldRows(const F& f, const ReduceBlock<T>& block, T* out) {
    for (std::int64_t r = 0; r < block.rows; ++r) {
        out[r] = f.join(out[r], foldRow(f, block.x + r * block.stride, block.columns));
    }
}

template <class F, class T>
void foldColumns(const F& f, const ReduceBlock<T>& block, T* out) {
    T sums[kStrip];
    for (std::int64_t c = 0; c < block.columns; c += kStrip) {
        const std::int64_t width = std::min(kStrip, block.columns - c);
        for (std::int64_t r = 0; r < block.rows; r += kBlockRows) {
            for (std::int64_t k = 0; k < width; ++k) { sums[k] = f.start; }
            const std::int64_t end = std::min(block.rows, r + kBlockRows);
            for (std::int64_t row = r; row < end; ++row) {
                const T* x = block.x + row * block.stride + c;
                for (std::int64_t k = 0; k < width; ++k) { sums[k] = f.take(sums[k], x[k]); }
            }
            for (std::int64_t k = 0; k < width; ++k) { out[c + k] = f.join(out[c + k], sums[k]); }
        }
    }
}

/// Calls run(fold) with the fold of an operation.
template <class T, class Run>
HWY_INLINE void withFold(Reduce op, const Run& run) {
    using Range = std::numeric_limits<T>;
    constexpr T kLowest = Range::has_infinity ? -Range::infinity() : Range::lowest();
    constexpr T kHighest = Range::has_infinity ? Range::infinity() : Range::max();
    switch (op) {
        case Reduce::Sum:
            return run(Fold<AddFn, T>{T(0)});
        case Reduce::Prod:
            return run(Fold<MulFn, T>{T(1)});
        case Reduce::Max:
            return run(Fold<MaximumFn, T>{kLowest});
        case Reduce::Min:
            return run(Fold<MinimumFn, T>{kHighest});
        case Reduce::SumOfSquares:
            if constexpr (std::is_floating_point_v<T>) { return run(SquareFold<T>{T(0)}); }
    }
    WEFT_CHECK(false, "operation on a type it is not for");
}
template <class T>
struct RowsRun {
    const ReduceBlock<T>& block;
    T* out;
    template <class F>
    void operator()(const F& f) const {
        foldRows(f, block, out);
    }
};
template <class T>
struct ColumnsRun {
    const ReduceBlock<T>& block;
    T* out;
    template <class F>
    void operator()(const F& f) const {
        foldColumns(f, block, out);
    }
};

template <class T>
void rows(Reduce op, const ReduceBlock<T>& block, T* out) {
    withFold<T>(op, RowsRun<T>{block, out});
}
template <class T>
void columns(Reduce op, const ReduceBlock<T>& block, T* out) {
    withFold<T>(op, ColumnsRun<T>{block, out});
}
void rowsFloat(Reduce op, const ReduceBlock<float>& b, float* out) { rows(op, b, out); }
void rowsDouble(Reduce op, const ReduceBlock<double>& b, double* out) { rows(op, b, out); }
void rowsInt32(Reduce op, const ReduceBlock<std::int32_t>& b, std::int32_t* out) {
    rows(op, b, out);
}
void rowsInt64(Reduce op, const ReduceBlock<std::int64_t>& b, std::int64_t* out) {
    rows(op, b, out);
}
void rowsUInt8(Reduce op, const ReduceBlock<std::uint8_t>& b, std::uint8_t* out) {
    rows(op, b, out);
}
void columnsFloat(Reduce op, const ReduceBlock<float>& b, float* out) { columns(op, b, out); }
void columnsDouble(Reduce op, const ReduceBlock<double>& b, double* out) { columns(op, b, out); }
void columnsInt32(Reduce op, const ReduceBlock<std::int32_t>& b, std::int32_t* out) {
    columns(op, b, out);
}
void columnsInt64(Reduce op, const ReduceBlock<std::int64_t>& b, std::int64_t* out) {
    columns(op, b, out);
}
void columnsUInt8(Reduce op, const ReduceBlock<std::uint8_t>& b, std::uint8_t* out) {
    columns(op, b, out);
}

}  // namespace weft::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace weft::simd {

HWY_EXPORT(rowsFloat);
HWY_EXPORT(rowsDouble);
HWY_EXPORT(rowsInt32);
HWY_EXPORT(rowsInt64);
HWY_EXPORT(rowsUInt8);
HWY_EXPORT(columnsFloat);
HWY_EXPORT(columnsDouble);
HWY_EXPORT(columnsInt32);
HWY_EXPORT(columnsInt64);
HWY_EXPORT(columnsUInt8);

void reduceRows(Reduce op, const ReduceBlock<float>& block, float* out) {
    HWY_DYNAMIC_DISPATCH(rowsFloat)(op, block, out);
}
void reduceRows(Reduce op, const ReduceBlock<double>& block, double* out) {
    HWY_DYNAMIC_DISPATCH(rowsDouble)(op, block, out);
}
void reduceRows(Reduce op, const ReduceBlock<std::int32_t>& block, std::int32_t* out) {
    HWY_DYNAMIC_DISPATCH(rowsInt32)(op, block, out);
}
void reduceRows(Reduce op, const ReduceBlock<std::int64_t>& block, std::int64_t* out) {
    HWY_DYNAMIC_DISPATCH(rowsInt64)(op, block, out);
}
void reduceRows(Reduce op, const ReduceBlock<std::uint8_t>& block, std::uint8_t* out) {
    HWY_DYNAMIC_DISPATCH(rowsUInt8)(op, block, out);
}
void reduceColumns(Reduce op, const ReduceBlock<float>& block, float* out) {
    HWY_DYNAMIC_DISPATCH(columnsFloat)(op, block, out);
}
void reduceColumns(Reduce op, const ReduceBlock<double>& block, double* out) {
    HWY_DYNAMIC_DISPATCH(columnsDouble)(op, block, out);
}
void reduceColumns(Reduce op, const ReduceBlock<std::int32_t>& block, std::int32_t* out) {
    HWY_DYNAMIC_DISPATCH(columnsInt32)(op, block, out);
}
void reduceColumns(Reduce op, const ReduceBlock<std::int64_t>& block, std::int64_t* out) {
    HWY_DYNAMIC_DISPATCH(columnsInt64)(op, block, out);
}
void reduceColumns(Reduce op, const ReduceBlock<std::uint8_t>& block, std::uint8_t* out) {
    HWY_DYNAMIC_DISPATCH(columnsUInt8)(op, block, out);
}

}  // namespace weft::simd
#endif
