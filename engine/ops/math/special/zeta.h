// SPDX-License-Identifier: Apache-2.0
#pragma once

/// @file
/// Functions of one real number that the gamma family is made of. Kernels of float compute in
/// double and round once. Not an op.

namespace weft {

/// log |gamma(x)|; infinite at 0 and at negative integers. Unlike the C library's lgamma it is safe
/// in threads.
double logGamma(double x);
/// gamma'(x) / gamma(x); NaN at 0 and at negative integers.
/// Source: S. Moshier, Cephes, psi.c.
double digamma(double x);
/// Sum of (q + k)^-x over k = 0, 1, ...; infinite at x = 1 and NaN below. For q <= 0 it is defined at
/// whole x only: poles give infinity for even x, NaN for odd.
/// Source: S. Moshier, Cephes, zeta.c (Euler-Maclaurin summation).
double zeta(double x, double q);
/// Derivative n of digamma at x; NaN unless n is a whole number >= 0.
double polygamma(double n, double x);

}  // namespace weft
