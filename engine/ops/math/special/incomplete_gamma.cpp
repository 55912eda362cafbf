// SPDX-License-Identifier: Apache-2.0
/// @file
/// Igamma, Igammac, IgammaGradA, elementwise: the lower regularised incomplete gamma function
/// P(a, x) = 1/gamma(a) times the integral of t^(a-1) e^-t from 0 to x, its complement Q = 1 - P, and
/// dP/da.
///
/// Shapes   a and x broadcast as in numpy; z has the broadcast shape.
/// Types    float (computed in double), double.
/// Errors   InvalidArgument when the shapes do not broadcast.
/// Numerics NaN for a <= 0 or x < 0. P by its power series up to max(1, a), Q by its continued
///          fraction above; the derivative term by term.
/// Source   S. Moshier, Cephes, igam.c; op contracts of TensorFlow (ops.pbtxt).

#include <cmath>
#include <limits>

#include "engine/ops/math/elementwise.h"
#include "engine/ops/math/special/zeta.h"

namespace weft {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kEpsilon = std::numeric_limits<double>::epsilon() / 2;
constexpr int kMostSteps = 2000;

/// A function and its derivative by a.
struct WithSlope {
    double value = 0;
    double byA = 0;
};

/// P(a, x) = x^a e^-x / gamma(a + 1) (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...).
WithSlope lowerSeries(double a, double x) {
    const double factor = std::exp(a * std::log(x) - x - logGamma(a + 1));
    const double factorSlope = std::log(x) - digamma(a + 1);
    WithSlope term{1, 0};
    WithSlope sum{1, 0};
    double r = a;
    for (int i = 0; i < kMostSteps; ++i) {
        r += 1;
        term.byA = (term.byA - term.value / r) * (x / r);
        term.value *= x / r;
        sum.value += term.value;
        sum.byA += term.byA;
        if (term.value <= kEpsilon * sum.value &&
            std::abs(term.byA) <= kEpsilon * std::abs(sum.byA)) {
            break;
        }
    }
    return {factor * sum.value, factor * (sum.byA + sum.value * factorSlope)};
}

/// One row of the recurrence that numerators and denominators of the convergents obey.
struct Convergents {
    WithSlope before;
    WithSlope now;
    void step(double y, double c, double z) {
        const double yc = y * c;
        const WithSlope next{now.value * z - before.value * yc,
                             now.byA * z - now.value - before.byA * yc + before.value * c};
        before = now;
        now = next;
    }
    void scale(double by) {
        for (WithSlope* item : {&before, &now}) {
            item->value *= by;
            item->byA *= by;
        }
    }
};

/// Q(a, x) by the continued fraction of Legendre.
WithSlope upperFraction(double a, double x) {
    constexpr double kBig = 4.503599627370496e15;  // 2^52: beyond it both rows are scaled down
    double y = 1 - a;
    double z = x + y + 1;
    double c = 0;
    Convergents p{{1, 0}, {x + 1, 0}};
    Convergents q{{x, 0}, {z * x, -x}};
    const auto quotient = [&] {
        const double value = p.now.value / q.now.value;
        return WithSlope{value, (p.now.byA - value * q.now.byA) / q.now.value};
    };
    WithSlope answer = quotient();
    for (int i = 0; i < kMostSteps; ++i) {
        c += 1;
        y += 1;
        z += 2;
        p.step(y, c, z);
        q.step(y, c, z);
        if (q.now.value != 0) {
            const WithSlope last = answer;
            answer = quotient();
            if (std::abs(last.value - answer.value) <= kEpsilon * std::abs(answer.value) &&
                std::abs(last.byA - answer.byA) <= kEpsilon) {
                break;
            }
        }
        if (std::abs(p.now.value) > kBig) {
            p.scale(1 / kBig);
            q.scale(1 / kBig);
        }
    }
    const double factor = std::exp(a * std::log(x) - x - logGamma(a));
    const double factorSlope = std::log(x) - digamma(a);
    return {factor * answer.value, factor * (answer.byA + answer.value * factorSlope)};
}

bool isOutside(double a, double x) { return !(x >= 0 && a > 0); }

double igamma(double a, double x) {
    if (x == 0 && !std::isnan(a)) { return 0; }
    if (isOutside(a, x)) { return kNan; }
    if (std::isinf(a)) { return 0; }
    if (std::isinf(x)) { return 1; }
    return x > 1 && x > a ? 1 - upperFraction(a, x).value : lowerSeries(a, x).value;
}
double igammac(double a, double x) {
    if (isOutside(a, x)) { return kNan; }
    if (std::isinf(x)) { return 0; }
    if (std::isinf(a)) { return 1; }
    if (x == 0) { return 1; }
    return x < 1 || x < a ? 1 - lowerSeries(a, x).value : upperFraction(a, x).value;
}
double igammaSlope(double a, double x) {
    if (x == 0 && !std::isnan(a)) { return 0; }
    if (isOutside(a, x)) { return kNan; }
    if (std::isinf(a) || std::isinf(x)) { return 0; }
    return x > 1 && x > a ? -upperFraction(a, x).byA : lowerSeries(a, x).byA;
}

template <double (*kFunction)(double, double)>
struct InDouble {
    template <class T>
    T operator()(T a, T x) const {
        return static_cast<T>(kFunction(double{a}, double{x}));
    }
};

/// dP/dx = x^(a-1) e^-x / gamma(a), by logarithms because its factors may be huge.
std::vector<Expr> slopes(const GradientContext& context) {
    const Expr a = context.input(0);
    const Expr x = context.input(1);
    const Expr dz = context.outputGradient(0);
    const Expr byX =
        op("Exp", {-x + (a - constantLike(a, 1)) * op("Log", {x}) - op("Lgamma", {a})});
    return broadcastGradients(context, op("IgammaGradA", {a, x}) * dz, byX * dz);
}
Result<std::vector<Expr>> igammaGradient(const GradientContext& context) { return slopes(context); }
Result<std::vector<Expr>> igammacGradient(const GradientContext& context) {
    const std::vector<Expr> by = slopes(context);
    return std::vector<Expr>{-by[0], -by[1]};
}

template <double (*kFunction)(double, double)>
void incompleteGamma(OpBuilder& op) {
    op.category("math")
        .input("a: T", "order, > 0")
        .input("x: T", "end of the integral, >= 0; both shapes broadcast as in numpy")
        .output("z: T", "the function's values, in the broadcast shape")
        .shape(broadcastShape)
        .inPlace(0);
    binaryFunctorKernels<InDouble<kFunction>, float, double>(op);
}

WEFT_OP("Igamma")
    .summary("Lower regularised incomplete gamma function, elementwise.")
    .attr(kRealFloating)
    .apply(incompleteGamma<igamma>)
    .gradient(igammaGradient);

WEFT_OP("Igammac")
    .summary("Upper regularised incomplete gamma function, elementwise.")
    .attr(kRealFloating)
    .apply(incompleteGamma<igammac>)
    .gradient(igammacGradient);

WEFT_OP("IgammaGradA")
    .summary("Derivative of Igamma by its order, elementwise.")
    .attr("T: {float, double}")
    .apply(incompleteGamma<igammaSlope>)
    .noGradient("TensorFlow defines none");

}  // namespace
}  // namespace weft
