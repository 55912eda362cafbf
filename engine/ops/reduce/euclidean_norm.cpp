// SPDX-License-Identifier: Apache-2.0
/// @file
/// EuclideanNorm: the square root of the sum of squared absolute values over some axes.
///
/// Shapes   output has the input's axes without the reduced ones, which keep_dims keeps as 1.
/// Types    integers, float, double, complex64, complex128; half and bfloat16
///          in float.
/// Errors   InvalidArgument for an axis out of range or given twice.
/// Numerics Sums as Sum's. Integer sums of squares wrap around, and their roots are rounded down.
/// Source   Op contract of TensorFlow "EuclideanNorm" (ops.pbtxt).

#include <cmath>

#include "engine/kernel/simd/functors.h"
#include "engine/ops/reduce/reduction.h"

namespace weft {
namespace {

template <class T>
T squared(const T& x) {
    if constexpr (std::is_arithmetic_v<T>) {
        return simd::wrapMul(x, x);
    } else {
        return std::norm(x);
    }
}
template <class T>
T root(const T& x) {
    if constexpr (std::is_integral_v<T>) {
        return static_cast<T>(std::sqrt(static_cast<double>(x)));
    } else if constexpr (std::is_floating_point_v<T>) {
        return std::sqrt(x);
    } else {
        return std::sqrt(x.real());
    }
}

template <class T>
Status normCpu(KernelContext& context) {
    const Tensor& x = context.input(0);
    Tensor squares = WEFT_TRY(context.allocate(kDTypeOf<T>, x.shape()));
    std::ranges::transform(x.values<T>(), squares.mutableValues<T>().begin(), squared<T>);
    const auto reduced = WEFT_TRY(reducedAxes(context));
    const std::span<T> out = context.outputValues<T>(0);
    reduceAxes<T>(simd::Reduce::Sum, squares.values<T>().data(), x.shape(), reduced, out.data());
    for (T& sum : out) { sum = root(sum); }
    return okStatus();
}

template <class T>
Status realNormCpu(KernelContext& context) {
    WEFT_TRY((reduceCpu<simd::Reduce::SumOfSquares, T>(context)));
    for (T& sum : context.outputValues<T>(0)) { sum = std::sqrt(sum); }
    return okStatus();
}

/// d|x| / dx = x / |x|, written x / (|x| / dy) as TensorFlow has it.
Result<std::vector<Expr>> normGradient(const GradientContext& context) {
    const Expr norm = withKeptAxes(context, context.output(0));
    const Expr dy = withKeptAxes(context, context.outputGradient(0));
    return std::vector<Expr>{context.input(0) / (norm / dy), Expr()};
}

template <class... T>
void kernels(OpBuilder& op) {
    (op.cpuKernel<T>(normCpu<T>), ...);
}

WEFT_OP("EuclideanNorm")
    .summary("The length of a tensor over some of its axes.")
    .attr("keep_dims: bool = false")
    .attr(kSummableTypes)
    .apply([](OpBuilder& op) { reductionSignature(op, "T"); })
    .gradient(normGradient)
    .cpuKernel<float>(realNormCpu<float>, "simd")
    .cpuKernel<double>(realNormCpu<double>, "simd")
    .cpuKernel<Half>(viaFloat<realNormCpu<float>>)
    .cpuKernel<BFloat16>(viaFloat<realNormCpu<float>>)
    .apply(
        kernels<std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t, std::uint16_t,
                std::uint32_t, std::uint64_t, std::complex<float>, std::complex<double>>);

}  // namespace
}  // namespace weft
