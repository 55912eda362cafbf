// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/simd/update.h"

#include "engine/kernel/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernel/simd/update.cpp"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
// clang-format off
#include "hwy/highway.h"
#include "engine/kernel/simd/lanes-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace weft::simd::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class T>
void gradientDescentT(T* HWY_RESTRICT var, const T* HWY_RESTRICT grad, T rate, std::int64_t n) {
    overLanes<T>(n, [&](auto d, std::int64_t i) HWY_ATTR {
        const auto move = hn::Mul(hn::Set(d, rate), hn::LoadU(d, grad + i));
        hn::StoreU(hn::Sub(hn::LoadU(d, var + i), move), d, var + i);
    });
}

template <class T>
void momentumT(T* HWY_RESTRICT var, T* HWY_RESTRICT accum, const T* HWY_RESTRICT grad, T rate,
               T keep, bool nesterov, std::int64_t n) {
    overLanes<T>(n, [&](auto d, std::int64_t i) HWY_ATTR {
        const auto g = hn::LoadU(d, grad + i);
        const auto lr = hn::Set(d, rate);
        const auto a = hn::Add(hn::Mul(hn::LoadU(d, accum + i), hn::Set(d, keep)), g);
        hn::StoreU(a, d, accum + i);
        auto move = hn::Mul(lr, a);
        if (nesterov) { move = hn::Add(hn::Mul(g, lr), hn::Mul(hn::Mul(a, hn::Set(d, keep)), lr)); }
        hn::StoreU(hn::Sub(hn::LoadU(d, var + i), move), d, var + i);
    });
}

template <class T>
void adamT(T* HWY_RESTRICT var, T* HWY_RESTRICT m, T* HWY_RESTRICT v, const T* HWY_RESTRICT grad,
           const AdamStep<T>& step, std::int64_t n) {
    const AdamStep<T> s = step;
    overLanes<T>(n, [&](auto d, std::int64_t i) HWY_ATTR {
        const auto g = hn::LoadU(d, grad + i);
        const auto rest1 = hn::Set(d, T{1} - s.beta1);
        auto first = hn::LoadU(d, m + i);
        auto second = hn::LoadU(d, v + i);
        first = hn::Add(first, hn::Mul(hn::Sub(g, first), rest1));
        second =
            hn::Add(second, hn::Mul(hn::Sub(hn::Mul(g, g), second), hn::Set(d, T{1} - s.beta2)));
        hn::StoreU(first, d, m + i);
        hn::StoreU(second, d, v + i);
        if (s.nesterov) { first = hn::Add(hn::Mul(first, hn::Set(d, s.beta1)), hn::Mul(g, rest1)); }
        const auto size = hn::Add(hn::Sqrt(second), hn::Set(d, s.epsilon));
        const auto move = hn::Div(hn::Mul(first, hn::Set(d, s.rate)), size);
        hn::StoreU(hn::Sub(hn::LoadU(d, var + i), move), d, var + i);
    });
}

void descentF(float* var, const float* grad, float rate, std::int64_t n) {
    gradientDescentT(var, grad, rate, n);
}
void descentD(double* var, const double* grad, double rate, std::int64_t n) {
    gradientDescentT(var, grad, rate, n);
}
void momentumF(float* var, float* accum, const float* grad, float rate, float keep, bool nesterov,
               std::int64_t n) {
    momentumT(var, accum, grad, rate, keep, nesterov, n);
}
void momentumD(double* var, double* accum, const double* grad, double rate, double keep,
               bool nesterov, std::int64_t n) {
    momentumT(var, accum, grad, rate, keep, nesterov, n);
}
void adamF(float* var, float* m, float* v, const float* grad, const AdamStep<float>& step,
           std::int64_t n) {
    adamT(var, m, v, grad, step, n);
}
void adamD(double* var, double* m, double* v, const double* grad, const AdamStep<double>& step,
           std::int64_t n) {
    adamT(var, m, v, grad, step, n);
}

}  // namespace weft::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace weft::simd {

HWY_EXPORT(descentF);
HWY_EXPORT(descentD);
HWY_EXPORT(momentumF);
HWY_EXPORT(momentumD);
HWY_EXPORT(adamF);
HWY_EXPORT(adamD);

void gradientDescent(float* var, const float* grad, float rate, std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(descentF)(var, grad, rate, n);
}
void gradientDescent(double* var, const double* grad, double rate, std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(descentD)(var, grad, rate, n);
}
void momentum(float* var, float* accum, const float* grad, float rate, float momentum,
              bool nesterov, std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(momentumF)(var, accum, grad, rate, momentum, nesterov, n);
}
void momentum(double* var, double* accum, const double* grad, double rate, double momentum,
              bool nesterov, std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(momentumD)(var, accum, grad, rate, momentum, nesterov, n);
}
void adam(float* var, float* m, float* v, const float* grad, const AdamStep<float>& step,
          std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(adamF)(var, m, v, grad, step, n);
}
void adam(double* var, double* m, double* v, const double* grad, const AdamStep<double>& step,
          std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(adamD)(var, m, v, grad, step, n);
}

}  // namespace weft::simd
#endif  // HWY_ONCE
