// SPDX-License-Identifier: Apache-2.0
/// @file
/// Sin, Cos, Tan, Asin, Acos, Atan, Atan2 and the hyperbolic Sinh, Cosh, Asinh, Acosh, Atanh,
/// elementwise. Angles are in radians.
///
/// Shapes   y has the shape of x; the operands of Atan2 broadcast.
/// Types    half, bfloat16 (through float), float, double; all but Atan2 complex64, complex128.
/// Errors   none of their own.
/// Numerics Within 4 ulp for any finite x, Tan within 8; Atan2 as the C library. Outside their
///          domain NaN.
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include <cmath>

#include "engine/ops/math/elementwise.h"

namespace weft {
namespace {

using Gradients = Result<std::vector<Expr>>;

/// The operand as slopes use it: where numbers are complex, TensorFlow's gradients are conjugate.
Expr operandOf(const GradientContext& context) { return conj(context.input(0)); }
Expr resultOf(const GradientContext& context) { return conj(context.output(0)); }
/// dy times something: most gradients here.
std::vector<Expr> scaled(const GradientContext& context, const Expr& slope) {
    return {context.outputGradient(0) * slope};
}
Expr square(const Expr& x) { return op("Square", {x}); }
Expr reciprocal(const Expr& x) { return op("Reciprocal", {x}); }

Gradients sinGradient(const GradientContext& context) {
    return scaled(context, op("Cos", {operandOf(context)}));
}
Gradients cosGradient(const GradientContext& context) {
    return std::vector<Expr>{-context.outputGradient(0) * op("Sin", {operandOf(context)})};
}
/// tan' = 1 / cos^2.
Gradients tanGradient(const GradientContext& context) {
    return scaled(context, square(reciprocal(op("Cos", {operandOf(context)}))));
}
/// asin' = 1 / sqrt(1 - x^2) = -acos'.
Expr arcSlope(const GradientContext& context) {
    const Expr x = operandOf(context);
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
    const Expr x = operandOf(context);
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
    return scaled(context, op("Cosh", {operandOf(context)}));
}
Gradients coshGradient(const GradientContext& context) {
    return scaled(context, op("Sinh", {operandOf(context)}));
}
/// By the output y: asinh' = 1 / cosh(y), acosh' = 1 / sinh(y).
Gradients asinhGradient(const GradientContext& context) {
    return std::vector<Expr>{context.outputGradient(0) / op("Cosh", {resultOf(context)})};
}
Gradients acoshGradient(const GradientContext& context) {
    return std::vector<Expr>{context.outputGradient(0) / op("Sinh", {resultOf(context)})};
}
/// atanh' = 1 / (1 - x^2).
Gradients atanhGradient(const GradientContext& context) {
    const Expr x = operandOf(context);
    return scaled(context, reciprocal(constantLike(x, 1) - square(x)));
}

/// A function of the C library on complex numbers.
template <class R>
using ComplexFunction = std::complex<R> (*)(const std::complex<R>&);
template <ComplexFunction<float> kNarrow, ComplexFunction<double> kWide>
struct LibraryFn {
    std::complex<float> operator()(const std::complex<float>& x) const { return kNarrow(x); }
    std::complex<double> operator()(const std::complex<double>& x) const { return kWide(x); }
};

struct Atan2Fn {
    template <class T>
    T operator()(T y, T x) const {
        return std::atan2(y, x);
    }
};

WEFT_OP("Sin")
    .summary("Sine, elementwise.")
    .apply(elementaryFunction<simd::Transcendental::Sin>)
    .apply(complexUnaryKernels<LibraryFn<std::sin, std::sin>>)
    .gradient(sinGradient);

WEFT_OP("Cos")
    .summary("Cosine, elementwise.")
    .apply(elementaryFunction<simd::Transcendental::Cos>)
    .apply(complexUnaryKernels<LibraryFn<std::cos, std::cos>>)
    .gradient(cosGradient);

WEFT_OP("Tan")
    .summary("Tangent, elementwise.")
    .apply(elementaryFunction<simd::Transcendental::Tan>)
    .apply(complexUnaryKernels<LibraryFn<std::tan, std::tan>>)
    .gradient(tanGradient);

WEFT_OP("Asin")
    .summary("Inverse sine, elementwise, in [-pi/2, pi/2].")
    .apply(elementaryFunction<simd::Transcendental::Asin>)
    .apply(complexUnaryKernels<LibraryFn<std::asin, std::asin>>)
    .gradient(asinGradient);

WEFT_OP("Acos")
    .summary("Inverse cosine, elementwise, in [0, pi].")
    .apply(elementaryFunction<simd::Transcendental::Acos>)
    .apply(complexUnaryKernels<LibraryFn<std::acos, std::acos>>)
    .gradient(acosGradient);

WEFT_OP("Atan")
    .summary("Inverse tangent, elementwise, in [-pi/2, pi/2].")
    .apply(elementaryFunction<simd::Transcendental::Atan>)
    .apply(complexUnaryKernels<LibraryFn<std::atan, std::atan>>)
    .gradient(atanGradient);

WEFT_OP("Sinh")
    .summary("Hyperbolic sine, elementwise.")
    .apply(elementaryFunction<simd::Transcendental::Sinh>)
    .apply(complexUnaryKernels<LibraryFn<std::sinh, std::sinh>>)
    .gradient(sinhGradient);

WEFT_OP("Cosh")
    .summary("Hyperbolic cosine, elementwise.")
    .apply(elementaryFunction<simd::Transcendental::Cosh>)
    .apply(complexUnaryKernels<LibraryFn<std::cosh, std::cosh>>)
    .gradient(coshGradient);

WEFT_OP("Asinh")
    .summary("Inverse hyperbolic sine, elementwise.")
    .apply(elementaryFunction<simd::Transcendental::Asinh>)
    .apply(complexUnaryKernels<LibraryFn<std::asinh, std::asinh>>)
    .gradient(asinhGradient);

WEFT_OP("Acosh")
    .summary("Inverse hyperbolic cosine, elementwise; NaN below 1.")
    .apply(elementaryFunction<simd::Transcendental::Acosh>)
    .apply(complexUnaryKernels<LibraryFn<std::acosh, std::acosh>>)
    .gradient(acoshGradient);

WEFT_OP("Atanh")
    .summary("Inverse hyperbolic tangent, elementwise; NaN outside [-1, 1].")
    .apply(elementaryFunction<simd::Transcendental::Atanh>)
    .apply(complexUnaryKernels<LibraryFn<std::atanh, std::atanh>>)
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
