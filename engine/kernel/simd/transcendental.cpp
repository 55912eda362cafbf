// SPDX-License-Identifier: Apache-2.0
/// @file
/// Each function is a vector formula (Highway's math library) valid for ordinary arguments; a
/// vector in which any element lies outside (NaN, infinities, overflow, signed zeros that the
/// formula loses) sends just those elements through the C library. A short tail is padded with its
/// first element and runs the same formula, so that results do not depend on position.

#include "engine/kernel/simd/targets.h"
#include "engine/kernel/simd/unary.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernel/simd/transcendental.cpp"
#include "hwy/foreach_target.h"
// clang-format off
#include "hwy/highway.h"
#include "engine/kernel/simd/transcendental-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace weft::simd::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// A function object: `fast(d, x)` where `valid(d, x)`, else `exact(x)`.
struct ExpV {
    template <class D, class V>
    HWY_INLINE V fast(D d, V x) const {
        return hn::Exp(d, x);
    }
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE auto valid(D d, V x) const {
        return within(d, x, std::numeric_limits<T>::lowest(), kExpLimit<T>);
    }
    template <class T>
    T exact(T x) const {
        return std::exp(x);
    }
};
struct Expm1V {
    template <class D, class V>
    HWY_INLINE V fast(D d, V x) const {
        return hn::Expm1(d, x);
    }
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE auto valid(D d, V x) const {
        return hn::And(
            hn::Le(x, hn::Set(d, kExpLimit<T>)),
            magnitudeWithin(d, x, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
    }
    template <class T>
    T exact(T x) const {
        return std::expm1(x);
    }
};
struct LogV {
    template <class D, class V>
    HWY_INLINE V fast(D d, V x) const {
        return hn::Log(d, x);
    }
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE auto valid(D d, V x) const {
        return within(d, x, std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
    }
    template <class T>
    T exact(T x) const {
        return std::log(x);
    }
};
struct Log1pV {
    template <class D, class V>
    HWY_INLINE V fast(D d, V x) const {
        return hn::Log1p(d, x);
    }
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE auto valid(D d, V x) const {
        return within(d, x, T(-0.9), T(1e30));
    }
    template <class T>
    T exact(T x) const {
        return std::log1p(x);
    }
};
struct SinV {
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE V fast(D d, V x) const {
        // Highway's formula loses the sign of -0.
        return hn::IfThenElse(hn::Eq(x, hn::Zero(d)), x, hn::Sin(d, x));
    }
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE auto valid(D d, V x) const {
        return hn::Le(hn::Abs(x), hn::Set(d, kTurnLimit<T>));
    }
    template <class T>
    T exact(T x) const {
        return std::sin(x);
    }
};
struct CosV {
    template <class D, class V>
    HWY_INLINE V fast(D d, V x) const {
        return hn::Cos(d, x);
    }
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE auto valid(D d, V x) const {
        return hn::Le(hn::Abs(x), hn::Set(d, kTurnLimit<T>));
    }
    template <class T>
    T exact(T x) const {
        return std::cos(x);
    }
};
struct TanhV {
    template <class D, class V>
    HWY_INLINE V fast(D d, V x) const {
        return hn::Tanh(d, x);
    }
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE auto valid(D d, V x) const {
        return hn::Le(hn::Abs(x), hn::Set(d, kExpLimit<T> / 2));
    }
    template <class T>
    T exact(T x) const {
        return std::tanh(x);
    }
};
/// 1 / (1 + exp(-x)).
struct SigmoidV {
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE V fast(D d, V x) const {
        const V one = hn::Set(d, T(1));
        return hn::Div(one, hn::Add(one, hn::Exp(d, hn::Neg(x))));
    }
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE auto valid(D d, V x) const {
        return hn::Le(hn::Abs(x), hn::Set(d, kExpLimit<T>));
    }
    template <class T>
    T exact(T x) const {
        return T(1) / (T(1) + std::exp(-x));
    }
};

template <class Fn, class D, class T = hn::TFromD<D>>
HWY_INLINE void step(D d, const Fn& f, const T* x, T* y) {
    const auto v = hn::LoadU(d, x);
    const auto ok = f.valid(d, v);
    const auto fast = f.fast(d, v);
    if (HWY_LIKELY(hn::AllTrue(d, ok))) {
        hn::StoreU(fast, d, y);
        return;
    }
    HWY_ALIGN T in[hn::MaxLanes(d)];
    HWY_ALIGN T out[hn::MaxLanes(d)];
    HWY_ALIGN T good[hn::MaxLanes(d)];
    hn::Store(v, d, in);
    hn::Store(fast, d, out);
    hn::Store(hn::IfThenElseZero(ok, hn::Set(d, T(1))), d, good);
    for (std::size_t i = 0; i < hn::Lanes(d); ++i) {
        if (good[i] == T(0)) { out[i] = f.exact(in[i]); }
    }
    hn::StoreU(hn::Load(d, out), d, y);
}

template <class Fn, class T>
void vectorLoop(const T* x, T* y, std::int64_t n) {
    const hn::ScalableTag<T> d;
    const Fn f;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    std::int64_t i = 0;
    for (; i + lanes <= n; i += lanes) { step(d, f, x + i, y + i); }
    if (i == n) { return; }
    HWY_ALIGN T buffer[hn::MaxLanes(d)];
    hn::Store(hn::Set(d, x[i]), d, buffer);
    for (std::int64_t k = 0; i + k < n; ++k) { buffer[k] = x[i + k]; }
    step(d, f, buffer, buffer);
    for (std::int64_t k = 0; i + k < n; ++k) { y[i + k] = buffer[k]; }
}

/// Functions without a vector formula.
template <class T>
void libraryLoop(T (*f)(T), const T* x, T* y, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i) { y[i] = f(x[i]); }
}

template <class T>
void run(Transcendental op, const T* x, T* y, std::int64_t n) {
    switch (op) {
        case Transcendental::Exp:
            return vectorLoop<ExpV>(x, y, n);
        case Transcendental::Expm1:
            return vectorLoop<Expm1V>(x, y, n);
        case Transcendental::Log:
            return vectorLoop<LogV>(x, y, n);
        case Transcendental::Log1p:
            return vectorLoop<Log1pV>(x, y, n);
        case Transcendental::Sin:
            return vectorLoop<SinV>(x, y, n);
        case Transcendental::Cos:
            return vectorLoop<CosV>(x, y, n);
        case Transcendental::Tanh:
            return vectorLoop<TanhV>(x, y, n);
        case Transcendental::Sigmoid:
            return vectorLoop<SigmoidV>(x, y, n);
        case Transcendental::Tan:
            return vectorLoop<TanV>(x, y, n);
        case Transcendental::Asin:
            return vectorLoop<AsinV>(x, y, n);
        case Transcendental::Acos:
            return vectorLoop<AcosV>(x, y, n);
        case Transcendental::Atan:
            return vectorLoop<AtanV>(x, y, n);
        case Transcendental::Sinh:
            return vectorLoop<SinhV>(x, y, n);
        case Transcendental::Cosh:
            return vectorLoop<CoshV>(x, y, n);
        case Transcendental::Asinh:
            return vectorLoop<AsinhV>(x, y, n);
        case Transcendental::Acosh:
            return vectorLoop<AcoshV>(x, y, n);
        case Transcendental::Atanh:
            return vectorLoop<AtanhV>(x, y, n);
        case Transcendental::Erf:
            return vectorLoop<ErfV>(x, y, n);
        case Transcendental::Erfinv:
            return vectorLoop<ErfinvV>(x, y, n);
        case Transcendental::Softplus:
            return vectorLoop<SoftplusV>(x, y, n);
        case Transcendental::Softsign:
            return vectorLoop<SoftsignV>(x, y, n);
        case Transcendental::Erfc:
            return libraryLoop<T>(std::erfc, x, y, n);
    }
}
void transcendentalFloat(Transcendental op, const float* x, float* y, std::int64_t n) {
    run(op, x, y, n);
}
void transcendentalDouble(Transcendental op, const double* x, double* y, std::int64_t n) {
    run(op, x, y, n);
}

}  // namespace weft::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace weft::simd {

HWY_EXPORT(transcendentalFloat);
HWY_EXPORT(transcendentalDouble);

void transcendental(Transcendental op, const float* x, float* y, std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(transcendentalFloat)(op, x, y, n);
}
void transcendental(Transcendental op, const double* x, double* y, std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(transcendentalDouble)(op, x, y, n);
}

}  // namespace weft::simd
#endif
