// SPDX-License-Identifier: Apache-2.0
// No #pragma once: included once for each instruction set, as Highway's own -inl headers are.
#if defined(WEFT_KERNEL_SIMD_LANES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef WEFT_KERNEL_SIMD_LANES_INL_H
#undef WEFT_KERNEL_SIMD_LANES_INL_H
#else
#define WEFT_KERNEL_SIMD_LANES_INL_H
#endif

#include <cstdint>

#include "hwy/highway.h"

/// @file
/// Walking over n elements with whole vectors and, for what is left, with halves, quarters, ... of
/// one: nothing past the end is touched, and ten classes cost two steps, not ten.

HWY_BEFORE_NAMESPACE();
namespace weft::simd::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Calls f(d, i) for i in steps of at most kMost lanes while they fit; returns where it stopped.
template <class T, std::size_t kMost, class F>
HWY_INLINE std::int64_t overCapped(std::int64_t i, std::int64_t n, const F& f) {
    const hn::CappedTag<T, kMost> d;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    for (; i + lanes <= n; i += lanes) { f(d, i); }
    return i;
}

/// Calls f(d, i) so that the vectors of tag d at i cover 0 <= i < n once, in rising order.
template <class T, class F>
HWY_INLINE void overLanes(std::int64_t n, const F& f) {
    const hn::ScalableTag<T> d;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    std::int64_t i = 0;
    for (; i + lanes <= n; i += lanes) { f(d, i); }
    if (i == n) { return; }
    i = overCapped<T, 8>(i, n, f);
    i = overCapped<T, 4>(i, n, f);
    i = overCapped<T, 2>(i, n, f);
    overCapped<T, 1>(i, n, f);
}

/// The sum of what f(d, i) gives: whole vectors lane by lane, what is left element by element.
template <class T, class F>
HWY_INLINE T sumOverLanes(std::int64_t n, const F& f) {
    const hn::ScalableTag<T> full;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(full));
    auto sums = hn::Zero(full);
    std::int64_t i = 0;
    for (; i + lanes <= n; i += lanes) { sums = hn::Add(sums, f(full, i)); }
    T sum = i > 0 ? hn::GetLane(hn::SumOfLanes(full, sums)) : T{0};
    const auto rest = [&](auto d, std::int64_t k)
                          HWY_ATTR { sum += hn::GetLane(hn::SumOfLanes(d, f(d, k))); };
    if (i == n) { return sum; }
    i = overCapped<T, 8>(i, n, rest);
    i = overCapped<T, 4>(i, n, rest);
    i = overCapped<T, 2>(i, n, rest);
    overCapped<T, 1>(i, n, rest);
    return sum;
}

}  // namespace weft::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
