// SPDX-License-Identifier: Apache-2.0
/// @file
/// C is computed in blocks of up to kRows rows by one or two vectors of columns, held in registers
/// while k runs. B is read in place where its rows are contiguous, else a panel of it is first
/// copied into that form; A is read element by element with any strides, so that transposes cost
/// nothing.

#include "engine/kernel/simd/gemm_tile.h"

#include <algorithm>
#include <vector>

#include "engine/kernel/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernel/simd/gemm_tile.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace weft::simd::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Rows of C in registers: 2 * 6 sums, two vectors of B and one of A fit in 16 registers.
constexpr int kRows = 6;
/// Steps of k after which sums go back to C, so that the panel of B stays in the second-level
/// cache.
constexpr std::int64_t kDepth = 512;

/// kM rows of C, kWidth vectors wide. `add`: C holds the sums of earlier k.
template <int kM, int kWidth, class T>
void block(const GemmTile<T>& t, const T* b, std::int64_t bRow, T* c, std::int64_t cRow, bool add) {
    const hn::ScalableTag<T> d;
    using V = hn::Vec<decltype(d)>;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    V sum[kM][kWidth];
    for (int i = 0; i < kM; ++i) {
        for (int w = 0; w < kWidth; ++w) {
            sum[i][w] = add ? hn::LoadU(d, c + i * cRow + w * lanes) : hn::Zero(d);
        }
    }
    const T* a = t.a;
    for (std::int64_t p = 0; p < t.k; ++p) {
        V right[kWidth];
        for (int w = 0; w < kWidth; ++w) { right[w] = hn::LoadU(d, b + w * lanes); }
        for (int i = 0; i < kM; ++i) {
            const V left = hn::Set(d, a[i * t.aRow]);
            for (int w = 0; w < kWidth; ++w) { sum[i][w] = hn::MulAdd(left, right[w], sum[i][w]); }
        }
        a += t.aColumn;
        b += bRow;
    }
    for (int i = 0; i < kM; ++i) {
        for (int w = 0; w < kWidth; ++w) { hn::StoreU(sum[i][w], d, c + i * cRow + w * lanes); }
    }
}

template <int kWidth, class T>
void rowsOfBlock(const GemmTile<T>& t, const T* b, std::int64_t bRow, T* c, std::int64_t cRow,
                 bool add) {
    switch (t.m) {
        case 1:
            return block<1, kWidth>(t, b, bRow, c, cRow, add);
        case 2:
            return block<2, kWidth>(t, b, bRow, c, cRow, add);
        case 3:
            return block<3, kWidth>(t, b, bRow, c, cRow, add);
        case 4:
            return block<4, kWidth>(t, b, bRow, c, cRow, add);
        case 5:
            return block<5, kWidth>(t, b, bRow, c, cRow, add);
        default:
            return block<kRows, kWidth>(t, b, bRow, c, cRow, add);
    }
}

/// C for one panel of `width` columns, at most kWidth vectors, and one range of k.
template <int kWidth, class T>
void panel(const GemmTile<T>& t, const T* b, std::int64_t bRow, T* c, std::int64_t width,
           bool add) {
    const hn::ScalableTag<T> d;
    const auto full = static_cast<std::int64_t>(kWidth * hn::Lanes(d));
    T edge[kRows * kWidth * hn::MaxLanes(d)];
    for (std::int64_t i = 0; i < t.m; i += kRows) {
        GemmTile<T> rows = t;
        rows.a = t.a + i * t.aRow;
        rows.m = std::min<std::int64_t>(kRows, t.m - i);
        T* out = c + i * t.cRow;
        if (width == full) {
            rowsOfBlock<kWidth>(rows, b, bRow, out, t.cRow, add);
            continue;
        }
        for (std::int64_t r = 0; add && r < rows.m; ++r) {
            std::copy_n(out + r * t.cRow, width, edge + r * full);
        }
        rowsOfBlock<kWidth>(rows, b, bRow, edge, full, add);
        for (std::int64_t r = 0; r < rows.m; ++r) {
            std::copy_n(edge + r * full, width, out + r * t.cRow);
        }
    }
}

/// Copies `width` columns of B into rows of `full`, zeros behind them.
template <class T>
void pack(const GemmTile<T>& t, const T* b, std::int64_t width, std::int64_t full, T* to) {
    if (t.bColumn == 1) {
        for (std::int64_t p = 0; p < t.k; ++p) {
            std::copy_n(b + p * t.bRow, width, to + p * full);
            std::fill_n(to + p * full + width, full - width, T(0));
        }
        return;
    }
    for (std::int64_t j = 0; j < full; ++j) {
        const T* from = b + j * t.bColumn;
        if (j < width) {
            for (std::int64_t p = 0; p < t.k; ++p) { to[p * full + j] = from[p * t.bRow]; }
        } else {
            for (std::int64_t p = 0; p < t.k; ++p) { to[p * full + j] = T(0); }
        }
    }
}

/// One row of A times rows of B that lie along k: dot products.
template <class T>
T dot(const T* a, const T* b, std::int64_t n) {
    const hn::ScalableTag<T> d;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    auto sum0 = hn::Zero(d);
    auto sum1 = hn::Zero(d);
    std::int64_t i = 0;
    for (; i + 2 * lanes <= n; i += 2 * lanes) {
        sum0 = hn::MulAdd(hn::LoadU(d, a + i), hn::LoadU(d, b + i), sum0);
        sum1 = hn::MulAdd(hn::LoadU(d, a + i + lanes), hn::LoadU(d, b + i + lanes), sum1);
    }
    T sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(sum0, sum1)));
    for (; i < n; ++i) { sum += a[i] * b[i]; }
    return sum;
}

template <class T>
void run(const GemmTile<T>& tile) {
    if (tile.m == 1 && tile.aColumn == 1 && tile.bRow == 1) {
        for (std::int64_t j = 0; j < tile.n; ++j) {
            tile.c[j] = dot(tile.a, tile.b + j * tile.bColumn, tile.k);
        }
        return;
    }
    const hn::ScalableTag<T> d;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    static thread_local std::vector<T> packed;
    for (std::int64_t p = 0; p < tile.k; p += kDepth) {
        GemmTile<T> t = tile;
        t.k = std::min(kDepth, tile.k - p);
        t.a = tile.a + p * tile.aColumn;
        for (std::int64_t j = 0; j < tile.n; j += 2 * lanes) {
            const std::int64_t width = std::min(2 * lanes, tile.n - j);
            const std::int64_t full = width <= lanes ? lanes : 2 * lanes;
            const T* b = tile.b + p * tile.bRow + j * tile.bColumn;
            std::int64_t bRow = tile.bRow;
            if (tile.bColumn != 1 || width != full) {
                packed.resize(std::max(packed.size(), static_cast<std::size_t>(t.k * full)));
                pack(t, b, width, full, packed.data());
                b = packed.data();
                bRow = full;
            }
            full == lanes ? panel<1>(t, b, bRow, tile.c + j, width, p > 0)
                          : panel<2>(t, b, bRow, tile.c + j, width, p > 0);
        }
    }
}
void gemmFloat(const GemmTile<float>& tile) { run(tile); }
void gemmDouble(const GemmTile<double>& tile) { run(tile); }
std::int64_t columnsFloat() {
    return static_cast<std::int64_t>(2 * hn::Lanes(hn::ScalableTag<float>()));
}
std::int64_t columnsDouble() {
    return static_cast<std::int64_t>(2 * hn::Lanes(hn::ScalableTag<double>()));
}

}  // namespace weft::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace weft::simd {

HWY_EXPORT(gemmFloat);
HWY_EXPORT(gemmDouble);
HWY_EXPORT(columnsFloat);
HWY_EXPORT(columnsDouble);

std::int64_t gemmColumns(const float* /*type*/) { return HWY_DYNAMIC_DISPATCH(columnsFloat)(); }
std::int64_t gemmColumns(const double* /*type*/) { return HWY_DYNAMIC_DISPATCH(columnsDouble)(); }
void gemmTile(const GemmTile<float>& tile) { HWY_DYNAMIC_DISPATCH(gemmFloat)(tile); }
void gemmTile(const GemmTile<double>& tile) { HWY_DYNAMIC_DISPATCH(gemmDouble)(tile); }

}  // namespace weft::simd
#endif
