// SPDX-License-Identifier: Apache-2.0
/// @file
/// Pow: z = x to the power of y, elementwise.
///
/// Shapes   x and y broadcast as in numpy; z has the broadcast shape.
/// Types    half, bfloat16 (through float), float, double, complex64, complex128, int8 to int64.
/// Errors   InvalidArgument when the shapes do not broadcast, or an integer exponent is negative.
/// Numerics As the C library's pow; integers wrap around, and 0^0 is 1.
/// Source   Op contract of TensorFlow "Pow" (ops.pbtxt).

#include <algorithm>
#include <cmath>

#include "engine/ops/math/elementwise.h"

namespace weft {
namespace {

struct PowFn {
    template <class T>
    T operator()(T base, T exponent) const {
        if constexpr (!std::is_integral_v<T>) {
            return std::pow(base, exponent);
        } else {
            T result{1};
            for (; exponent != 0; exponent = static_cast<T>(exponent >> 1)) {
                if ((exponent & 1) != 0) { result = simd::wrapMul(result, base); }
                base = simd::wrapMul(base, base);
            }
            return result;
        }
    }
};

template <class T>
Status integerPowCpu(KernelContext& context) {
    const std::span<const T> exponents = context.inputValues<T>(1);
    const auto negative =
        std::find_if(exponents.begin(), exponents.end(), [](T e) { return e < 0; });
    if (negative != exponents.end()) {
        return invalidArgument(
            concat("Integers to negative integer powers are not allowed: got exponent ",
                   static_cast<std::int64_t>(*negative), ", want >= 0"));
    }
    return binaryFunctorCpu<PowFn, T>(context);
}

/// d/dx x^y = y x^(y-1); d/dy x^y = x^y log x, taken as 0 where x <= 0 has no real logarithm (a
/// complex x has one unless it is 0).
Result<std::vector<Expr>> powGradient(const GradientContext& context) {
    const Expr dz = context.outputGradient(0);
    const Expr x = conj(context.input(0));
    const Expr y = conj(context.input(1));
    const Expr byX = dz * y * op("Pow", {x, y - constantLike(y, 1)});
    const Expr positive =
        op(isComplex(x.dtype()) ? "NotEqual" : "Greater", {x, constantLike(x, 0)});
    const Expr safe = op("Select", {positive, x, onesLike(x)});
    const Expr logX = op("Select", {positive, op("Log", {safe}), zerosLike(x)});
    return broadcastGradients(context, byX, dz * conj(context.output(0)) * logX);
}

WEFT_OP("Pow")
    .summary("x to the power of y, elementwise.")
    .attr("T: {bfloat16, float, half, double, int8, int16, int32, int64, complex64, complex128}")
    .apply(binarySignature)
    .gradient(powGradient)
    .apply(floatingKernels<binaryFunctorCpu<PowFn, float>, binaryFunctorCpu<PowFn, double>>)
    .apply(complexBinaryKernels<PowFn>)
    .cpuKernel<std::int8_t>(integerPowCpu<std::int8_t>)
    .cpuKernel<std::int16_t>(integerPowCpu<std::int16_t>)
    .cpuKernel<std::int32_t>(integerPowCpu<std::int32_t>)
    .cpuKernel<std::int64_t>(integerPowCpu<std::int64_t>);

}  // namespace
}  // namespace weft
