// SPDX-License-Identifier: Apache-2.0
/// @file
/// Floor, Ceil, Rint, Round and the tests IsNan, IsInf, IsFinite, elementwise.
///
/// Shapes   y has the shape of x.
/// Types    floating types; Round also int32 and int64, which it leaves alone.
/// Errors   none of their own.
/// Numerics Rint and Round send ties to the even neighbour.
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include <algorithm>
#include <cmath>

#include "engine/ops/math/elementwise.h"

namespace weft {
namespace {

template <simd::Unary kOp>
void roundingKernels(OpBuilder& op) {
    unaryKernels<kOp>(op);
}

struct IdentityFn {
    template <class T>
    T operator()(T x) const {
        return x;
    }
};

struct IsNanFn {
    template <class T>
    bool operator()(T x) const {
        return std::isnan(x);
    }
};
struct IsInfFn {
    template <class T>
    bool operator()(T x) const {
        return std::isinf(x);
    }
};
struct IsFiniteFn {
    template <class T>
    bool operator()(T x) const {
        return std::isfinite(x);
    }
};

template <class Fn, class T>
Status testCpu(KernelContext& context) {
    const T* x = context.inputValues<T>(0).data();
    bool* y = context.outputValues<bool>(0).data();
    parallelFor(context.output(0).elements(), kArithmeticCost,
                [&](std::int64_t begin, std::int64_t end) {
                    std::transform(x + begin, x + end, y + begin, Fn());
                });
    return okStatus();
}
template <class Fn>
void testOp(OpBuilder& op) {
    op.category("math")
        .attr(kRealFloating)
        .input("x: T", "values of any shape")
        .output("y: bool", "the answer for each element, in the shape of x")
        .shape(sameShape)
        .noGradient("the output is no number");
    floatingKernels<testCpu<Fn, float>, testCpu<Fn, double>>(op);
}

WEFT_OP("Floor")
    .summary("The largest whole number not above x, elementwise.")
    .attr(kRealFloating)
    .apply(unarySignature)
    .gradient(unconnectedGradients)
    .apply(roundingKernels<simd::Unary::Floor>);

WEFT_OP("Ceil")
    .summary("The smallest whole number not below x, elementwise.")
    .attr(kRealFloating)
    .apply(unarySignature)
    .gradient(unconnectedGradients)
    .apply(roundingKernels<simd::Unary::Ceil>);

WEFT_OP("Rint")
    .summary("The whole number nearest to x, elementwise; ties go to the even one.")
    .attr(kRealFloating)
    .apply(unarySignature)
    .gradient(unconnectedGradients)
    .cpuKernel<float>(unaryCpu<simd::Unary::Rint, float>, "simd")
    .cpuKernel<double>(unaryCpu<simd::Unary::Rint, double>, "simd");

WEFT_OP("Round")
    .summary("The whole number nearest to x, elementwise; ties go to the even one.")
    .attr("T: {bfloat16, half, float, double, int8, int16, int32, int64, complex64, complex128}")
    .apply(unarySignature)
    .gradient(unconnectedGradients)
    .apply(roundingKernels<simd::Unary::Rint>)
    .cpuKernel<std::int32_t>(unaryFunctorCpu<IdentityFn, std::int32_t>)
    .cpuKernel<std::int64_t>(unaryFunctorCpu<IdentityFn, std::int64_t>);

WEFT_OP("IsNan").summary("True where x is not a number, elementwise.").apply(testOp<IsNanFn>);
WEFT_OP("IsInf").summary("True where x is an infinity, elementwise.").apply(testOp<IsInfFn>);
WEFT_OP("IsFinite")
    .summary("True where x is neither infinite nor NaN, elementwise.")
    .apply(testOp<IsFiniteFn>);

}  // namespace
}  // namespace weft
