// SPDX-License-Identifier: Apache-2.0
/// @file
/// Ndtri, Erfinv, elementwise: where the normal distribution function, or the error function, has a
/// given value.
///
/// Shapes   y has the shape of x.
/// Types    float, double.
/// Errors   none of their own.
/// Numerics Infinite at the ends of the range of the function, NaN outside. Ndtri: in double, a
///          rational approximation (1e-9) and one step of Halley's method. Erfinv: within 4 ulp.
/// Source   P. Acklam, An algorithm for computing the inverse normal cumulative distribution
///          function; op contracts of TensorFlow (ops.pbtxt).

#include <cmath>
#include <limits>
#include <numbers>
#include <span>

#include "engine/ops/math/elementwise.h"

namespace weft {
namespace {

double polynomial(double x, std::span<const double> coefficients) {
    double sum = 0;
    for (const double c : coefficients) { sum = sum * x + c; }
    return sum;
}

/// For p in (0, 1/2].
double roughInverse(double p) {
    constexpr double kA[] = {-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                             1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
    constexpr double kB[] = {-5.447609879822406e+01, 1.615858368580409e+02,  -1.556989798598866e+02,
                             6.680131188771972e+01,  -1.328068155288572e+01, 1.0};
    constexpr double kC[] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                             -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
    constexpr double kD[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                             3.754408661907416e+00, 1.0};
    constexpr double kTail = 0.02425;
    if (p < kTail) {
        const double q = std::sqrt(-2 * std::log(p));
        return polynomial(q, kC) / polynomial(q, kD);
    }
    const double q = p - 0.5;
    return q * polynomial(q * q, kA) / polynomial(q * q, kB);
}

/// For p in (0, 1/2].
double lowerQuantile(double p) {
    const double x = roughInverse(p);
    const double density = std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
    if (density == 0) { return x; }
    const double step = (0.5 * std::erfc(-x / std::numbers::sqrt2) - p) / density;
    return x - step / (1 + x * step / 2);
}

double ndtri(double p) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (p == 0) { return -kInfinity; }
    if (p == 1) { return kInfinity; }
    if (!(p > 0 && p < 1)) { return std::numeric_limits<double>::quiet_NaN(); }
    return p <= 0.5 ? lowerQuantile(p) : -lowerQuantile(1 - p);
}

template <class T>
Status ndtriCpu(KernelContext& context) {
    mapVectors<T>(context, 4 * kLibraryCost, [](const T* x, T* y, std::int64_t n) {
        for (std::int64_t i = 0; i < n; ++i) { y[i] = static_cast<T>(ndtri(double{x[i]})); }
    });
    return okStatus();
}

/// One over the density at the result y: factor exp(y^2 scale).
Expr inverseDensity(const GradientContext& context, double factor, double scale) {
    const Expr y = context.output(0);
    return context.outputGradient(0) * constantLike(y, factor) *
           op("Exp", {op("Square", {y}) * constantLike(y, scale)});
}
Result<std::vector<Expr>> ndtriGradient(const GradientContext& context) {
    return std::vector<Expr>{inverseDensity(context, std::sqrt(2 * std::numbers::pi), 0.5)};
}
Result<std::vector<Expr>> erfinvGradient(const GradientContext& context) {
    return std::vector<Expr>{inverseDensity(context, std::sqrt(std::numbers::pi) / 2, 1)};
}

WEFT_OP("Ndtri")
    .summary("Quantiles of the normal distribution, elementwise.")
    .attr(kRealFloating)
    .apply(unarySignature)
    .gradient(ndtriGradient)
    .cpuKernel<float>(ndtriCpu<float>)
    .cpuKernel<double>(ndtriCpu<double>);

WEFT_OP("Erfinv")
    .summary("Inverse of the error function, elementwise.")
    .attr(kRealFloating)
    .apply(unarySignature)
    .gradient(erfinvGradient)
    .cpuKernel<float>(transcendentalCpu<simd::Transcendental::Erfinv, float>, "simd")
    .cpuKernel<double>(transcendentalCpu<simd::Transcendental::Erfinv, double>, "simd");

}  // namespace
}  // namespace weft
