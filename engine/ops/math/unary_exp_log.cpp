// SPDX-License-Identifier: Apache-2.0
/// @file
/// Exp, Expm1, Log, Log1p, Tanh, Sigmoid, Erf, Erfc and the gradient ops TanhGrad, SigmoidGrad,
/// elementwise.
///
/// Shapes   y has the shape of x; the gradient ops take two tensors of one shape.
/// Types    half, bfloat16 (through float), float, double.
/// Errors   none of their own.
/// Numerics Within 4 ulp; Log of a negative number is NaN, of 0 is -inf; Sigmoid saturates at 0 and
///          1 without overflow.
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include <numbers>

#include "engine/ops/math/elementwise.h"

namespace weft {
namespace {

Result<std::vector<Expr>> expGradient(const GradientContext& context) {
    return std::vector<Expr>{context.outputGradient(0) * context.output(0)};
}
Result<std::vector<Expr>> expm1Gradient(const GradientContext& context) {
    return std::vector<Expr>{context.outputGradient(0) * op("Exp", {context.input(0)})};
}
Result<std::vector<Expr>> logGradient(const GradientContext& context) {
    return std::vector<Expr>{context.outputGradient(0) * op("Reciprocal", {context.input(0)})};
}
Result<std::vector<Expr>> log1pGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    return std::vector<Expr>{context.outputGradient(0) *
                             op("Reciprocal", {constantLike(x, 1) + x})};
}
Result<std::vector<Expr>> tanhGradient(const GradientContext& context) {
    return std::vector<Expr>{op("TanhGrad", {context.output(0), context.outputGradient(0)})};
}
Result<std::vector<Expr>> sigmoidGradient(const GradientContext& context) {
    return std::vector<Expr>{op("SigmoidGrad", {context.output(0), context.outputGradient(0)})};
}
/// z = dy (1 - y^2): dz/dy = -2 dy y, dz/d(dy) = 1 - y^2.
Result<std::vector<Expr>> tanhGradGradient(const GradientContext& context) {
    const Expr dz = context.outputGradient(0);
    const Expr y = context.input(0);
    return std::vector<Expr>{dz * constantLike(dz, -2) * context.input(1) * y,
                             op("TanhGrad", {y, dz})};
}
/// z = dy y (1 - y): dz/dy = dy - 2 dy y, dz/d(dy) = y (1 - y).
Result<std::vector<Expr>> sigmoidGradGradient(const GradientContext& context) {
    const Expr dz = context.outputGradient(0);
    const Expr y = context.input(0);
    const Expr product = dz * context.input(1);
    return std::vector<Expr>{product - constantLike(dz, 2) * product * y,
                             op("SigmoidGrad", {y, dz})};
}
/// erf'(x) = 2 / sqrt(pi) exp(-x^2).
Expr erfSlope(const GradientContext& context, double sign) {
    const Expr x = context.input(0);
    const Expr factor = constantLike(x, sign * 2.0 * std::numbers::inv_sqrtpi);
    return context.outputGradient(0) * factor * op("Exp", {-op("Square", {x})});
}
Result<std::vector<Expr>> erfGradient(const GradientContext& context) {
    return std::vector<Expr>{erfSlope(context, 1)};
}
Result<std::vector<Expr>> erfcGradient(const GradientContext& context) {
    return std::vector<Expr>{erfSlope(context, -1)};
}

template <simd::Binary kOp>
void gradOp(OpBuilder& op) {
    op.category("math")
        .attr(kFloatingOrComplex)
        .input("y: T", "output of the function")
        .input("dy: T", "gradient by that output")
        .output("z: T", "gradient by the function's input")
        .shape(mergedShape)
        .inPlace(0);
    floatingKernels<binaryCpu<kOp, float>, binaryCpu<kOp, double>>(op);
}
template <simd::Transcendental kOp>
void realFunction(OpBuilder& op) {
    unarySignature(op.attr(kRealFloating));
    floatingKernels<transcendentalCpu<kOp, float>, transcendentalCpu<kOp, double>>(op);
}

WEFT_OP("Exp")
    .summary("e to the power of x, elementwise.")
    .apply(elementaryFunction<simd::Transcendental::Exp>)
    .gradient(expGradient);

WEFT_OP("Expm1")
    .summary("exp(x) - 1, elementwise, exact for small x.")
    .apply(elementaryFunction<simd::Transcendental::Expm1>)
    .gradient(expm1Gradient);

WEFT_OP("Log")
    .summary("Natural logarithm, elementwise.")
    .apply(elementaryFunction<simd::Transcendental::Log>)
    .gradient(logGradient);

WEFT_OP("Log1p")
    .summary("log(1 + x), elementwise, exact for small x.")
    .apply(elementaryFunction<simd::Transcendental::Log1p>)
    .gradient(log1pGradient);

WEFT_OP("Tanh")
    .summary("Hyperbolic tangent, elementwise.")
    .apply(elementaryFunction<simd::Transcendental::Tanh>)
    .gradient(tanhGradient);

WEFT_OP("Sigmoid")
    .summary("1 / (1 + exp(-x)), elementwise.")
    .apply(elementaryFunction<simd::Transcendental::Sigmoid>)
    .gradient(sigmoidGradient);

WEFT_OP("TanhGrad")
    .summary("Gradient of Tanh by its output: dy (1 - y^2).")
    .apply(gradOp<simd::Binary::TanhGrad>)
    .gradient(tanhGradGradient);

WEFT_OP("SigmoidGrad")
    .summary("Gradient of Sigmoid by its output: dy y (1 - y).")
    .apply(gradOp<simd::Binary::SigmoidGrad>)
    .gradient(sigmoidGradGradient);

WEFT_OP("Erf")
    .summary("Gauss error function, elementwise.")
    .apply(realFunction<simd::Transcendental::Erf>)
    .gradient(erfGradient);

WEFT_OP("Erfc")
    .summary("1 - erf(x), elementwise, exact for large x.")
    .apply(realFunction<simd::Transcendental::Erfc>)
    .gradient(erfcGradient);

}  // namespace
}  // namespace weft
