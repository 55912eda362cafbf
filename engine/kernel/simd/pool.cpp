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

/// The larger of what was met so far and what comes; a NaN, once met, stays.
template <class V>
HWY_INLINE V larger(V most, V x) {
    return hn::IfThenElse(hn::Or(hn::Gt(x, most), hn::IsNaN(x)), x, most);
}

/// The maximum of the window's pixels at channels c ...
template <class D, class T>
HWY_INLINE hn::VFromD<D> maximum(D d, const T* in, Window window, std::int64_t c) {
    auto most = hn::LoadU(d, in + window[0] + c);
    for (std::size_t k = 1; k < window.size(); ++k) {
        most = larger(most, hn::LoadU(d, in + window[k] + c));
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

template <class T>
void maxOverPairsT(const T* upper, const T* lower, T* out, std::int64_t columns,
                   std::int64_t channels) {
    for (std::int64_t j = 0; j < columns; ++j) {
        const std::int64_t left = 2 * j * channels;
        const std::int64_t right = left + channels;
        T* const to = out + j * channels;
        overLanes<T>(channels, [&](auto d, std::int64_t c) HWY_ATTR {
            const auto above =
                larger(hn::LoadU(d, upper + left + c), hn::LoadU(d, upper + right + c));
            const auto three = larger(above, hn::LoadU(d, lower + left + c));
            hn::StoreU(larger(three, hn::LoadU(d, lower + right + c)), d, to + c);
        });
    }
}

template <class T>
void spreadToMaxT(const T* upper, const T* lower, const T* dy, T* toUpper, T* toLower,
                  std::int64_t columns, std::int64_t channels) {
    for (std::int64_t j = 0; j < columns; ++j) {
        const std::int64_t left = 2 * j * channels;
        const std::int64_t right = left + channels;
        const T* const from = dy + j * channels;
        overLanes<T>(channels, [&](auto d, std::int64_t c) HWY_ATTR {
            const auto a = hn::LoadU(d, upper + left + c);
            const auto b = hn::LoadU(d, upper + right + c);
            const auto e = hn::LoadU(d, lower + left + c);
            const auto f = hn::LoadU(d, lower + right + c);
            const auto most = larger(larger(larger(a, b), e), f);
            // Sums that begin at 0, as where windows overlap: -0 becomes 0.
            const auto add = hn::Add(hn::Zero(d), hn::LoadU(d, from + c));
            auto open = hn::Eq(hn::Zero(d), hn::Zero(d));
            const auto put = [&](auto x, T* to) HWY_ATTR {
                const auto here = hn::And(open, hn::Or(hn::Eq(x, most), hn::IsNaN(x)));
                hn::StoreU(hn::IfThenElseZero(here, add), d, to + c);
                open = hn::AndNot(here, open);
            };
            put(a, toUpper + left);
            put(b, toUpper + right);
            put(e, toLower + left);
            put(f, toLower + right);
        });
    }
}

void pairsF(const float* upper, const float* lower, float* out, std::int64_t columns,
            std::int64_t channels) {
    maxOverPairsT(upper, lower, out, columns, channels);
}
void pairsD(const double* upper, const double* lower, double* out, std::int64_t columns,
            std::int64_t channels) {
    maxOverPairsT(upper, lower, out, columns, channels);
}
void spreadF(const float* upper, const float* lower, const float* dy, float* toUpper,
             float* toLower, std::int64_t columns, std::int64_t channels) {
    spreadToMaxT(upper, lower, dy, toUpper, toLower, columns, channels);
}
void spreadD(const double* upper, const double* lower, const double* dy, double* toUpper,
             double* toLower, std::int64_t columns, std::int64_t channels) {
    spreadToMaxT(upper, lower, dy, toUpper, toLower, columns, channels);
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
HWY_EXPORT(pairsF);
HWY_EXPORT(pairsD);
HWY_EXPORT(spreadF);
HWY_EXPORT(spreadD);

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

void maxOverPairs(const float* upper, const float* lower, float* out, std::int64_t columns,
                  std::int64_t channels) {
    HWY_DYNAMIC_DISPATCH(pairsF)(upper, lower, out, columns, channels);
}
void maxOverPairs(const double* upper, const double* lower, double* out, std::int64_t columns,
                  std::int64_t channels) {
    HWY_DYNAMIC_DISPATCH(pairsD)(upper, lower, out, columns, channels);
}
void spreadToMax(const float* upper, const float* lower, const float* dy, float* toUpper,
                 float* toLower, std::int64_t columns, std::int64_t channels) {
    HWY_DYNAMIC_DISPATCH(spreadF)(upper, lower, dy, toUpper, toLower, columns, channels);
}
void spreadToMax(const double* upper, const double* lower, const double* dy, double* toUpper,
                 double* toLower, std::int64_t columns, std::int64_t channels) {
    HWY_DYNAMIC_DISPATCH(spreadD)(upper, lower, dy, toUpper, toLower, columns, channels);
}

}  // namespace weft::simd
#endif  // HWY_ONCE
