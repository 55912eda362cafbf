// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/simd/pool.h"

#include "engine/kernel/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernel/simd/pool.cpp"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
// clang-format off
#include "hwy/highway.h"
#include "engine/kernel/simd/lanes-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace weft::simd::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Window = std::span<const std::int64_t>;

/// The maximum of the window's pixels at channels c ..; a NaN, once met, stays.
template <class D, class T>
HWY_INLINE hn::VFromD<D> maximum(D d, const T* in, Window window, std::int64_t c) {
    auto most = hn::LoadU(d, in + window[0] + c);
    for (std::size_t k = 1; k < window.size(); ++k) {
        const auto x = hn::LoadU(d, in + window[k] + c);
        const auto replaces = hn::Or(hn::Gt(x, most), hn::IsNaN(x));
        most = hn::IfThenElse(replaces, x, most);
    }
    return most;
}

/// Calls f(k's pixel offset + c, mask of the lanes whose maximum is first met there).
template <class D, class T, class F>
HWY_INLINE void atMaximum(D d, const T* in, Window window, std::int64_t c, const F& f) {
    const auto most = maximum(d, in, window, c);
    auto open = hn::Eq(hn::Zero(d), hn::Zero(d));
    for (const std::int64_t offset : window) {
        const auto x = hn::LoadU(d, in + offset + c);
        const auto here = hn::And(open, hn::Or(hn::Eq(x, most), hn::IsNaN(x)));
        f(offset + c, here);
        open = hn::AndNot(here, open);
    }
}

template <class T>
void maxOverT(const T* in, Window window, T* out, std::int64_t n) {
    overLanes<T>(n, [&](auto d, std::int64_t c)
                        HWY_ATTR { hn::StoreU(maximum(d, in, window, c), d, out + c); });
}

template <class T>
void addToMaxT(const T* in, Window window, const T* dy, T* to, std::int64_t n) {
    overLanes<T>(n, [&](auto d, std::int64_t c) HWY_ATTR {
        const auto add = hn::LoadU(d, dy + c);
        atMaximum(d, in, window, c, [&](std::int64_t at, auto here) HWY_ATTR {
            const auto old = hn::LoadU(d, to + at);
            hn::StoreU(hn::Add(old, hn::IfThenElseZero(here, add)), d, to + at);
        });
    });
}

template <class T>
void takeAtMaxT(const T* in, Window window, const T* from, T* out, std::int64_t n) {
    overLanes<T>(n, [&](auto d, std::int64_t c) HWY_ATTR {
        auto taken = hn::Zero(d);
        atMaximum(d, in, window, c, [&](std::int64_t at, auto here) HWY_ATTR {
            taken = hn::IfThenElse(here, hn::LoadU(d, from + at), taken);
        });
        hn::StoreU(taken, d, out + c);
    });
}

void maxF(const float* in, Window window, float* out, std::int64_t n) {
    maxOverT(in, window, out, n);
}
void maxD(const double* in, Window window, double* out, std::int64_t n) {
    maxOverT(in, window, out, n);
}
void addF(const float* in, Window window, const float* dy, float* to, std::int64_t n) {
    addToMaxT(in, window, dy, to, n);
}
void addD(const double* in, Window window, const double* dy, double* to, std::int64_t n) {
    addToMaxT(in, window, dy, to, n);
}
void takeF(const float* in, Window window, const float* from, float* out, std::int64_t n) {
    takeAtMaxT(in, window, from, out, n);
}
void takeD(const double* in, Window window, const double* from, double* out, std::int64_t n) {
    takeAtMaxT(in, window, from, out, n);
}

}  // namespace weft::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace weft::simd {

HWY_EXPORT(maxF);
HWY_EXPORT(maxD);
HWY_EXPORT(addF);
HWY_EXPORT(addD);
HWY_EXPORT(takeF);
HWY_EXPORT(takeD);

void maxOver(const float* in, std::span<const std::int64_t> window, float* out, std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(maxF)(in, window, out, n);
}
void maxOver(const double* in, std::span<const std::int64_t> window, double* out, std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(maxD)(in, window, out, n);
}
void addToMax(const float* in, std::span<const std::int64_t> window, const float* dy, float* to,
              std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(addF)(in, window, dy, to, n);
}
void addToMax(const double* in, std::span<const std::int64_t> window, const double* dy, double* to,
              std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(addD)(in, window, dy, to, n);
}
void takeAtMax(const float* in, std::span<const std::int64_t> window, const float* from, float* out,
               std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(takeF)(in, window, from, out, n);
}
void takeAtMax(const double* in, std::span<const std::int64_t> window, const double* from,
               double* out, std::int64_t n) {
    HWY_DYNAMIC_DISPATCH(takeD)(in, window, from, out, n);
}

}  // namespace weft::simd
#endif  // HWY_ONCE
