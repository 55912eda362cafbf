// SPDX-License-Identifier: Apache-2.0
/// @file
/// The loops are plain C++ over the functors; the compiler vectorises them for each target.

#include "engine/kernel/simd/binary.h"

#include "engine/base/check.h"
#include "engine/kernel/simd/functors.h"
#include "engine/kernel/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernel/simd/binary.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace weft::simd::HWY_NAMESPACE {

// Operands may be `out` itself at equal index, which "ivdep" allows; without it the compiler would
// test for overlap and run in-place work unvectorised.
template <class Fn, class T, class R>
void rowLoop(const T* a, const T* b, R* out, std::int64_t n, Fn f) {
#pragma GCC ivdep
    for (std::int64_t i = 0; i < n; ++i) { out[i] = f(a[i], b[i]); }
}
template <class Fn, class T, class R>
void leftScalarLoop(T a, const T* b, R* out, std::int64_t n, Fn f) {
#pragma GCC ivdep
    for (std::int64_t i = 0; i < n; ++i) { out[i] = f(a, b[i]); }
}
template <class Fn, class T, class R>
void rightScalarLoop(const T* a, T b, R* out, std::int64_t n, Fn f) {
#pragma GCC ivdep
    for (std::int64_t i = 0; i < n; ++i) { out[i] = f(a[i], b); }
}

template <class Fn, class T, class R>
void run(const BinaryBlock<T, R>& block) {
    for (std::int64_t r = 0; r < block.rows; ++r) {
        const T* a = block.a + r * block.aRow;
        const T* b = block.b + r * block.bRow;
        R* out = block.out + r * block.columns;
        if (block.aColumn != 0 && block.bColumn != 0) {
            rowLoop(a, b, out, block.columns, Fn());
        } else if (block.bColumn != 0) {
            leftScalarLoop(*a, b, out, block.columns, Fn());
        } else if (block.aColumn != 0) {
            rightScalarLoop(a, *b, out, block.columns, Fn());
        } else {
            const R value = Fn()(*a, *b);
            for (std::int64_t c = 0; c < block.columns; ++c) { out[c] = value; }
        }
    }
}

template <class T>
void arithmetic(Binary op, const BinaryBlock<T, T>& block) {
    switch (op) {
        case Binary::Add:
            return run<AddFn>(block);
        case Binary::Sub:
            return run<SubFn>(block);
        case Binary::Mul:
            return run<MulFn>(block);
        case Binary::Maximum:
            return run<MaximumFn>(block);
        case Binary::Minimum:
            return run<MinimumFn>(block);
        case Binary::SquaredDifference:
            return run<SquaredDifferenceFn>(block);
        default:
            break;
    }
    if constexpr (std::is_floating_point_v<T>) {
        switch (op) {
            case Binary::Div:
                return run<DivFn>(block);
            case Binary::DivNoNan:
                return run<DivNoNanFn>(block);
            case Binary::MulNoNan:
                return run<MulNoNanFn>(block);
            case Binary::FloorDiv:
                return run<FloorDivFn>(block);
            case Binary::TanhGrad:
                return run<TanhGradFn>(block);
            case Binary::SigmoidGrad:
                return run<SigmoidGradFn>(block);
            case Binary::SqrtGrad:
                return run<SqrtGradFn>(block);
            case Binary::RsqrtGrad:
                return run<RsqrtGradFn>(block);
            case Binary::ReciprocalGrad:
                return run<ReciprocalGradFn>(block);
            default:
                break;
        }
    }
    WEFT_CHECK(false, "operation on a type it is not for");
}
void binaryFloat(Binary op, const BinaryBlock<float, float>& block) { arithmetic(op, block); }
void binaryDouble(Binary op, const BinaryBlock<double, double>& block) { arithmetic(op, block); }
void binaryInt32(Binary op, const BinaryBlock<std::int32_t, std::int32_t>& block) {
    arithmetic(op, block);
}
void binaryInt64(Binary op, const BinaryBlock<std::int64_t, std::int64_t>& block) {
    arithmetic(op, block);
}

template <class T>
void test(Compare op, const BinaryBlock<T, bool>& block) {
    switch (op) {
        case Compare::Equal:
            return run<EqualFn>(block);
        case Compare::NotEqual:
            return run<NotEqualFn>(block);
        case Compare::Less:
            return run<LessFn>(block);
        case Compare::LessEqual:
            return run<LessEqualFn>(block);
    }
}
void compareFloat(Compare op, const BinaryBlock<float, bool>& block) { test(op, block); }
void compareDouble(Compare op, const BinaryBlock<double, bool>& block) { test(op, block); }
void compareInt32(Compare op, const BinaryBlock<std::int32_t, bool>& block) { test(op, block); }
void compareInt64(Compare op, const BinaryBlock<std::int64_t, bool>& block) { test(op, block); }

}  // namespace weft::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace weft::simd {

HWY_EXPORT(binaryFloat);
HWY_EXPORT(binaryDouble);
HWY_EXPORT(binaryInt32);
HWY_EXPORT(binaryInt64);
HWY_EXPORT(compareFloat);
HWY_EXPORT(compareDouble);
HWY_EXPORT(compareInt32);
HWY_EXPORT(compareInt64);

void binary(Binary op, const BinaryBlock<float, float>& block) {
    HWY_DYNAMIC_DISPATCH(binaryFloat)(op, block);
}
void binary(Binary op, const BinaryBlock<double, double>& block) {
    HWY_DYNAMIC_DISPATCH(binaryDouble)(op, block);
}
void binary(Binary op, const BinaryBlock<std::int32_t, std::int32_t>& block) {
    HWY_DYNAMIC_DISPATCH(binaryInt32)(op, block);
}
void binary(Binary op, const BinaryBlock<std::int64_t, std::int64_t>& block) {
    HWY_DYNAMIC_DISPATCH(binaryInt64)(op, block);
}
void compare(Compare op, const BinaryBlock<float, bool>& block) {
    HWY_DYNAMIC_DISPATCH(compareFloat)(op, block);
}
void compare(Compare op, const BinaryBlock<double, bool>& block) {
    HWY_DYNAMIC_DISPATCH(compareDouble)(op, block);
}
void compare(Compare op, const BinaryBlock<std::int32_t, bool>& block) {
    HWY_DYNAMIC_DISPATCH(compareInt32)(op, block);
}
void compare(Compare op, const BinaryBlock<std::int64_t, bool>& block) {
    HWY_DYNAMIC_DISPATCH(compareInt64)(op, block);
}

}  // namespace weft::simd
#endif
