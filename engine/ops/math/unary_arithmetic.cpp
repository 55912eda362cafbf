// SPDX-License-Identifier: Apache-2.0
/// @file
/// Neg, Abs, Sign, Square, Sqrt, Rsqrt, Reciprocal, Inv and the gradient ops SqrtGrad, RsqrtGrad,
/// ReciprocalGrad, InvGrad, elementwise.
///
/// Shapes   y has the shape of x; gradient ops take two tensors that broadcast.
/// Types    Neg, Abs, Sign, Square: floating types and integers; the others: floating types. All but
///          Abs also complex64 and complex128.
/// Errors   none of their own.
/// Numerics Integers wrap around. Sign of a complex number is the number over its absolute value.
///          Sign of NaN is NaN. Rsqrt(0) is inf, Rsqrt(-0) is -inf.
///          A gradient of 0 stays 0 in the gradient ops, also where the slope is infinite.
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include <functional>

#include "engine/ops/math/elementwise.h"

namespace weft {
namespace {

template <simd::Unary kOp>
void vectorKernels(OpBuilder& op) {
    unaryKernels<kOp>(op);
}
template <simd::Unary kOp>
void vectorIntegerKernels(OpBuilder& op) {
    op.cpuKernel<std::int32_t>(unaryCpu<kOp, std::int32_t>, "simd");
    op.cpuKernel<std::int64_t>(unaryCpu<kOp, std::int64_t>, "simd");
}
template <class Fn, class... T>
void functorKernels(OpBuilder& op) {
    (op.cpuKernel<T>(unaryFunctorCpu<Fn, T>), ...);
}

Result<std::vector<Expr>> negGradient(const GradientContext& context) {
    return std::vector<Expr>{-context.outputGradient(0)};
}
Result<std::vector<Expr>> absGradient(const GradientContext& context) {
    return std::vector<Expr>{context.outputGradient(0) * op("Sign", {context.input(0)})};
}
/// Zero everywhere, and connected: TensorFlow gives zeros rather than nothing.
Result<std::vector<Expr>> signGradient(const GradientContext& context) {
    return std::vector<Expr>{zerosLike(context.input(0))};
}
Result<std::vector<Expr>> squareGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    return std::vector<Expr>{context.outputGradient(0) * (conj(x) * constantLike(x, 2))};
}

/// Gradients by the output y, as one op each.
Result<std::vector<Expr>> sqrtGradient(const GradientContext& context) {
    return std::vector<Expr>{op("SqrtGrad", {context.output(0), context.outputGradient(0)})};
}
Result<std::vector<Expr>> rsqrtGradient(const GradientContext& context) {
    return std::vector<Expr>{op("RsqrtGrad", {context.output(0), context.outputGradient(0)})};
}
Result<std::vector<Expr>> reciprocalGradient(const GradientContext& context) {
    return std::vector<Expr>{op("ReciprocalGrad", {context.output(0), context.outputGradient(0)})};
}

/// z = dy / (2 y): dz/dy = -z / y, dz/d(dy) = 1 / (2 y).
Result<std::vector<Expr>> sqrtGradGradient(const GradientContext& context) {
    const Expr dz = context.outputGradient(0);
    const Expr byFirst = dz / context.input(0);
    return std::vector<Expr>{-conj(byFirst) * context.output(0), constantLike(dz, 0.5) * byFirst};
}
/// z = -dy conj(y)^3 / 2: dz/dy = -3/2 dy y^2, dz/d(dy) = -y^3 / 2.
Result<std::vector<Expr>> rsqrtGradGradient(const GradientContext& context) {
    const Expr dz = context.outputGradient(0);
    const Expr y = conj(context.input(0));
    const Expr dy = context.input(1);
    return std::vector<Expr>{constantLike(dz, -1.5) * conj(dz) * dy * op("Square", {y}),
                             op("RsqrtGrad", {y, dz})};
}
/// z = -dy conj(y)^2: dz/dy = -2 dy y, dz/d(dy) = -y^2.
Result<std::vector<Expr>> reciprocalGradGradient(const GradientContext& context) {
    const Expr dz = context.outputGradient(0);
    const Expr y = conj(context.input(0));
    const Expr dy = context.input(1);
    return std::vector<Expr>{conj(dz) * constantLike(dz, -2) * dy * y,
                             op("ReciprocalGrad", {y, dz})};
}

/// z / |z|; 0 at 0.
struct ComplexSignFn {
    template <class T>
    T operator()(const T& x) const {
        const auto length = std::abs(x);
        return length == 0 ? T{0} : x / length;
    }
};
// Gradients of complex functions take the conjugate of the output; one of 0 stays 0.
struct ComplexSqrtGradFn {
    template <class T>
    T operator()(const T& y, const T& dy) const {
        return dy == T{0} ? T{0} : dy * T(0.5F) / std::conj(y);
    }
};
struct ComplexRsqrtGradFn {
    template <class T>
    T operator()(const T& y, const T& dy) const {
        const T cy = std::conj(y);
        return dy == T{0} ? T{0} : (T(-0.5F) * dy) * (cy * cy * cy);
    }
};
struct ComplexReciprocalGradFn {
    template <class T>
    T operator()(const T& y, const T& dy) const {
        return dy == T{0} ? T{0} : -dy * (std::conj(y) * std::conj(y));
    }
};

/// y: T, dy: T -> z: T. They broadcast in TensorFlow's shape function as well.
void gradSignature(OpBuilder& op) {
    op.category("math")
        .attr(kFloatingOrComplex)
        .input("y: T", "output of the function")
        .input("dy: T", "gradient by that output")
        .output("z: T", "gradient by the function's input")
        .shape(mergedShape)
        .inPlace(0);
}
template <simd::Binary kOp>
void gradKernels(OpBuilder& op) {
    binaryKernels<kOp>(op);
}

WEFT_OP("Neg")
    .summary("Minus x, elementwise.")
    .attr("T: {bfloat16, half, float, double, int8, int16, int32, int64, complex64, complex128}")
    .apply(unarySignature)
    .gradient(negGradient)
    .apply(vectorKernels<simd::Unary::Neg>)
    .apply(vectorIntegerKernels<simd::Unary::Neg>)
    .apply(functorKernels<simd::NegFn, std::int8_t, std::int16_t>)
    .apply(complexUnaryKernels<std::negate<>>);

WEFT_OP("Abs")
    .summary("Absolute value, elementwise.")
    .attr("T: {bfloat16, half, float, double, int8, int16, int32, int64}")
    .apply(unarySignature)
    .gradient(absGradient)
    .apply(vectorKernels<simd::Unary::Abs>)
    .apply(vectorIntegerKernels<simd::Unary::Abs>)
    .apply(functorKernels<simd::AbsFn, std::int8_t, std::int16_t>);

WEFT_OP("Sign")
    .summary("-1, 0 or 1 by the sign of x, elementwise.")
    .attr("T: {bfloat16, half, float, double, int8, int16, int32, int64, complex64, complex128}")
    .apply(unarySignature)
    .gradient(signGradient)
    .apply(vectorKernels<simd::Unary::Sign>)
    .apply(vectorIntegerKernels<simd::Unary::Sign>)
    .apply(functorKernels<simd::SignFn, std::int8_t, std::int16_t>)
    .apply(complexUnaryKernels<ComplexSignFn>);

WEFT_OP("Square")
    .summary("x times x, elementwise.")
    .attr(
        "T: {bfloat16, half, float, double, int8, int16, int32, int64, uint8, uint16, uint32, "
        "uint64, complex64, complex128}")
    .apply(unarySignature)
    .gradient(squareGradient)
    .apply(vectorKernels<simd::Unary::Square>)
    .apply(vectorIntegerKernels<simd::Unary::Square>)
    .apply(functorKernels<simd::SquareFn, std::int8_t, std::int16_t, std::uint8_t, std::uint16_t,
                          std::uint32_t, std::uint64_t>)
    .apply(complexUnaryKernels<simd::SquareFn>);

WEFT_OP("Sqrt")
    .summary("Square root, elementwise; NaN for negative x.")
    .attr(kFloatingOrComplex)
    .apply(unarySignature)
    .gradient(sqrtGradient)
    .apply(vectorKernels<simd::Unary::Sqrt>)
    .apply(complexUnaryKernels<simd::SqrtFn>);

WEFT_OP("Rsqrt")
    .summary("One over the square root, elementwise.")
    .attr(kFloatingOrComplex)
    .apply(unarySignature)
    .gradient(rsqrtGradient)
    .apply(vectorKernels<simd::Unary::Rsqrt>)
    .apply(complexUnaryKernels<simd::RsqrtFn>);

WEFT_OP("Reciprocal")
    .summary("One over x, elementwise.")
    .attr("T: {bfloat16, half, float, double, int8, int16, int32, int64, complex64, complex128}")
    .apply(unarySignature)
    .gradient(reciprocalGradient)
    .apply(vectorKernels<simd::Unary::Reciprocal>)
    .apply(complexUnaryKernels<simd::ReciprocalFn>);

WEFT_OP("Inv")
    .summary("One over x, elementwise (old name of Reciprocal).")
    .attr("T: {bfloat16, half, float, double, int8, int16, int32, int64, complex64, complex128}")
    .apply(unarySignature)
    .gradient(reciprocalGradient)
    .apply(vectorKernels<simd::Unary::Reciprocal>)
    .apply(complexUnaryKernels<simd::ReciprocalFn>);

WEFT_OP("SqrtGrad")
    .summary("Gradient of Sqrt by its output: dy / (2 y).")
    .apply(gradSignature)
    .gradient(sqrtGradGradient)
    .apply(gradKernels<simd::Binary::SqrtGrad>)
    .apply(complexBinaryKernels<ComplexSqrtGradFn>);

WEFT_OP("RsqrtGrad")
    .summary("Gradient of Rsqrt by its output: -dy y^3 / 2.")
    .apply(gradSignature)
    .gradient(rsqrtGradGradient)
    .apply(gradKernels<simd::Binary::RsqrtGrad>)
    .apply(complexBinaryKernels<ComplexRsqrtGradFn>);

WEFT_OP("ReciprocalGrad")
    .summary("Gradient of Reciprocal by its output: -dy y^2.")
    .apply(gradSignature)
    .gradient(reciprocalGradGradient)
    .apply(gradKernels<simd::Binary::ReciprocalGrad>)
    .apply(complexBinaryKernels<ComplexReciprocalGradFn>);

WEFT_OP("InvGrad")
    .summary("Gradient of Inv by its output: -dy y^2.")
    .apply(gradSignature)
    .gradient(reciprocalGradGradient)
    .apply(gradKernels<simd::Binary::ReciprocalGrad>)
    .apply(complexBinaryKernels<ComplexReciprocalGradFn>);

}  // namespace
}  // namespace weft
