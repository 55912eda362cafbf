// SPDX-License-Identifier: Apache-2.0
/// @file
/// BitwiseAnd, BitwiseOr, BitwiseXor, LeftShift, RightShift, Invert, PopulationCount: the bits of
/// integers, elementwise.
///
/// Shapes   operands broadcast as in numpy; one operand gives its own shape.
/// Types    integers of 8 to 64 bits; PopulationCount gives uint8.
/// Errors   InvalidArgument when the shapes do not broadcast.
/// Numerics Shifts by a negative amount count as 0, by the width or more as the width - 1.
///          RightShift of a negative number keeps the sign.
/// Source   Op contracts of TensorFlow (ops.pbtxt); shift amounts as its kernels clamp them.

#include <algorithm>
#include <bit>
#include <limits>

#include "engine/ops/math/elementwise.h"

namespace weft {
namespace {

struct AndFn {
    template <class T>
    T operator()(T a, T b) const {
        return static_cast<T>(a & b);
    }
};
struct OrFn {
    template <class T>
    T operator()(T a, T b) const {
        return static_cast<T>(a | b);
    }
};
struct XorFn {
    template <class T>
    T operator()(T a, T b) const {
        return static_cast<T>(a ^ b);
    }
};
struct InvertFn {
    template <class T>
    T operator()(T a) const {
        return static_cast<T>(~a);
    }
};

template <class T>
int shiftAmount(T amount) {
    constexpr int kWidth = std::numeric_limits<std::make_unsigned_t<T>>::digits;
    return static_cast<int>(std::clamp(amount, T{0}, static_cast<T>(kWidth - 1)));
}
struct LeftShiftFn {
    template <class T>
    T operator()(T a, T b) const {
        // As unsigned, because bits pushed into the sign are no error.
        return static_cast<T>(static_cast<std::make_unsigned_t<T>>(a) << shiftAmount(b));
    }
};
struct RightShiftFn {
    template <class T>
    T operator()(T a, T b) const {
        return static_cast<T>(a >> shiftAmount(b));
    }
};

template <class Fn>
void binaryIntegerKernels(OpBuilder& op) {
    binaryFunctorKernels<Fn, std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t,
                         std::uint16_t, std::uint32_t, std::uint64_t>(op);
}

template <class T>
Status populationCountCpu(KernelContext& context) {
    const std::span<const T> x = context.inputValues<T>(0);
    std::ranges::transform(x, context.outputValues<std::uint8_t>(0).begin(), [](T value) {
        return static_cast<std::uint8_t>(
            std::popcount(static_cast<std::make_unsigned_t<T>>(value)));
    });
    return okStatus();
}
template <class... T>
void countKernels(OpBuilder& op) {
    (op.cpuKernel<T>(populationCountCpu<T>), ...);
}
template <class... T>
void invertKernels(OpBuilder& op) {
    (op.cpuKernel<T>(unaryFunctorCpu<InvertFn, T>), ...);
}

constexpr std::string_view kIntegers =
    "T: {int8, int16, int32, int64, uint8, uint16, uint32, uint64}";
constexpr std::string_view kNoSlope = "the values are whole numbers";

WEFT_OP("BitwiseAnd")
    .summary("The bits that are set in both x and y, elementwise.")
    .attr(kIntegers)
    .apply(binarySignature)
    .commutative()
    .noGradient(kNoSlope)
    .apply(binaryIntegerKernels<AndFn>);

WEFT_OP("BitwiseOr")
    .summary("The bits that are set in x or y, elementwise.")
    .attr(kIntegers)
    .apply(binarySignature)
    .commutative()
    .noGradient(kNoSlope)
    .apply(binaryIntegerKernels<OrFn>);

WEFT_OP("BitwiseXor")
    .summary("The bits in which x and y differ, elementwise.")
    .attr(kIntegers)
    .apply(binarySignature)
    .commutative()
    .noGradient(kNoSlope)
    .apply(binaryIntegerKernels<XorFn>);

WEFT_OP("LeftShift")
    .summary("x moved left by y bits, elementwise.")
    .attr(kIntegers)
    .apply(binarySignature)
    .noGradient(kNoSlope)
    .apply(binaryIntegerKernels<LeftShiftFn>);

WEFT_OP("RightShift")
    .summary("x moved right by y bits, keeping the sign, elementwise.")
    .attr(kIntegers)
    .apply(binarySignature)
    .noGradient(kNoSlope)
    .apply(binaryIntegerKernels<RightShiftFn>);

WEFT_OP("Invert")
    .summary("Every bit of x flipped, elementwise.")
    .attr(kIntegers)
    .apply(unarySignature)
    .noGradient(kNoSlope)
    .apply(invertKernels<std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t,
                         std::uint16_t, std::uint32_t, std::uint64_t>);

WEFT_OP("PopulationCount")
    .summary("How many bits of x are set, elementwise.")
    .category("math")
    .attr(kIntegers)
    .input("x: T", "integers of any shape")
    .output("y: uint8", "the counts, in the shape of x")
    .shape(sameShape)
    .noGradient(kNoSlope)
    .apply(countKernels<std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t,
                        std::uint16_t, std::uint32_t, std::uint64_t>);

}  // namespace
}  // namespace weft
