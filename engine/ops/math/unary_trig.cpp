// SPDX-License-Identifier: Apache-2.0
/// @file
/// Sin, Cos, Tan, Asin, Acos, Atan, Atan2 and the hyperbolic Sinh, Cosh, Asinh, Acosh, Atanh,
/// elementwise. Angles are in radians.
///
/// Shapes   y has the shape of x; the operands of Atan2 broadcast.
/// Types    half, bfloat16 (through float), float, double.
/// Errors   none of their own.
/// Numerics Sin and Cos within 3 ulp for any finite x, the others as the C library. Outside their
///          domain NaN.
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include <cmath>

#include "engine/ops/math/elementwise.h"

namespace weft {
namespace {

using Gradients = Result<std::vector<Expr>>;

/// dy times something: most gradients here.
std::vector<Expr> scaled(const GradientContext& context, const Expr& slope) {
    return {context.outputGradient(0) * slope};
}
Expr square(const Expr& x) { return op("Square", {x}); }
Expr reciprocal(const Expr& x) { return op("Reciprocal", {x}); }

Gradients sinGradient(const GradientContext& context) {
    return scaled(context, op("Cos", {context.input(0)}));
}
Gradients cosGradient(const GradientContext& context) {
    return std::vector<Expr>{-context.outputGradient(0) * op("Sin", {context.input(0)})};
}
/// tan' = 1 / cos^2.
Gradients tanGradient(const GradientContext& context) {
    return scaled(context, square(reciprocal(op("Cos", {context.input(0)}))));
}
/// asin' = 1 / sqrt(1 - x^2) = -acos'.
Expr arcSlope(const GradientContext& context) {
    const Expr x = context.input(0);
    return reciprocal(op("Sqrt", {constantLike(x, 1) - square(x)}));
}
Gradients asinGradient(const GradientContext& context) {
    return scaled(context, arcSlope(context));
}
Gradients acosGradient(const GradientContext& context) {
    return std::vector<Expr>{-context.outputGradient(0) * arcSlope(context)};
}
/// atan' = 1 / (1 + x^2).
Gradients atanGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    return scaled(context, reciprocal(constantLike(x, 1) + square(x)));
}
/// With r^2 = x^2 + y^2: d/dy atan2(y, x) = x / r^2, d/dx = -y / r^2.
Gradients atan2Gradient(const GradientContext& context) {
    const Expr y = context.input(0);
    const Expr x = context.input(1);
    const Expr scale = context.outputGradient(0) / (square(x) + square(y));
    return broadcastGradients(context, x * scale, -y * scale);
}
Gradients sinhGradient(const GradientContext& context) {
    return scaled(context, op("Cosh", {context.input(0)}));
}
Gradients coshGradient(const GradientContext& context) {
    return scaled(context, op("Sinh", {context.input(0)}));
}
/// By the output y: asinh' = 1 / cosh(y), acosh' = 1 / sinh(y).
Gradients asinhGradient(const GradientContext& context) {
    return std::vector<Expr>{context.outputGradient(0) / op("Cosh", {context.output(0)})};
}
Gradients acoshGradient(const GradientContext& context) {
    return std::vector<Expr>{context.outputGradient(0) / op("Sinh", {context.output(0)})};
}
/// atanh' = 1 / (1 - x^2).
Gradients atanhGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    return scaled(context, reciprocal(constantLike(x, 1) - square(x)));
}

struct Atan2Fn {
    template <class T>
    T operator()(T y, T x) const {
        return std::atan2(y, x);
    }
};

WEFT_OP("Sin")
    .summary("Sine, elementwise.")
    .apply(elementaryFunction<simd::Transcendental::Sin>)
    .gradient(sinGradient);

WEFT_OP("Cos")
    .summary("Cosine, elementwise.")
    .apply(elementaryFunction<simd::Transcendental::Cos>)
    .gradient(cosGradient);

WEFT_OP("Tan")
    .summary("Tangent, elementwise.")
    .apply(elementaryFunction<simd::Transcendental::Tan>)
    .gradient(tanGradient);

WEFT_OP("Asin")
    .summary("Inverse sine, elementwise, in [-pi/2, pi/2].")
    .apply(elementaryFunction<simd::Transcendental::Asin>)
    .gradient(asinGradient);

WEFT_OP("Acos")
    .summary("Inverse cosine, elementwise, in [0, pi].")
    .apply(elementaryFunction<simd::Transcendental::Acos>)
    .gradient(acosGradient);

WEFT_OP("Atan")
    .summary("Inverse tangent, elementwise, in [-pi/2, pi/2].")
    .apply(elementaryFunction<simd::Transcendental::Atan>)
    .gradient(atanGradient);

WEFT_OP("Sinh")
    .summary("Hyperbolic sine, elementwise.")
    .apply(elementaryFunction<simd::Transcendental::Sinh>)
    .gradient(sinhGradient);

WEFT_OP("Cosh")
    .summary("Hyperbolic cosine, elementwise.")
    .apply(elementaryFunction<simd::Transcendental::Cosh>)
    .gradient(coshGradient);

WEFT_OP("Asinh")
    .summary("Inverse hyperbolic sine, elementwise.")
    .apply(elementaryFunction<simd::Transcendental::Asinh>)
    .gradient(asinhGradient);

WEFT_OP("Acosh")
    .summary("Inverse hyperbolic cosine, elementwise; NaN below 1.")
    .apply(elementaryFunction<simd::Transcendental::Acosh>)
    .gradient(acoshGradient);

WEFT_OP("Atanh")
    .summary("Inverse hyperbolic tangent, elementwise; NaN outside [-1, 1].")
    .apply(elementaryFunction<simd::Transcendental::Atanh>)
    .gradient(atanhGradient);

WEFT_OP("Atan2")
    .summary("Angle of the point (x, y) in (-pi, pi], elementwise.")
    .category("math")
    .attr(kRealFloating)
    .input("y: T", "ordinates")
    .input("x: T", "abscissas; their shape and that of y broadcast as in numpy")
    .output("z: T", "angles, in the broadcast shape")
    .shape(broadcastShape)
    .inPlace(0)
    .gradient(atan2Gradient)
    .apply(floatingKernels<binaryFunctorCpu<Atan2Fn, float>, binaryFunctorCpu<Atan2Fn, double>>);

}  // namespace
}  // namespace weft
