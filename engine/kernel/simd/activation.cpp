// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/simd/activation.h"

#include "engine/kernel/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernel/simd/activation.cpp"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
// clang-format off
#include "hwy/highway.h"
#include "engine/kernel/simd/lanes-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace weft::simd::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Rows whose sum is formed by itself before it is added to the total.
constexpr std::int64_t kBlockRows = 64;

template <class T>
void reluT(const T* x, T* out, std::int64_t n) {
    overLanes<T>(n, [&](auto d, std::int64_t i) HWY_ATTR {
        const auto v = hn::LoadU(d, x + i);
        // !(v <= 0) keeps NaN.
        hn::StoreU(hn::IfThenZeroElse(hn::Le(v, hn::Zero(d)), v), d, out + i);
    });
}

template <class T>
void reluGradT(const T* dy, const T* x, T* out, std::int64_t n) {
    overLanes<T>(n, [&](auto d, std::int64_t i) HWY_ATTR {
        const auto positive = hn::Gt(hn::LoadU(d, x + i), hn::Zero(d));
        const auto factor = hn::IfThenElseZero(positive, hn::Set(d, T{1}));
        hn::StoreU(hn::Mul(hn::LoadU(d, dy + i), factor), d, out + i);
    });
}

template <class T>
void biasAddRowsT(const T* x, const T* HWY_RESTRICT bias, T* out, std::int64_t rows,
                  std::int64_t columns) {
    for (std::int64_t r = 0; r < rows; ++r) {
        const T* in = x + r * columns;
        T* to = out + r * columns;
        overLanes<T>(columns, [&](auto d, std::int64_t i) HWY_ATTR {
            hn::StoreU(hn::Add(hn::LoadU(d, in + i), hn::LoadU(d, bias + i)), d, to + i);
        });
    }
}

template <class T>
void sumRowsT(const T* HWY_RESTRICT x, T* HWY_RESTRICT sums, std::int64_t rows,
              std::int64_t columns, std::int64_t begin, std::int64_t end) {
    // Several vectors of a row at once: whole cache lines, and sums that do not wait for each other.
    constexpr std::int64_t kVectors = 4;
    const hn::ScalableTag<T> d;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    std::int64_t c = begin;
    for (; c + kVectors * lanes <= end; c += kVectors * lanes) {
        const auto at = [&](std::int64_t row, std::int64_t vector) HWY_ATTR {
            return hn::LoadU(d, x + row * columns + c + vector * lanes);
        };
        auto total0 = hn::Zero(d), total1 = total0, total2 = total0, total3 = total0;
        for (std::int64_t r = 0; r < rows; r += kBlockRows) {
            const std::int64_t last = r + kBlockRows < rows ? r + kBlockRows : rows;
            auto block0 = at(r, 0), block1 = at(r, 1), block2 = at(r, 2), block3 = at(r, 3);
            for (std::int64_t k = r + 1; k < last; ++k) {
                block0 = hn::Add(block0, at(k, 0));
                block1 = hn::Add(block1, at(k, 1));
                block2 = hn::Add(block2, at(k, 2));
                block3 = hn::Add(block3, at(k, 3));
            }
            total0 = hn::Add(total0, block0);
            total1 = hn::Add(total1, block1);
            total2 = hn::Add(total2, block2);
            total3 = hn::Add(total3, block3);
        }
        hn::StoreU(total0, d, sums + c);
        hn::StoreU(total1, d, sums + c + lanes);
        hn::StoreU(total2, d, sums + c + 2 * lanes);
        hn::StoreU(total3, d, sums + c + 3 * lanes);
    }
    const T* from = x + c;
    T* to = sums + c;
    overLanes<T>(end - c, [&](auto part, std::int64_t i) HWY_ATTR {
        auto total = hn::Zero(part);
        for (std::int64_t r = 0; r < rows; r += kBlockRows) {
            const std::int64_t last = r + kBlockRows < rows ? r + kBlockRows : rows;
            auto block = hn::LoadU(part, from + r * columns + i);
            for (std::int64_t k = r + 1; k < last; ++k) {
                block = hn::Add(block, hn::LoadU(part, from + k * columns + i));
            }
            total = hn::Add(total, block);
        }
        hn::StoreU(total, part, to + i);
    });
}

void reluF(const float* x, float* out, std::int64_t n) { reluT(x, out, n); }
void reluD(const double* x, double* out, std::int64_t n) { reluT(x, out, n); }
void reluGradF(const float* dy, const float* x, float* out, std::int64_t n) {
    reluGradT(dy, x, out, n);
}
void reluGradD(const double* dy, const double* x, double* out, std::int64_t n) {
    reluGradT(dy, x, out, n);
}
void biasF(const float* x, const float* bias, float* out, std::int64_t r, std::int64_t c) {
    biasAddRowsT(x, bias, out, r, c);
}
void biasD(const double* x, const double* bias, double* out, std::int64_t r, std::int64_t c) {
    biasAddRowsT(x, bias, out, r, c);
}
void sumF(const float* x, float* sums, std::int64_t r, std::int64_t c, std::int64_t begin,
          std::int64_t end) {
    sumRowsT(x, sums, r, c, begin, end);
}
void sumD(const double* x, double* sums, std::int64_t r, std::int64_t c, std::int64_t begin,
          std::int64_t end) {
    sumRowsT(x, sums, r, c, begin, end);
}

}  // namespace weft::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace weft::simd {

HWY_EXPORT(reluF);
HWY_EXPORT(reluD);
HWY_EXPORT(reluGradF);
HWY_EXPORT(reluGradD);
HWY_EXPORT(biasF);
HWY_EXPORT(biasD);
HWY_EXPORT(sumF);
HWY_EXPORT(sumD);

void relu(const float* x, float* out, std::int64_t n) { HWY_DYNAMIC_DISPATCH(reluF)(x, out, n); }
void relu(const double* x, double* out, std::int64_t n) { HWY_DYNAMIC_DISPATCH(reluD)(x, out, n); }
void reluGrad(const float* dy, const float* x, float* out, std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(reluGradF)(dy, x, out, n);
}
void reluGrad(const double* dy, const double* x, double* out, std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(reluGradD)(dy, x, out, n);
}
void biasAddRows(const float* x, const float* bias, float* out, std::int64_t rows,
                 std::int64_t columns) {
    HWY_DYNAMIC_DISPATCH(biasF)(x, bias, out, rows, columns);
}
void biasAddRows(const double* x, const double* bias, double* out, std::int64_t rows,
                 std::int64_t columns) {
    HWY_DYNAMIC_DISPATCH(biasD)(x, bias, out, rows, columns);
}
void sumRows(const float* x, float* sums, std::int64_t rows, std::int64_t columns,
             std::int64_t begin, std::int64_t end) {
    HWY_DYNAMIC_DISPATCH(sumF)(x, sums, rows, columns, begin, end);
}
void sumRows(const double* x, double* sums, std::int64_t rows, std::int64_t columns,
             std::int64_t begin, std::int64_t end) {
    HWY_DYNAMIC_DISPATCH(sumD)(x, sums, rows, columns, begin, end);
}

}  // namespace weft::simd
#endif  // HWY_ONCE
