// SPDX-License-Identifier: Apache-2.0
/// @file
/// Betainc, elementwise: the regularised incomplete beta function, the integral of
/// t^(a-1) (1-t)^(b-1) from 0 to x over the same integral from 0 to 1.
///
/// Shapes   a, b and x are scalars or have one shape, which is the result's.
/// Types    float (computed in double), double.
/// Errors   InvalidArgument when two operands that are no scalars differ in shape.
/// Numerics NaN for a or b <= 0 and for x outside [0, 1]. By the continued fraction on the side of
///          the mean where it converges, with the modified Lentz method.
/// Source   Numerical Recipes, section 6.4; op contract of TensorFlow "Betainc" (ops.pbtxt).

#include <cmath>
#include <limits>

#include "engine/kernel/op_builder.h"
#include "engine/kernel/parallel.h"
#include "engine/ops/math/special/zeta.h"

namespace weft {
namespace {

constexpr double kElementCost = 300;  // nanoseconds
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Result<PartialShape> betaincShape(const ShapeContext& context) {
    PartialShape merged;
    bool isScalar = true;
    for (int i = 0; i < 3; ++i) {
        const PartialShape& shape = context.input(i);
        // An operand of unknown rank may turn out to be a scalar.
        if (!shape.hasRank() || shape.rank() == 0) {
            isScalar = isScalar && shape.hasRank();
            continue;
        }
        isScalar = false;
        Result<PartialShape> both = merged.merge(shape);
        if (!both.ok()) {
            return invalidArgument(
                concat("Shapes of a, b and x are inconsistent: got ", shape, ", want ", merged));
        }
        merged = *std::move(both);
    }
    return isScalar ? PartialShape::scalar() : merged;
}

/// The continued fraction of the incomplete beta function.
double fraction(double a, double b, double x) {
    constexpr double kTiny = 1e-300;
    constexpr int kMostSteps = 10'000;
    const auto away = [](double value) { return std::abs(value) < kTiny ? kTiny : value; };
    double c = 1;
    double d = 1 / away(1 - (a + b) * x / (a + 1));
    double product = d;
    for (int m = 1; m <= kMostSteps; ++m) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / away(1 + even * d);
        c = away(1 + even / c);
        product *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / away(1 + odd * d);
        c = away(1 + odd / c);
        product *= d * c;
        if (std::abs(d * c - 1) < std::numeric_limits<double>::epsilon()) { break; }
    }
    return product;
}

double betainc(double a, double b, double x) {
    if (!(a > 0) || !(b > 0) || std::isinf(a) || std::isinf(b) || !(x >= 0 && x <= 1)) {
        return kNan;
    }
    if (x == 0 || x == 1) { return x; }
    const double logFront =
        logGamma(a + b) - logGamma(a) - logGamma(b) + a * std::log(x) + b * std::log1p(-x);
    const double front = std::exp(logFront);
    return x < (a + 1) / (a + b + 2) ? front * fraction(a, b, x) / a
                                     : 1 - front * fraction(b, a, 1 - x) / b;
}

template <class T>
Status betaincCpu(KernelContext& context) {
    std::array<const T*, 3> from{};
    std::array<std::int64_t, 3> step{};
    for (std::size_t k = 0; k < 3; ++k) {
        const Tensor& input = context.input(static_cast<int>(k));
        from[k] = input.values<T>().data();
        step[k] = input.rank() == 0 ? 0 : 1;
    }
    T* out = context.outputValues<T>(0).data();
    parallelFor(context.output(0).elements(), kElementCost,
                [&](std::int64_t begin, std::int64_t end) {
                    for (std::int64_t i = begin; i < end; ++i) {
                        out[i] = static_cast<T>(betainc(double{from[0][i * step[0]]},
                                                        double{from[1][i * step[1]]},
                                                        double{from[2][i * step[2]]}));
                    }
                });
    return okStatus();
}

/// x^(a-1) (1-x)^(b-1) / B(a, b), by logarithms; TensorFlow defines none by a and b.
Result<std::vector<Expr>> betaincGradient(const GradientContext& context) {
    const Expr a = context.input(0);
    const Expr b = context.input(1);
    const Expr x = context.input(2);
    const Expr one = constantLike(a, 1);
    const auto lgamma = [](const Expr& of) { return op("Lgamma", {of}); };
    const Expr logBeta = lgamma(a) + lgamma(b) - lgamma(a + b);
    const Expr slope =
        op("Exp", {op("Xlog1py", {b - one, -x}) + op("Xlogy", {a - one, x}) - logBeta});
    return std::vector<Expr>{Expr(), Expr(), sumToShapeOf(slope * context.outputGradient(0), x, a)};
}

WEFT_OP("Betainc")
    .summary("Regularised incomplete beta function, elementwise.")
    .category("math")
    .attr("T: {float, double}")
    .input("a: T", "first order, > 0")
    .input("b: T", "second order, > 0")
    .input("x: T", "end of the integral, in [0, 1]")
    .output("z: T", "values in [0, 1], in the shape of the operands that are no scalars")
    .shape(betaincShape)
    .gradient(betaincGradient)
    .cpuKernel<float>(betaincCpu<float>)
    .cpuKernel<double>(betaincCpu<double>);

}  // namespace
}  // namespace weft
