// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/simd/select.h"

#include <type_traits>

#include "engine/kernel/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernel/simd/select.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace weft::simd::HWY_NAMESPACE {

/// One row whose condition varies; constant strides let the compiler vectorise each case.
template <int kYes, int kNo, class T>
void varyingRow(const bool* condition, const T* yes, const T* no, T* out, std::int64_t n) {
#pragma GCC ivdep
    for (std::int64_t i = 0; i < n; ++i) {
        const T a = yes[i * kYes];
        const T b = no[i * kNo];
        if constexpr (std::is_integral_v<T>) {
            // By bits: a choice would become a branch, which conditions at random make slow.
            const T mask = static_cast<T>(-static_cast<T>(condition[i]));
            out[i] = static_cast<T>((a & mask) | (b & static_cast<T>(~mask)));
        } else {
            out[i] = condition[i] ? a : b;
        }
    }
}

template <class T>
void run(const SelectBlock<T>& block) {
    for (std::int64_t r = 0; r < block.rows; ++r) {
        const bool* condition = block.condition + r * block.conditionRow;
        const T* yes = block.yes + r * block.yesRow;
        const T* no = block.no + r * block.noRow;
        T* out = block.out + r * block.columns;
        const std::int64_t n = block.columns;
        if (block.conditionColumn == 0) {
            const T* from = *condition ? yes : no;
            const std::int64_t stride = *condition ? block.yesColumn : block.noColumn;
            for (std::int64_t i = 0; i < n; ++i) { out[i] = from[i * stride]; }
        } else if (block.yesColumn != 0) {
            block.noColumn != 0 ? varyingRow<1, 1>(condition, yes, no, out, n)
                                : varyingRow<1, 0>(condition, yes, no, out, n);
        } else {
            block.noColumn != 0 ? varyingRow<0, 1>(condition, yes, no, out, n)
                                : varyingRow<0, 0>(condition, yes, no, out, n);
        }
    }
}

void select1(const SelectBlock<std::uint8_t>& block) { run(block); }
void select2(const SelectBlock<std::uint16_t>& block) { run(block); }
void select4(const SelectBlock<std::uint32_t>& block) { run(block); }
void select8(const SelectBlock<std::uint64_t>& block) { run(block); }
void select16(const SelectBlock<Bytes16>& block) { run(block); }

}  // namespace weft::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace weft::simd {

HWY_EXPORT(select1);
HWY_EXPORT(select2);
HWY_EXPORT(select4);
HWY_EXPORT(select8);
HWY_EXPORT(select16);

void select(const SelectBlock<std::uint8_t>& block) { HWY_DYNAMIC_DISPATCH(select1)(block); }
void select(const SelectBlock<std::uint16_t>& block) { HWY_DYNAMIC_DISPATCH(select2)(block); }
void select(const SelectBlock<std::uint32_t>& block) { HWY_DYNAMIC_DISPATCH(select4)(block); }
void select(const SelectBlock<std::uint64_t>& block) { HWY_DYNAMIC_DISPATCH(select8)(block); }
void select(const SelectBlock<Bytes16>& block) { HWY_DYNAMIC_DISPATCH(select16)(block); }

}  // namespace weft::simd
#endif
