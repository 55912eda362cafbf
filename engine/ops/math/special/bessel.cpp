// SPDX-License-Identifier: Apache-2.0
/// @file
/// BesselI0e, BesselI1e, elementwise: modified Bessel functions of the first kind, times e^-|x|.
///
/// Shapes   y has the shape of x.
/// Types    half (through float), float (computed in double), double.
/// Errors   none of their own.
/// Numerics The power series, all of whose terms are positive, up to |x| = 20; beyond, the asymptotic
///          series, whose smallest term is below the rounding error there.
/// Source   Abramowitz and Stegun, 9.6.10 and 9.7.1; op contracts of TensorFlow (ops.pbtxt).

#include <cmath>
#include <limits>
#include <numbers>

#include "engine/ops/math/elementwise.h"

namespace weft {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon() / 4;
constexpr double kSeriesEnd = 20;

/// Order 0 or 1 at x >= 0.
double scaledBessel(int order, double x) {
    if (x <= kSeriesEnd) {
        const double quarter = x * x / 4;
        double term = order == 0 ? 1 : x / 2;
        double sum = term;
        for (int k = 1; term > kEpsilon * sum; ++k) {
            term *= quarter / (static_cast<double>(k) * (k + order));
            sum += term;
        }
        return sum * std::exp(-x);
    }
    const double mu = 4.0 * order * order;
    double term = 1;
    double sum = 1;
    for (int k = 1; std::abs(term) > kEpsilon && k < 40; ++k) {
        const double odd = 2.0 * k - 1;
        term *= -(mu - odd * odd) / (8 * x * k);
        sum += term;
    }
    return sum / std::sqrt(2 * std::numbers::pi * x);
}
double besselI0e(double x) { return scaledBessel(0, std::abs(x)); }
double besselI1e(double x) { return std::copysign(scaledBessel(1, std::abs(x)), x); }

template <double (*kFunction)(double), class T>
Status functionCpu(KernelContext& context) {
    mapVectors<T>(context, 4 * kLibraryCost, [](const T* x, T* y, std::int64_t n) {
        for (std::int64_t i = 0; i < n; ++i) { y[i] = static_cast<T>(kFunction(double{x[i]})); }
    });
    return okStatus();
}
template <double (*kFunction)(double)>
void besselOp(OpBuilder& op) {
    unarySignature(op.attr(kRealFloating));
    op.cpuKernel<float>(functionCpu<kFunction, float>);
    op.cpuKernel<double>(functionCpu<kFunction, double>);
    op.cpuKernel<Half>(viaFloat<functionCpu<kFunction, float>>);
}

/// I0' = I1, and the factor e^-|x| takes away its own share.
Result<std::vector<Expr>> i0eGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    const Expr slope = op("BesselI1e", {x}) - op("Sign", {x}) * context.output(0);
    return std::vector<Expr>{context.outputGradient(0) * slope};
}
/// I1' = I0 - I1 / x, which is 1/2 at 0.
Result<std::vector<Expr>> i1eGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    const Expr others =
        op("BesselI0e", {x}) - context.output(0) * (op("Sign", {x}) + op("Reciprocal", {x}));
    const Expr slope =
        op("SelectV2", {op("Equal", {x, constantLike(x, 0)}), constantLike(x, 0.5), others});
    return std::vector<Expr>{context.outputGradient(0) * slope};
}

WEFT_OP("BesselI0e")
    .summary("Modified Bessel function of order 0 times exp(-|x|), elementwise.")
    .apply(besselOp<besselI0e>)
    .gradient(i0eGradient);

WEFT_OP("BesselI1e")
    .summary("Modified Bessel function of order 1 times exp(-|x|), elementwise.")
    .apply(besselOp<besselI1e>)
    .gradient(i1eGradient);

}  // namespace
}  // namespace weft
