// SPDX-License-Identifier: Apache-2.0
/// @file
/// Exp, Expm1, Log, Log1p, Tanh, Sigmoid, Erf, Erfc and the gradient ops TanhGrad, SigmoidGrad,
/// elementwise.
///
/// Shapes   y has the shape of x; the gradient ops take two tensors of one shape.
/// Types    half, bfloat16 (through float), float, double; all but Erf and Erfc complex64 and
///          complex128.
/// Errors   none of their own.
/// Numerics Within 4 ulp; Log of a negative number is NaN, of 0 is -inf; Sigmoid saturates at 0 and
///          1 without overflow.
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include <cmath>
#include <numbers>

#include "engine/ops/math/elementwise.h"

namespace weft {
namespace {

Result<std::vector<Expr>> expGradient(const GradientContext& context) {
    return std::vector<Expr>{context.outputGradient(0) * conj(context.output(0))};
}
Result<std::vector<Expr>> expm1Gradient(const GradientContext& context) {
    return std::vector<Expr>{context.outputGradient(0) * op("Exp", {conj(context.input(0))})};
}
Result<std::vector<Expr>> logGradient(const GradientContext& context) {
    return std::vector<Expr>{context.outputGradient(0) *
                             op("Reciprocal", {conj(context.input(0))})};
}
Result<std::vector<Expr>> log1pGradient(const GradientContext& context) {
    const Expr x = conj(context.input(0));
    return std::vector<Expr>{context.outputGradient(0) *
                             op("Reciprocal", {constantLike(x, 1) + x})};
}
Result<std::vector<Expr>> tanhGradient(const GradientContext& context) {
    return std::vector<Expr>{op("TanhGrad", {conj(context.output(0)), context.outputGradient(0)})};
}
Result<std::vector<Expr>> sigmoidGradient(const GradientContext& context) {
    return std::vector<Expr>{
        op("SigmoidGrad", {conj(context.output(0)), context.outputGradient(0)})};
}
/// z = dy (1 - y^2): dz/dy = -2 dy y, dz/d(dy) = 1 - y^2.
Result<std::vector<Expr>> tanhGradGradient(const GradientContext& context) {
    const Expr dz = context.outputGradient(0);
    const Expr y = conj(context.input(0));
    return std::vector<Expr>{dz * constantLike(dz, -2) * conj(context.input(1)) * y,
                             op("TanhGrad", {y, dz})};
}
/// z = dy y (1 - y): dz/dy = dy - 2 dy y, dz/d(dy) = y (1 - y).
Result<std::vector<Expr>> sigmoidGradGradient(const GradientContext& context) {
    const Expr dz = context.outputGradient(0);
    const Expr y = conj(context.input(0));
    const Expr product = dz * conj(context.input(1));
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

// Of complex numbers.
struct ExpFn {
    template <class T>
    T operator()(const T& x) const {
        return std::exp(x);
    }
};
/// e^(a + ib) - 1 = expm1(a) cos b + (cos b - 1) + i e^a sin b, with cos b - 1 = -2 sin^2(b / 2).
struct Expm1Fn {
    template <class R>
    std::complex<R> operator()(const std::complex<R>& x) const {
        const R half = std::sin(x.imag() / 2);
        return {std::expm1(x.real()) * std::cos(x.imag()) - 2 * half * half,
                std::exp(x.real()) * std::sin(x.imag())};
    }
};
struct LogFn {
    template <class T>
    T operator()(const T& x) const {
        return std::log(x);
    }
};
/// log |1 + z| from what |1 + z|^2 differs from 1, so that a small z is not lost.
struct Log1pFn {
    template <class R>
    std::complex<R> operator()(const std::complex<R>& x) const {
        const R excess = x.real() * (2 + x.real()) + x.imag() * x.imag();
        if (!(std::abs(excess) < R{0.5})) { return std::log(std::complex<R>(1) + x); }
        return {std::log1p(excess) / 2, std::atan2(x.imag(), 1 + x.real())};
    }
};
struct TanhFn {
    template <class T>
    T operator()(const T& x) const {
        return std::tanh(x);
    }
};
struct SigmoidFn {
    template <class T>
    T operator()(const T& x) const {
        return T{1} / (T{1} + std::exp(-x));
    }
};
struct TanhGradFn {
    template <class T>
    T operator()(const T& y, const T& dy) const {
        return dy * (T{1} - y * y);
    }
};
struct SigmoidGradFn {
    template <class T>
    T operator()(const T& y, const T& dy) const {
        return dy * y * (T{1} - y);
    }
};

template <simd::Binary kOp>
void gradOp(OpBuilder& op) {
    op.category("math")
        .attr(kFloatingOrComplex)
        .input("y: T", "output of the function")
        .input("dy: T", "gradient by that output")
        .output("z: T", "gradient by the function's input")
        .shape(mergedShape)
        .inPlace(0);
    binaryKernels<kOp>(op);
}
template <simd::Transcendental kOp>
void realFunction(OpBuilder& op) {
    unarySignature(op.attr(kRealFloating));
    transcendentalKernels<kOp>(op);
}

WEFT_OP("Exp")
    .summary("e to the power of x, elementwise.")
    .apply(elementaryFunction<simd::Transcendental::Exp>)
    .apply(complexUnaryKernels<ExpFn>)
    .gradient(expGradient);

WEFT_OP("Expm1")
    .summary("exp(x) - 1, elementwise, exact for small x.")
    .apply(elementaryFunction<simd::Transcendental::Expm1>)
    .apply(complexUnaryKernels<Expm1Fn>)
    .gradient(expm1Gradient);

WEFT_OP("Log")
    .summary("Natural logarithm, elementwise.")
    .apply(elementaryFunction<simd::Transcendental::Log>)
    .apply(complexUnaryKernels<LogFn>)
    .gradient(logGradient);

WEFT_OP("Log1p")
    .summary("log(1 + x), elementwise, exact for small x.")
    .apply(elementaryFunction<simd::Transcendental::Log1p>)
    .apply(complexUnaryKernels<Log1pFn>)
    .gradient(log1pGradient);

WEFT_OP("Tanh")
    .summary("Hyperbolic tangent, elementwise.")
    .apply(elementaryFunction<simd::Transcendental::Tanh>)
    .apply(complexUnaryKernels<TanhFn>)
    .gradient(tanhGradient);

WEFT_OP("Sigmoid")
    .summary("1 / (1 + exp(-x)), elementwise.")
    .apply(elementaryFunction<simd::Transcendental::Sigmoid>)
    .apply(complexUnaryKernels<SigmoidFn>)
    .gradient(sigmoidGradient);

WEFT_OP("TanhGrad")
    .summary("Gradient of Tanh by its output: dy (1 - y^2).")
    .apply(gradOp<simd::Binary::TanhGrad>)
    .apply(complexBinaryKernels<TanhGradFn>)
    .gradient(tanhGradGradient);

WEFT_OP("SigmoidGrad")
    .summary("Gradient of Sigmoid by its output: dy y (1 - y).")
    .apply(gradOp<simd::Binary::SigmoidGrad>)
    .apply(complexBinaryKernels<SigmoidGradFn>)
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
