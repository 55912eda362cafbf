// SPDX-License-Identifier: Apache-2.0
/// @file
/// MulNoNan, Xdivy, Xlogy, Xlog1py: products in which a zero wins over an infinity or NaN,
/// elementwise. MulNoNan is x y, Xdivy x / y, Xlogy x log(y), Xlog1py x log(1 + y).
///
/// Shapes   x and y broadcast as in numpy; z has the broadcast shape.
/// Types    half, bfloat16 (through float), float, double, complex64, complex128.
/// Errors   InvalidArgument when the shapes do not broadcast.
/// Numerics MulNoNan is 0 where y is 0, the others where x is 0, whatever the other operand is.
/// Source   Op contracts of TensorFlow (ops.pbtxt); gradients as its math_grad.py has them.

#include <cmath>
#include <complex>

#include "engine/ops/math/elementwise.h"

namespace weft {
namespace {

struct XdivyFn {
    template <class T>
    T operator()(T x, T y) const {
        return x == T{0} ? T{0} : x / y;
    }
};
struct XlogyFn {
    template <class T>
    T operator()(T x, T y) const {
        return x == T{0} ? T{0} : x * std::log(y);
    }
};
struct Xlog1pyFn {
    template <class T>
    T operator()(T x, T y) const {
        return x == T{0} ? T{0} : x * std::log1p(y);
    }
    /// log(1 + y) without losing small y: the modulus by log1p of what it differs from 1.
    template <class R>
    std::complex<R> operator()(const std::complex<R>& x, const std::complex<R>& y) const {
        if (x == std::complex<R>{0}) { return {0}; }
        const R excess = y.real() * (2 + y.real()) + y.imag() * y.imag();
        return x * std::complex<R>(std::log1p(excess) / 2, std::atan2(y.imag(), 1 + y.real()));
    }
};

template <class Fn>
void complexKernels(OpBuilder& op) {
    binaryFunctorKernels<Fn, std::complex<float>, std::complex<double>>(op);
}
template <class Fn>
void functionKernels(OpBuilder& op) {
    floatingKernels<binaryFunctorCpu<Fn, float>, binaryFunctorCpu<Fn, double>>(op);
    complexKernels<Fn>(op);
}

/// 1 where x is not 0, else 0: the slope of a product that ignores y at x = 0.
Expr isNotZero(const Expr& x) { return cast(op("NotEqual", {x, constantLike(x, 0)}), x.dtype()); }
/// Both slopes times the gradient that arrived.
std::vector<Expr> slopes(const GradientContext& context, const Expr& byX, const Expr& byY) {
    const Expr dz = context.outputGradient(0);
    return broadcastGradients(context, byX * dz, byY * dz);
}

Result<std::vector<Expr>> mulNoNanGradient(const GradientContext& context) {
    const Expr dz = context.outputGradient(0);
    return broadcastGradients(context, op("MulNoNan", {dz, context.input(1)}),
                              op("MulNoNan", {context.input(0), dz}));
}
Result<std::vector<Expr>> xdivyGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    const Expr y = context.input(1);
    return slopes(context, op("Xdivy", {isNotZero(x), y}),
                  op("Xdivy", {-x, op("Pow", {y, constantLike(y, 2)})}));
}
Result<std::vector<Expr>> xlogyGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    const Expr y = context.input(1);
    return slopes(context, op("Xlogy", {isNotZero(x), y}), op("Xdivy", {x, y}));
}
Result<std::vector<Expr>> xlog1pyGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    const Expr y = context.input(1);
    return slopes(context, op("Xlog1py", {isNotZero(x), y}),
                  op("Xdivy", {x, y + constantLike(y, 1)}));
}

constexpr std::string_view kTypes = "T: {half, bfloat16, float, double, complex64, complex128}";

WEFT_OP("MulNoNan")
    .summary("x times y, elementwise; 0 where y is 0.")
    .attr(kFloatingOrComplex)
    .apply(binarySignature)
    .gradient(mulNoNanGradient)
    .apply(binaryKernels<simd::Binary::MulNoNan>)
    .apply(complexKernels<simd::MulNoNanFn>);

WEFT_OP("Xdivy")
    .summary("x divided by y, elementwise; 0 where x is 0.")
    .attr(kTypes)
    .apply(binarySignature)
    .gradient(xdivyGradient)
    .apply(functionKernels<XdivyFn>);

WEFT_OP("Xlogy")
    .summary("x times the logarithm of y, elementwise; 0 where x is 0.")
    .attr(kTypes)
    .apply(binarySignature)
    .gradient(xlogyGradient)
    .apply(functionKernels<XlogyFn>);

WEFT_OP("Xlog1py")
    .summary("x times log(1 + y), elementwise; 0 where x is 0.")
    .attr(kTypes)
    .apply(binarySignature)
    .gradient(xlog1pyGradient)
    .apply(functionKernels<Xlog1pyFn>);

}  // namespace
}  // namespace weft
