// SPDX-License-Identifier: Apache-2.0
// No #pragma once: included once for each instruction set, as Highway's own -inl headers are.
#if defined(WEFT_KERNEL_SIMD_TRANSCENDENTAL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef WEFT_KERNEL_SIMD_TRANSCENDENTAL_INL_H
#undef WEFT_KERNEL_SIMD_TRANSCENDENTAL_INL_H
#else
#define WEFT_KERNEL_SIMD_TRANSCENDENTAL_INL_H
#endif

#include <algorithm>
#include <cmath>
#include <limits>

#include "hwy/highway.h"
// After highway.h: it is compiled once a target.
#include "hwy/contrib/math/math-inl.h"

/// @file
/// Vector formulas of the rarer elementary functions: function objects with `fast(d, x)` where
/// `valid(d, x)`, else `exact(x)`. The error function and its inverse are polynomials that were
/// fitted (Chebyshev points, 50 digits) to erf(x) / x, erfc(x) e^(x^2) and y / erf(y), in variables
/// in which these are nearly polynomials.

HWY_BEFORE_NAMESPACE();
namespace weft::simd::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Largest x for which exp(x) and 1 / exp(x) stay in range of normal numbers.
template <class T>
constexpr T kExpLimit = sizeof(T) == 4 ? T(87) : T(708);
/// Largest |x| for which Highway reduces sin and cos exactly enough.
template <class T>
constexpr T kTurnLimit = sizeof(T) == 4 ? T(30000) : T(30000000);
/// From here on erf is 1.
template <class T>
constexpr T kErfEnd = sizeof(T) == 4 ? T(4) : T(6);
/// Where the polynomials of the inverse change, and the middles of their ranges.
template <class T>
constexpr T kInverseNear = sizeof(T) == 4 ? T(5) : T(6);
template <class T>
constexpr T kInverseCentre = sizeof(T) == 4 ? T(2.5) : T(3);
template <class T>
constexpr T kInverseTail = sizeof(T) == 4 ? T(3) : T(5);

/// erf(x) / x for x^2 in [0, 1], by x^2.
template <class T>
struct ErfNear;
template <>
struct ErfNear<float> {
    static constexpr float kValues[] = {7.87587506e-05F, -0.000801686429F, 0.00518908742F,
                                        -0.026854212F,   0.112835947F,     -0.376126267F,
                                        1.12837917F};
};
template <>
struct ErfNear<double> {
    static constexpr double kValues[] = {
        -7.7958988270021422e-10, 1.3720064546777686e-8, -1.6208483801871706e-7,
        1.6447424703317362e-6,   -1.492473690741966e-5, 0.00012055294904839708,
        -0.00085483259753896921, 0.0052239776071164227, -0.02686617064323777,
        0.11283791670945006,     -0.3761263890318354,   1.1283791670955126};
};
/// erfc(x) e^(x^2) for x in [1, kErfEnd], by (x - 2) / (x + 2).
template <class T>
struct ErfFar;
template <>
struct ErfFar<float> {
    static constexpr float kValues[] = {-0.000944159634F, -0.000836589974F, 0.00699485541F,
                                        0.00373214135F,   -0.0789785233F,   0.241658211F,
                                        -0.427185848F,    0.255395676F};
};
template <>
struct ErfFar<double> {
    static constexpr double kValues[] = {
        -1.1352571477273626e-6,  1.272567661840228e-6,    4.0117496473250669e-6,
        1.3058577122278016e-6,   -1.3998283772784977e-5,  -2.7562209161129353e-5,
        2.7527175557227247e-5,   0.00017435947400205158,  4.3555586865754816e-5,
        -0.00098197694110386427, -0.00084714325299195005, 0.0069974617369715787,
        0.0037328924043978338,   -0.078978581015706104,   0.24165819424246585,
        -0.42718584741395849,    0.25539567631050574};
};
/// y / erf(y) by w - kInverseCentre, with w = -log(1 - erf(y)^2), for w to kInverseNear.
template <class T>
struct InverseNear;
template <>
struct InverseNear<float> {
    static constexpr float kValues[] = {
        -8.93192597e-09F, 2.33359672e-08F, 4.68131348e-07F, -3.46398527e-06F, -4.97241969e-06F,
        0.000218349386F,  -0.00125272639F, -0.00417739288F, 0.246640279F,     1.50140936F};
};
template <>
struct InverseNear<double> {
    static constexpr double kValues[] = {
        -9.5357278793332884e-21, -1.6695687390988029e-19, 2.0076988615638566e-18,
        7.813585142796021e-18,   -1.618298200805512e-16,  3.3904955462464283e-16,
        6.3302960594310808e-15,  -5.3453823203868285e-14, 6.2564122800912259e-15,
        2.7017212257743993e-12,  -1.732885673295083e-11,  -3.1435052353543481e-11,
        1.1107984134177574e-9,   -5.4671579455610629e-9,  -2.3688728188811973e-8,
        4.4998539698889905e-7,   -1.7480020945201051e-6,  -1.2716422617312405e-5,
        0.000195061324412456,    -0.00083618177691675003, -0.0057381352210056781,
        0.24163040416615905,     1.6235420064648299};
};
/// The same by sqrt(w) - kInverseTail: 3 for float, 5 for double from sqrt(w) = 4 on.
template <class T>
struct InverseTail;
template <>
struct InverseTail<float> {
    static constexpr float kValues[] = {-0.000149988666F, 8.12704017e-05F, 0.00126534928F,
                                        -0.00364791299F,  0.00578268116F,  -0.00763116712F,
                                        0.00943180342F,   1.00167477F,     2.8329771F};
};
template <>
struct InverseTail<double> {
    static constexpr double kValues[] = {
        2.7520836691204881e-11,  -2.2467591693364935e-11, -3.7171553416167445e-10,
        1.4895546197648136e-9,   -3.5875995609819959e-9,  7.6443359835573967e-9,
        -1.5146221782627176e-8,  2.9124399186491765e-8,   -6.7614148114604127e-8,
        2.2901554497563462e-7,   -9.9301191834829544e-7,  4.5260599477720723e-6,
        -1.9681773483763821e-5,  7.5995277351601917e-5,   -0.00021503011962944127,
        -0.00013871931835112343, 1.0103004648645412,      4.8499064014085842};
};
/// The same by sqrt(w) - 3.25 for sqrt(w) to 4; of double.
inline constexpr double kInverseMiddle[] = {
    2.0871481678966262e-8,  9.1458469320397654e-8,  -3.2394642145862427e-7, 1.706425556524403e-8,
    1.5559236074982544e-6,  -4.0132709609121606e-6, 2.8921476713704003e-6,  1.2475322334775513e-5,
    -4.730749243911824e-5,  6.8284736720413797e-5,  2.4028947919257627e-5,  -0.000355037480584611,
    0.00095328962402747744, -0.0016882755615779135, 0.0024914420823233638,  -0.0037512085072599961,
    0.0053709145538881067,  1.0052589676941546,     3.0838856104922195};

template <class D, class V, class T = hn::TFromD<D>>
HWY_INLINE auto within(D d, V x, T low, T high) {
    return hn::And(hn::Ge(x, hn::Set(d, low)), hn::Le(x, hn::Set(d, high)));
}
template <class D, class V, class T = hn::TFromD<D>>
HWY_INLINE auto magnitudeWithin(D d, V x, T low, T high) {
    return within(d, hn::Abs(x), low, high);
}
/// Any number, infinities too, but no NaN.
template <class V>
HWY_INLINE auto isNumber(V x) {
    return hn::Eq(x, x);
}

/// Coefficients with that of the highest power first.
template <class D, class V, class T, std::size_t kCount>
HWY_INLINE V polynomial(D d, V x, const T (&coefficients)[kCount]) {
    V sum = hn::Set(d, coefficients[0]);
    for (std::size_t i = 1; i < kCount; ++i) {
        sum = hn::MulAdd(sum, x, hn::Set(d, coefficients[i]));
    }
    return sum;
}

/// -0 stays what it is, as in SinV.
struct TanV {
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE V fast([[maybe_unused]] D d, V x) const {
        return hn::IfThenElse(hn::Eq(x, hn::Zero(d)), x, hn::Div(hn::Sin(d, x), hn::Cos(d, x)));
    }
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE auto valid([[maybe_unused]] D d, V x) const {
        return hn::Le(hn::Abs(x), hn::Set(d, kTurnLimit<T>));
    }
    template <class T>
    T exact(T x) const {
        return std::tan(x);
    }
};
struct AsinV {
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE V fast([[maybe_unused]] D d, V x) const {
        return hn::Asin(d, x);
    }
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE auto valid([[maybe_unused]] D d, V x) const {
        return hn::Le(hn::Abs(x), hn::Set(d, T(1)));
    }
    template <class T>
    T exact(T x) const {
        return std::asin(x);
    }
};
struct AcosV {
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE V fast([[maybe_unused]] D d, V x) const {
        return hn::Acos(d, x);
    }
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE auto valid([[maybe_unused]] D d, V x) const {
        return hn::Le(hn::Abs(x), hn::Set(d, T(1)));
    }
    template <class T>
    T exact(T x) const {
        return std::acos(x);
    }
};
struct AtanV {
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE V fast([[maybe_unused]] D d, V x) const {
        return hn::Atan(d, x);
    }
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE auto valid([[maybe_unused]] D d, V x) const {
        return isNumber(x);
    }
    template <class T>
    T exact(T x) const {
        return std::atan(x);
    }
};
struct SinhV {
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE V fast([[maybe_unused]] D d, V x) const {
        // Highway's expm1 is not exact where numbers are too small to be normal.
        const auto isTiny = hn::Lt(hn::Abs(x), hn::Set(d, std::numeric_limits<T>::min()));
        return hn::IfThenElse(isTiny, x, hn::Sinh(d, x));
    }
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE auto valid([[maybe_unused]] D d, V x) const {
        return hn::Le(hn::Abs(x), hn::Set(d, kExpLimit<T>));
    }
    template <class T>
    T exact(T x) const {
        return std::sinh(x);
    }
};
/// (e^x + e^-x) / 2.
struct CoshV {
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE V fast([[maybe_unused]] D d, V x) const {
        const V half = hn::Set(d, T(0.5));
        const V e = hn::Exp(d, hn::Abs(x));
        return hn::MulAdd(half, e, hn::Div(half, e));
    }
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE auto valid([[maybe_unused]] D d, V x) const {
        return hn::Le(hn::Abs(x), hn::Set(d, kExpLimit<T>));
    }
    template <class T>
    T exact(T x) const {
        return std::cosh(x);
    }
};
struct AsinhV {
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE V fast([[maybe_unused]] D d, V x) const {
        return hn::Asinh(d, x);
    }
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE auto valid([[maybe_unused]] D d, V x) const {
        return hn::Le(hn::Abs(x), hn::Set(d, std::numeric_limits<T>::max()));
    }
    template <class T>
    T exact(T x) const {
        return std::asinh(x);
    }
};
struct AcoshV {
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE V fast([[maybe_unused]] D d, V x) const {
        return hn::Acosh(d, x);
    }
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE auto valid([[maybe_unused]] D d, V x) const {
        return within(d, x, T(1), std::numeric_limits<T>::max());
    }
    template <class T>
    T exact(T x) const {
        return std::acosh(x);
    }
};
struct AtanhV {
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE V fast([[maybe_unused]] D d, V x) const {
        const auto isTiny = hn::Lt(hn::Abs(x), hn::Set(d, std::numeric_limits<T>::min()));
        return hn::IfThenElse(isTiny, x, hn::Atanh(d, x));
    }
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE auto valid([[maybe_unused]] D d, V x) const {
        return hn::Lt(hn::Abs(x), hn::Set(d, T(1)));
    }
    template <class T>
    T exact(T x) const {
        return std::atanh(x);
    }
};
/// x p(x^2) near 0; 1 - e^(-x^2) q further out.
struct ErfV {
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE V fast([[maybe_unused]] D d, V x) const {
        const V one = hn::Set(d, T(1));
        const V two = hn::Set(d, T(2));
        const V size = hn::Abs(x);
        const V z = hn::Min(size, one);
        const V near = hn::Mul(x, polynomial(d, hn::Mul(z, z), ErfNear<T>::kValues));
        const V y = hn::Min(size, hn::Set(d, kErfEnd<T>));
        const V u = hn::Div(hn::Sub(y, two), hn::Add(y, two));
        const V rest =
            hn::Mul(hn::Exp(d, hn::Neg(hn::Mul(y, y))), polynomial(d, u, ErfFar<T>::kValues));
        return hn::IfThenElse(hn::Lt(size, one), near, hn::CopySign(hn::Sub(one, rest), x));
    }
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE auto valid([[maybe_unused]] D d, V x) const {
        return isNumber(x);
    }
    template <class T>
    T exact(T x) const {
        return std::erf(x);
    }
};
/// Where erf has the value x.
struct ErfinvV {
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE V fast([[maybe_unused]] D d, V x) const {
        const V one = hn::Set(d, T(1));
        // 1 - x is exact for x above 1/2, where the digits of the product matter.
        const V w = hn::Neg(hn::Log(d, hn::Mul(hn::Sub(one, x), hn::Add(one, x))));
        const V root = hn::Sqrt(w);
        const V near =
            polynomial(d, hn::Sub(w, hn::Set(d, kInverseCentre<T>)), InverseNear<T>::kValues);
        V tail = polynomial(d, hn::Sub(root, hn::Set(d, kInverseTail<T>)), InverseTail<T>::kValues);
        if constexpr (sizeof(T) == 8) {
            const V middle = polynomial(d, hn::Sub(root, hn::Set(d, T(3.25))), kInverseMiddle);
            tail = hn::IfThenElse(hn::Lt(root, hn::Set(d, T(4))), middle, tail);
        }
        return hn::Mul(x, hn::IfThenElse(hn::Lt(w, hn::Set(d, kInverseNear<T>)), near, tail));
    }
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE auto valid([[maybe_unused]] D d, V x) const {
        return hn::Lt(hn::Abs(x), hn::Set(d, T(1)));
    }
    template <class T>
    T exact(T x) const {
        return std::abs(x) == T(1) ? std::copysign(std::numeric_limits<T>::infinity(), x)
                                   : std::numeric_limits<T>::quiet_NaN();
    }
};
/// log(1 + e^x) as max(x, 0) + log1p(e^-|x|).
struct SoftplusV {
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE V fast([[maybe_unused]] D d, V x) const {
        const V e = hn::Exp(d, hn::Neg(hn::Abs(x)));
        return hn::Add(hn::Max(x, hn::Zero(d)), hn::Log1p(d, e));
    }
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE auto valid([[maybe_unused]] D d, V x) const {
        return hn::Le(hn::Abs(x), hn::Set(d, std::numeric_limits<T>::max()));
    }
    template <class T>
    T exact(T x) const {
        return std::max(x, T(0)) + std::log1p(std::exp(-std::abs(x)));
    }
};
struct SoftsignV {
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE V fast([[maybe_unused]] D d, V x) const {
        return hn::Div(x, hn::Add(hn::Set(d, T(1)), hn::Abs(x)));
    }
    template <class D, class V, class T = hn::TFromD<D>>
    HWY_INLINE auto valid([[maybe_unused]] D d, V x) const {
        return hn::Le(hn::Abs(x), hn::Set(d, std::numeric_limits<T>::max()));
    }
    template <class T>
    T exact(T x) const {
        return x / (T(1) + std::abs(x));
    }
};

}  // namespace weft::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
