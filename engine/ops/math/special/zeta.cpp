// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/math/special/zeta.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace weft {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kEpsilon = std::numeric_limits<double>::epsilon() / 2;

/// What 1 / x differs from in the asymptotic series of digamma, for x >= 10.
double digammaTail(double x) {
    constexpr double kTerms[] = {8.33333333333333333333E-2, -2.10927960927960927961E-2,
                                 7.57575757575757575758E-3, -4.16666666666666666667E-3,
                                 3.96825396825396825397E-3, -8.33333333333333333333E-3,
                                 8.33333333333333333333E-2};
    if (x >= 1e17) { return 0; }
    const double z = 1 / (x * x);
    double sum = 0;
    for (const double term : kTerms) { sum = sum * z + term; }
    return sum * z;
}

bool isWhole(double x) { return x == std::floor(x); }
bool isEven(double whole) { return std::fmod(whole, 2) == 0; }

/// The sum for q > -kFarNegative: its first terms one by one, the rest by Euler-Maclaurin.
double zetaBySummation(double x, double q) {
    // (2k)! / B_2k
    constexpr double kCoefficients[] = {12.0,
                                        -720.0,
                                        30240.0,
                                        -1209600.0,
                                        47900160.0,
                                        -1.8924375803183791606e9,
                                        7.47242496e10,
                                        -2.950130727918164224e12,
                                        1.1646782814350067249e14,
                                        -4.5979787224074726105e15,
                                        1.8152105401943546773e17,
                                        -7.1661652561756670113e18};
    double sum = std::pow(q, -x);
    double at = q;
    double term = 0;
    for (int i = 0; i < 9 || at <= 9; ++i) {
        at += 1;
        term = std::pow(at, -x);
        sum += term;
        if (std::abs(term / sum) < kEpsilon) { return sum; }
    }
    if (term == 0) { return sum; }
    sum += term * at / (x - 1) - 0.5 * term;
    double factor = 1;
    double k = 0;
    for (const double coefficient : kCoefficients) {
        factor *= x + k;
        term /= at;
        const double next = factor * term / coefficient;
        sum += next;
        if (std::abs(next / sum) < kEpsilon) { break; }
        factor *= x + k + 1;
        term /= at;
        k += 2;
    }
    return sum;
}

/// From here on the terms before the pole are too many to add one by one.
constexpr double kFarNegative = 1000;

}  // namespace

double logGamma(double x) {
    int sign = 0;
    return lgamma_r(x, &sign);
}

double digamma(double x) {
    double reflected = 0;
    const bool isNegative = x <= 0;
    if (isNegative) {
        if (isWhole(x)) { return kNan; }
        double rest = x - std::floor(x);
        if (rest != 0.5) {
            if (rest > 0.5) { rest -= 1; }
            reflected = std::numbers::pi / std::tan(std::numbers::pi * rest);
        }
        x = 1 - x;
    }
    double steps = 0;
    for (; x < 10; x += 1) { steps += 1 / x; }
    return std::log(x) - 0.5 / x - digammaTail(x) - steps - reflected;
}

double zeta(double x, double q) {
    if (std::isnan(x) || std::isnan(q)) { return kNan; }
    if (x == 1) { return kInfinity; }
    if (x < 1) { return kNan; }
    if (q > -kFarNegative) {
        if (q <= 0 && isWhole(q)) { return isWhole(x) && isEven(x) ? kInfinity : kNan; }
        if (q <= 0 && !isWhole(x)) { return kNan; }
        return zetaBySummation(x, q);
    }
    if (isWhole(q)) { return isWhole(x) && isEven(x) ? kInfinity : kNan; }
    if (!isWhole(x)) { return kNan; }
    // With q = -n + f: the n terms below the pole, mirrored, are a difference of two sums.
    const double n = -std::floor(q);
    const double f = q + n;
    const double below = zetaBySummation(x, 1 - f) - zetaBySummation(x, n + 1 - f);
    return zetaBySummation(x, f) + (isEven(x) ? below : -below);
}

double polygamma(double n, double x) {
    if (!isWhole(n) || n < 0) { return kNan; }
    if (n == 0) { return digamma(x); }
    const double sign = isEven(n) ? -1 : 1;
    return sign * std::exp(logGamma(n + 1)) * zeta(n + 1, x);
}

}  // namespace weft
