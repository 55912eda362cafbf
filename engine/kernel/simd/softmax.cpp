// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/simd/softmax.h"

#include <cmath>

#include "engine/kernel/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernel/simd/softmax.cpp"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
// clang-format off
#include "hwy/highway.h"
#include "hwy/contrib/math/math-inl.h"
#include "engine/kernel/simd/lanes-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace weft::simd::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// What a row of logits needs for softmax, log softmax and cross entropy.
template <class T>
struct RowSum {
    T maximum;  ///< largest logit
    T sum;      ///< sum of exp(logit - maximum)
};

/// Highway's exp gives 0 for NaN; this one gives NaN.
template <class D, class V>
HWY_INLINE V expOf(D d, V x) {
    return hn::IfThenElse(hn::IsNaN(x), x, hn::Exp(d, x));
}

/// The largest element; of a row that holds NaN any element, for then the sum becomes NaN anyway.
template <class T>
T maxOf(const T* x, std::int64_t n) {
    const hn::ScalableTag<T> d;
    auto most = hn::Set(d, x[0]);
    T best = x[0];
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    std::int64_t i = 0;
    for (; i + lanes <= n; i += lanes) { most = hn::Max(most, hn::LoadU(d, x + i)); }
    if (i > 0) { best = hn::GetLane(hn::MaxOfLanes(d, most)); }
    for (; i < n; ++i) { best = x[i] > best ? x[i] : best; }
    return best;
}

template <class T>
void scale(T* x, T factor, std::int64_t n) {
    overLanes<T>(n, [&](auto d, std::int64_t i) HWY_ATTR {
        hn::StoreU(hn::Mul(hn::LoadU(d, x + i), hn::Set(d, factor)), d, x + i);
    });
}

template <class T>
RowSum<T> expRowT(const T* logits, T* out, std::int64_t n) {
    const T maximum = maxOf(logits, n);
    const T sum = sumOverLanes<T>(n, [&](auto d, std::int64_t i) HWY_ATTR {
        const auto e = expOf(d, hn::Sub(hn::LoadU(d, logits + i), hn::Set(d, maximum)));
        hn::StoreU(e, d, out + i);
        return e;
    });
    return {maximum, sum};
}

template <class T>
void softmaxT(const T* logits, T* out, std::int64_t rows, std::int64_t columns) {
    for (std::int64_t r = 0; r < rows; ++r) {
        T* to = out + r * columns;
        const RowSum<T> row = expRowT(logits + r * columns, to, columns);
        scale(to, T{1} / row.sum, columns);
    }
}

template <class T>
void logSoftmaxT(const T* logits, T* out, std::int64_t rows, std::int64_t columns) {
    for (std::int64_t r = 0; r < rows; ++r) {
        const T* in = logits + r * columns;
        T* to = out + r * columns;
        const T maximum = maxOf(in, columns);
        const T sum = sumOverLanes<T>(columns, [&](auto d, std::int64_t i) HWY_ATTR {
            return expOf(d, hn::Sub(hn::LoadU(d, in + i), hn::Set(d, maximum)));
        });
        const T logSum = std::log(sum);
        overLanes<T>(columns, [&](auto d, std::int64_t i) HWY_ATTR {
            const auto shifted = hn::Sub(hn::LoadU(d, in + i), hn::Set(d, maximum));
            hn::StoreU(hn::Sub(shifted, hn::Set(d, logSum)), d, to + i);
        });
    }
}

template <class T>
void crossEntropyT(const T* logits, const T* labels, T* loss, T* backprop, std::int64_t rows,
                   std::int64_t columns) {
    for (std::int64_t r = 0; r < rows; ++r) {
        const T* in = logits + r * columns;
        const T* label = labels + r * columns;
        T* to = backprop + r * columns;
        const RowSum<T> row = expRowT(in, to, columns);
        const T logSum = std::log(row.sum);
        const T factor = T{1} / row.sum;
        loss[r] = sumOverLanes<T>(columns, [&](auto d, std::int64_t i) HWY_ATTR {
            const auto p = hn::LoadU(d, label + i);
            const auto e = hn::LoadU(d, to + i);
            hn::StoreU(hn::Sub(hn::Mul(e, hn::Set(d, factor)), p), d, to + i);
            const auto shifted = hn::Sub(hn::LoadU(d, in + i), hn::Set(d, row.maximum));
            return hn::Mul(p, hn::Sub(hn::Set(d, logSum), shifted));
        });
    }
}

template <class T>
void sparseCrossEntropyT(const T* logits, const std::int64_t* labels, T* loss, T* backprop,
                         std::int64_t rows, std::int64_t columns) {
    for (std::int64_t r = 0; r < rows; ++r) {
        const T* in = logits + r * columns;
        T* to = backprop + r * columns;
        const T chosen = in[labels[r]];
        const RowSum<T> row = expRowT(in, to, columns);
        scale(to, T{1} / row.sum, columns);
        to[labels[r]] -= T{1};
        loss[r] = std::log(row.sum) - (chosen - row.maximum);
    }
}

void softmaxF(const float* x, float* out, std::int64_t r, std::int64_t c) {
    softmaxT(x, out, r, c);
}
void softmaxD(const double* x, double* out, std::int64_t r, std::int64_t c) {
    softmaxT(x, out, r, c);
}
void logSoftmaxF(const float* x, float* out, std::int64_t r, std::int64_t c) {
    logSoftmaxT(x, out, r, c);
}
void logSoftmaxD(const double* x, double* out, std::int64_t r, std::int64_t c) {
    logSoftmaxT(x, out, r, c);
}
void entropyF(const float* x, const float* p, float* loss, float* dx, std::int64_t r,
              std::int64_t c) {
    crossEntropyT(x, p, loss, dx, r, c);
}
void entropyD(const double* x, const double* p, double* loss, double* dx, std::int64_t r,
              std::int64_t c) {
    crossEntropyT(x, p, loss, dx, r, c);
}
void sparseF(const float* x, const std::int64_t* p, float* loss, float* dx, std::int64_t r,
             std::int64_t c) {
    sparseCrossEntropyT(x, p, loss, dx, r, c);
}
void sparseD(const double* x, const std::int64_t* p, double* loss, double* dx, std::int64_t r,
             std::int64_t c) {
    sparseCrossEntropyT(x, p, loss, dx, r, c);
}

}  // namespace weft::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace weft::simd {

HWY_EXPORT(softmaxF);
HWY_EXPORT(softmaxD);
HWY_EXPORT(logSoftmaxF);
HWY_EXPORT(logSoftmaxD);
HWY_EXPORT(entropyF);
HWY_EXPORT(entropyD);
HWY_EXPORT(sparseF);
HWY_EXPORT(sparseD);

void softmaxRows(const float* logits, float* out, std::int64_t rows, std::int64_t columns) {
    HWY_DYNAMIC_DISPATCH(softmaxF)(logits, out, rows, columns);
}
void softmaxRows(const double* logits, double* out, std::int64_t rows, std::int64_t columns) {
    HWY_DYNAMIC_DISPATCH(softmaxD)(logits, out, rows, columns);
}
void logSoftmaxRows(const float* logits, float* out, std::int64_t rows, std::int64_t columns) {
    HWY_DYNAMIC_DISPATCH(logSoftmaxF)(logits, out, rows, columns);
}
void logSoftmaxRows(const double* logits, double* out, std::int64_t rows, std::int64_t columns) {
    HWY_DYNAMIC_DISPATCH(logSoftmaxD)(logits, out, rows, columns);
}
void crossEntropyRows(const float* logits, const float* labels, float* loss, float* backprop,
                      std::int64_t rows, std::int64_t columns) {
    HWY_DYNAMIC_DISPATCH(entropyF)(logits, labels, loss, backprop, rows, columns);
}
void crossEntropyRows(const double* logits, const double* labels, double* loss, double* backprop,
                      std::int64_t rows, std::int64_t columns) {
    HWY_DYNAMIC_DISPATCH(entropyD)(logits, labels, loss, backprop, rows, columns);
}
void sparseCrossEntropyRows(const float* logits, const std::int64_t* labels, float* loss,
                            float* backprop, std::int64_t rows, std::int64_t columns) {
    HWY_DYNAMIC_DISPATCH(sparseF)(logits, labels, loss, backprop, rows, columns);
}
void sparseCrossEntropyRows(const double* logits, const std::int64_t* labels, double* loss,
                            double* backprop, std::int64_t rows, std::int64_t columns) {
    HWY_DYNAMIC_DISPATCH(sparseD)(logits, labels, loss, backprop, rows, columns);
}

}  // namespace weft::simd
#endif  // HWY_ONCE
