// SPDX-License-Identifier: Apache-2.0
/// @file
/// Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual: z = x ? y, elementwise.
///
/// Shapes   x and y broadcast as in numpy; z has the broadcast shape. Equal and NotEqual with
///          incompatible_shape_error = false give a scalar (false, true) where they do not.
/// Types    numbers; Equal and NotEqual also bool, string and complex.
/// Errors   InvalidArgument when the shapes do not broadcast.
/// Numerics NaN is unequal to everything and neither less nor greater.
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include <complex>

#include "engine/ops/math/elementwise.h"

namespace weft {
namespace {

/// x > y is y < x: one loop serves both.
enum class Operands { AsGiven, Swapped };

template <class T>
simd::BinaryBlock<T, bool> arranged(const simd::BinaryBlock<T, bool>& block, Operands operands) {
    if (operands == Operands::AsGiven) { return block; }
    return {block.b,    block.a,       block.out,  block.rows,   block.columns,
            block.bRow, block.bColumn, block.aRow, block.aColumn};
}

template <simd::Compare kOp, Operands kOperands, class T>
Status vectorCompareCpu(KernelContext& context) {
    mapBlocks<T, bool>(context, kArithmeticCost, [](const simd::BinaryBlock<T, bool>& block) {
        simd::compare(kOp, arranged(block, kOperands));
    });
    return okStatus();
}
template <class Fn, Operands kOperands, class T>
Status compareCpu(KernelContext& context) {
    mapBlocks<T, bool>(context, kLibraryCost / 4, [](const simd::BinaryBlock<T, bool>& block) {
        simd::binaryRows(arranged(block, kOperands), Fn());
    });
    return okStatus();
}

bool failsOnShapes(const AttrMap& attrs) {
    return attrs.getOr<bool>("incompatible_shape_error", true);
}

/// Equality of shapes that do not broadcast is a scalar, when the attribute allows the question.
template <KernelFunction kKernel, bool kAnswer>
Status lenientCpu(KernelContext& context) {
    if (!failsOnShapes(context.attrs()) &&
        !broadcastShapes(context.input(0).shape(), context.input(1).shape()).ok()) {
        context.outputValues<bool>(0)[0] = kAnswer;
        return okStatus();
    }
    return kKernel(context);
}

Result<PartialShape> equalityShape(const ShapeContext& context) {
    if (failsOnShapes(context.attrs())) { return broadcastShape(context); }
    // A dimension that is not known yet decides whether the answer is a tensor or a scalar.
    if (!context.input(0).isFull() || !context.input(1).isFull()) {
        return PartialShape::unknown();
    }
    Result<PartialShape> both = broadcastShape(context);
    return both.ok() ? both : PartialShape::scalar();
}

void compareSignature(OpBuilder& op) {
    op.category("math")
        .input("x: T", "left operand")
        .input("y: T", "right operand; its shape and that of x broadcast as in numpy")
        .output("z: bool", "the answers, in the broadcast shape")
        .noGradient("the output is no number");
}

template <simd::Compare kOp, class Fn, bool kAnswer>
void equality(OpBuilder& op) {
    constexpr Operands kAsGiven = Operands::AsGiven;
    compareSignature(op.attr("T: type").attr("incompatible_shape_error: bool = true"));
    op.commutative().shape(equalityShape);
    op.cpuKernel<float>(lenientCpu<vectorCompareCpu<kOp, kAsGiven, float>, kAnswer>, "simd");
    op.cpuKernel<double>(lenientCpu<vectorCompareCpu<kOp, kAsGiven, double>, kAnswer>, "simd");
    op.cpuKernel<std::int32_t>(lenientCpu<vectorCompareCpu<kOp, kAsGiven, std::int32_t>, kAnswer>,
                               "simd");
    op.cpuKernel<std::int64_t>(lenientCpu<vectorCompareCpu<kOp, kAsGiven, std::int64_t>, kAnswer>,
                               "simd");
    const auto plain = [&op]<class... T>(std::tuple<T...>*) {
        (op.cpuKernel<T>(lenientCpu<compareCpu<Fn, kAsGiven, T>, kAnswer>), ...);
    };
    plain(static_cast<std::tuple<Half, BFloat16, bool, std::string, std::int8_t, std::int16_t,
                                 std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t,
                                 std::complex<float>, std::complex<double>>*>(nullptr));
}

template <simd::Compare kOp, class Fn, Operands kOperands>
void ordering(OpBuilder& op) {
    compareSignature(
        op.attr("T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, "
                "uint32, uint64}"));
    op.shape(broadcastShape);
    op.cpuKernel<float>(vectorCompareCpu<kOp, kOperands, float>, "simd");
    op.cpuKernel<double>(vectorCompareCpu<kOp, kOperands, double>, "simd");
    op.cpuKernel<std::int32_t>(vectorCompareCpu<kOp, kOperands, std::int32_t>, "simd");
    op.cpuKernel<std::int64_t>(vectorCompareCpu<kOp, kOperands, std::int64_t>, "simd");
    op.cpuKernel<Half>(viaFloat<vectorCompareCpu<kOp, kOperands, float>>);
    op.cpuKernel<BFloat16>(viaFloat<vectorCompareCpu<kOp, kOperands, float>>);
    const auto plain = [&op]<class... T>(std::tuple<T...>*) {
        (op.cpuKernel<T>(compareCpu<Fn, kOperands, T>), ...);
    };
    plain(static_cast<std::tuple<std::int8_t, std::int16_t, std::uint8_t, std::uint16_t,
                                 std::uint32_t, std::uint64_t>*>(nullptr));
}

WEFT_OP("Equal")
    .summary("True where x equals y, elementwise.")
    .apply(equality<simd::Compare::Equal, simd::EqualFn, false>);

WEFT_OP("NotEqual")
    .summary("True where x differs from y, elementwise.")
    .apply(equality<simd::Compare::NotEqual, simd::NotEqualFn, true>);

WEFT_OP("Less")
    .summary("True where x is less than y, elementwise.")
    .apply(ordering<simd::Compare::Less, simd::LessFn, Operands::AsGiven>);

WEFT_OP("LessEqual")
    .summary("True where x is at most y, elementwise.")
    .apply(ordering<simd::Compare::LessEqual, simd::LessEqualFn, Operands::AsGiven>);

WEFT_OP("Greater")
    .summary("True where x is greater than y, elementwise.")
    .apply(ordering<simd::Compare::Less, simd::LessFn, Operands::Swapped>);

WEFT_OP("GreaterEqual")
    .summary("True where x is at least y, elementwise.")
    .apply(ordering<simd::Compare::LessEqual, simd::LessEqualFn, Operands::Swapped>);

}  // namespace
}  // namespace weft
