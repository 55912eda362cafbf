// SPDX-License-Identifier: Apache-2.0
/// @file
/// ClipByValue: output = max(min(t, clip_value_max), clip_value_min), elementwise.
///
/// Shapes   output has the shape of t; each bound is a scalar or has the shape of t.
/// Types    half, bfloat16, float, double, int8 to int64, uint8, uint16; the real and the
///          imaginary parts of complex values are limited each on their own.
/// Errors   InvalidArgument when a bound has another shape.
/// Numerics NaN stays NaN, a NaN for a bound is no bound; where the bounds cross, the lower one wins.
/// Source   Op contract of TensorFlow "ClipByValue" (ops.pbtxt), gradient of its clip_ops.py.

#include <complex>

#include "engine/kernel/op_builder.h"
#include "engine/kernel/parallel.h"

namespace weft {
namespace {

constexpr double kElementCost = 0.5;  // nanoseconds

Result<PartialShape> clipShape(const ShapeContext& context) {
    PartialShape merged = context.input(0);
    for (int i = 1; i < 3; ++i) {
        const PartialShape& bound = context.input(i);
        // Rank 0 is a scalar; a bound of unknown rank may turn out to be one.
        if (!bound.hasRank() || bound.rank() == 0) { continue; }
        Result<PartialShape> both = merged.merge(bound);
        if (!both.ok()) {
            return invalidArgument(
                concat("bounds must be scalars or have the shape of the input: got ", bound,
                       ", want ", merged));
        }
        merged = *std::move(both);
    }
    return merged;
}

template <class T>
T clipped(T t, T low, T high) {
    const T lowered = high < t ? high : t;
    return lowered < low ? low : lowered;
}
template <class R>
std::complex<R> clipped(std::complex<R> t, std::complex<R> low, std::complex<R> high) {
    return {clipped(t.real(), low.real(), high.real()), clipped(t.imag(), low.imag(), high.imag())};
}
Half clipped(Half t, Half low, Half high) {
    return Half(clipped(static_cast<float>(t), static_cast<float>(low), static_cast<float>(high)));
}
BFloat16 clipped(BFloat16 t, BFloat16 low, BFloat16 high) {
    return BFloat16(
        clipped(static_cast<float>(t), static_cast<float>(low), static_cast<float>(high)));
}

template <class T>
Status clipCpu(KernelContext& context) {
    const T* t = context.inputValues<T>(0).data();
    const T* low = context.inputValues<T>(1).data();
    const T* high = context.inputValues<T>(2).data();
    T* out = context.outputValues<T>(0).data();
    const std::int64_t lowStep = context.input(1).rank() == 0 ? 0 : 1;
    const std::int64_t highStep = context.input(2).rank() == 0 ? 0 : 1;
    parallelFor(context.output(0).elements(), kElementCost,
                [&](std::int64_t begin, std::int64_t end) {
                    for (std::int64_t i = begin; i < end; ++i) {
                        out[i] = clipped(t[i], low[i * lowStep], high[i * highStep]);
                    }
                });
    return okStatus();
}

/// What was clipped passes its gradient to the bound that it was clipped to.
Result<std::vector<Expr>> clipGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    const Expr x = context.input(0);
    const Expr low = context.input(1);
    const Expr high = context.input(2);
    const Expr zeros = zerosLike(dy);
    const Expr isBelow = op("Less", {x, low});
    const Expr isAbove = op("Greater", {x, high});
    const Expr dx = op("Select", {op("LogicalOr", {isBelow, isAbove}), zeros, dy});
    return std::vector<Expr>{dx, sumToShapeOf(op("Select", {isBelow, dy, zeros}), low, x),
                             sumToShapeOf(op("Select", {isAbove, dy, zeros}), high, x)};
}

template <class... T>
void clipKernels(OpBuilder& op) {
    (op.cpuKernel<T>(clipCpu<T>), ...);
}

WEFT_OP("ClipByValue")
    .summary("Values limited to the range from clip_value_min to clip_value_max.")
    .category("math")
    .attr(
        "T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, "
        "bfloat16, qint16, quint16, uint16, complex128, half, uint32, uint64}")
    .input("t: T", "values of any shape")
    .input("clip_value_min: T", "lower bound: a scalar, or one for each value")
    .input("clip_value_max: T", "upper bound: a scalar, or one for each value")
    .output("output: T", "the limited values, in the shape of t")
    .shape(clipShape)
    .inPlace(0)
    .gradient(clipGradient)
    .apply(clipKernels<float, double, Half, BFloat16, std::int8_t, std::int16_t, std::int32_t,
                       std::int64_t, std::uint8_t, std::uint16_t, std::complex<float>,
                       std::complex<double>>);

}  // namespace
}  // namespace weft
