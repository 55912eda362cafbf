// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/state/philox_blocks.h"

#include "engine/kernel/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernel/state/philox_blocks.cpp"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
// clang-format off
#include "hwy/highway.h"
#include "engine/kernel/simd/lanes-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace weft::simd::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
using random::Philox;

/// The upper and lower halves of the products of 32-bit lanes by one factor.
template <class D>
struct Products {
    using V = hn::VFromD<D>;
    HWY_INLINE Products(D d, V x, V factor) {
        if constexpr (hn::MaxLanes(d) == 1) {
            const std::uint64_t product = std::uint64_t{hn::GetLane(x)} * hn::GetLane(factor);
            high = hn::Set(d, static_cast<std::uint32_t>(product >> 32U));
            low = hn::Set(d, static_cast<std::uint32_t>(product));
        } else {
            const hn::RepartitionToWide<D> wide;
            const auto even = hn::MulEven(x, factor);
            const auto shifted = hn::ShiftRight<32>(hn::BitCast(wide, x));
            const auto odd = hn::MulEven(hn::BitCast(d, shifted), factor);
            high = hn::OddEven(hn::BitCast(d, odd), hn::BitCast(d, hn::ShiftRight<32>(even)));
            low = hn::OddEven(hn::BitCast(d, hn::ShiftLeft<32>(odd)), hn::BitCast(d, even));
        }
    }
    V high;
    V low;
};

/// The low 32 bits of the counter do not wrap around.
void blocks(const Philox& start, std::uint32_t* words, std::int64_t n) {
    overLanes<std::uint32_t>(n, [&](auto d, std::int64_t i) HWY_ATTR {
        using D = decltype(d);
        const auto all = [&](std::uint64_t bits, int shift) HWY_ATTR {
            return hn::Set(d, static_cast<std::uint32_t>(bits >> static_cast<unsigned>(shift)));
        };
        auto c0 = hn::Add(all(start.counterLow, 0), hn::Iota(d, static_cast<std::uint32_t>(i)));
        auto c1 = all(start.counterLow, 32);
        auto c2 = all(start.counterHigh, 0);
        auto c3 = all(start.counterHigh, 32);
        auto k0 = all(start.key, 0);
        auto k1 = all(start.key, 32);
        const auto factor0 = hn::Set(d, Philox::kMultiplier0);
        const auto factor1 = hn::Set(d, Philox::kMultiplier1);
        const auto step0 = hn::Set(d, Philox::kWeyl0);
        const auto step1 = hn::Set(d, Philox::kWeyl1);
        for (int round = 0; round < Philox::kRounds; ++round) {
            const Products<D> p(d, c0, factor0);
            const Products<D> q(d, c2, factor1);
            c0 = hn::Xor(hn::Xor(q.high, c1), k0);
            c1 = q.low;
            c2 = hn::Xor(hn::Xor(p.high, c3), k1);
            c3 = p.low;
            k0 = hn::Add(k0, step0);
            k1 = hn::Add(k1, step1);
        }
        hn::StoreInterleaved4(c0, c1, c2, c3, d, words + 4 * i);
    });
}

}  // namespace weft::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace weft::simd {
namespace {

HWY_EXPORT(blocks);

void blocksAtOnce(const random::Philox& start, std::span<random::Block> into) {
    HWY_DYNAMIC_DISPATCH(blocks)(start, into.front().data(), std::ssize(into));
}

}  // namespace
}  // namespace weft::simd

namespace weft {

void random::blocksOf(const Philox& stream, std::uint64_t first, std::span<Block> blocks) {
    const Philox at = stream.skipped(first);
    constexpr std::uint64_t kWords = std::uint64_t{1} << 32U;
    if (at.counterLow % kWords + blocks.size() <= kWords) { return simd::blocksAtOnce(at, blocks); }
    for (std::size_t i = 0; i < blocks.size(); ++i) { blocks[i] = at.block(i); }
}

}  // namespace weft
#endif  // HWY_ONCE
