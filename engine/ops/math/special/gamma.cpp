// SPDX-License-Identifier: Apache-2.0
/// @file
/// Lgamma, Digamma, Polygamma, Zeta, elementwise: the logarithm of the gamma function, its
/// derivatives, and the Hurwitz zeta function.
///
/// Shapes   y has the shape of x; the operands of Polygamma and Zeta broadcast.
/// Types    Lgamma, Digamma: half (through float), float, double; the others float, double.
/// Errors   InvalidArgument when the shapes do not broadcast.
/// Numerics Within a few ulp. Digamma is NaN at 0 and at negative integers, where Lgamma is
///          infinite; Polygamma is NaN unless its order is a whole number >= 0.
/// Source   Op contracts of TensorFlow (ops.pbtxt); gradients as its math_grad.py has them.

#include "engine/ops/math/elementwise.h"
#include "engine/ops/math/special/zeta.h"

namespace weft {
namespace {

constexpr std::string_view kFloatOrDouble = "T: {float, double}";

/// y[i] = kFunction(x[i]), computed in double.
template <double (*kFunction)(double), class T>
Status functionCpu(KernelContext& context) {
    mapVectors<T>(context, 2 * kLibraryCost, [](const T* x, T* y, std::int64_t n) {
        for (std::int64_t i = 0; i < n; ++i) { y[i] = static_cast<T>(kFunction(double{x[i]})); }
    });
    return okStatus();
}
template <double (*kFunction)(double)>
void functionOp(OpBuilder& op) {
    unarySignature(op.attr(kRealFloating));
    op.cpuKernel<float>(functionCpu<kFunction, float>);
    op.cpuKernel<double>(functionCpu<kFunction, double>);
    op.cpuKernel<Half>(viaFloat<functionCpu<kFunction, float>>);
}

template <double (*kFunction)(double, double)>
struct InDouble {
    template <class T>
    T operator()(T a, T b) const {
        return static_cast<T>(kFunction(double{a}, double{b}));
    }
};

Result<std::vector<Expr>> lgammaGradient(const GradientContext& context) {
    return std::vector<Expr>{context.outputGradient(0) * op("Digamma", {context.input(0)})};
}
Result<std::vector<Expr>> digammaGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    return std::vector<Expr>{context.outputGradient(0) * op("Polygamma", {constantLike(x, 1), x})};
}
/// The order has no gradient in TensorFlow.
Result<std::vector<Expr>> polygammaGradient(const GradientContext& context) {
    const Expr n = context.input(0);
    const Expr x = context.input(1);
    const Expr slope = op("Polygamma", {n + constantLike(n, 1), x});
    return std::vector<Expr>{Expr(), sumToShapeOf(slope * context.outputGradient(0), x, n)};
}
/// d zeta(x, q) / dq = -x zeta(x + 1, q); TensorFlow defines none by x.
Result<std::vector<Expr>> zetaGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    const Expr q = context.input(1);
    const Expr slope = -x * op("Zeta", {x + constantLike(x, 1), q});
    return std::vector<Expr>{Expr(), sumToShapeOf(slope * context.outputGradient(0), q, x)};
}

void binaryOp(OpBuilder& op, std::string_view first, std::string_view second) {
    op.category("math")
        .attr(kFloatOrDouble)
        .input(concat(first, ": T"), "first operand")
        .input(concat(second, ": T"), "second operand; both shapes broadcast as in numpy")
        .output("z: T", "the function's values, in the broadcast shape")
        .shape(broadcastShape)
        .inPlace(0);
}
template <double (*kFunction)(double, double)>
void binaryKernels(OpBuilder& op) {
    binaryFunctorKernels<InDouble<kFunction>, float, double>(op);
}

WEFT_OP("Lgamma")
    .summary("Logarithm of the absolute value of the gamma function, elementwise.")
    .apply(functionOp<logGamma>)
    .gradient(lgammaGradient);

WEFT_OP("Digamma")
    .summary("Derivative of the logarithm of the gamma function, elementwise.")
    .apply(functionOp<digamma>)
    .gradient(digammaGradient);

WEFT_OP("Polygamma")
    .summary("Derivative of order a of Digamma, elementwise.")
    .apply([](OpBuilder& op) { binaryOp(op, "a", "x"); })
    .gradient(polygammaGradient)
    .apply(binaryKernels<polygamma>);

WEFT_OP("Zeta")
    .summary("Hurwitz zeta function, the sum of (q + k)^-x over all k, elementwise.")
    .apply([](OpBuilder& op) { binaryOp(op, "x", "q"); })
    .gradient(zetaGradient)
    .apply(binaryKernels<zeta>);

}  // namespace
}  // namespace weft
