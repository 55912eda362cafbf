// SPDX-License-Identifier: Apache-2.0
/// @file
/// Sum and Mean: the sum, or average, of a tensor over some axes.
///
/// Shapes   output has the input's axes without the reduced ones, which keep_dims keeps as 1.
/// Types    integers, float, double, complex64, complex128; half and bfloat16 accumulate in float.
/// Errors   InvalidArgument for an axis out of range or given twice.
/// Numerics Floating sums are taken in blocks whose results are added in a fixed order, so that
///          they are accurate and repeat bit for bit. Integers wrap around; their mean is the
///          wrapped sum divided, rounded towards zero. The mean of nothing is NaN (0 for integers).
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include "engine/ops/reduce/reduction.h"

namespace weft {
namespace {

template <class T>
Status meanCpu(KernelContext& context) {
    WEFT_TRY((reduceCpu<simd::Reduce::Sum, T>(context)));
    const std::span<T> sums = context.outputValues<T>(0);
    if (sums.empty()) { return okStatus(); }
    const std::int64_t count = context.input(0).elements() / std::ssize(sums);
    if constexpr (std::is_integral_v<T>) {
        if (count == 0) { return okStatus(); }
        // The count may not fit into T.
        using Wide = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
        for (T& sum : sums) {
            sum = static_cast<T>(static_cast<Wide>(sum) / static_cast<Wide>(count));
        }
    } else {
        // A complex number is divided by a real one.
        const auto divisor = static_cast<decltype(std::abs(T{}))>(count);
        for (T& sum : sums) { sum /= divisor; }
    }
    return okStatus();
}

Result<std::vector<Expr>> sumGradient(const GradientContext& context) {
    return std::vector<Expr>{spreadGradient(context, context.outputGradient(0)), Expr()};
}

/// The sum's gradient divided by how many elements each average was taken of.
Result<std::vector<Expr>> meanGradient(const GradientContext& context) {
    const Expr spread = spreadGradient(context, context.outputGradient(0));
    const Expr x = context.input(0);
    const auto inputs = x.shape().elements();
    const auto outputs = context.output(0).shape().elements();
    if (inputs && outputs) {
        const std::int64_t count = *inputs / std::max<std::int64_t>(*outputs, 1);
        return std::vector<Expr>{spread / constantLike(spread, static_cast<double>(count)), Expr()};
    }
    const Expr zero = intVector(x, {0});
    const Expr inputSize = op("Prod", {shapeOf(x), zero});
    const Expr outputSize = op("Prod", {shapeOf(context.output(0)), zero});
    const Expr count = op("FloorDiv", {inputSize, op("Maximum", {outputSize, intConstant(x, 1)})});
    return std::vector<Expr>{spread / cast(count, spread.dtype()), Expr()};
}

void summing(OpBuilder& op) {
    op.attr("keep_dims: bool = false").attr(kSummableTypes);
    reductionSignature(op, "T");
}

WEFT_OP("Sum")
    .summary("Adds up a tensor over some of its axes.")
    .apply(summing)
    .gradient(sumGradient)
    .apply(reductionKernels<simd::Reduce::Sum>)
    .apply(complexReductionKernels<simd::Reduce::Sum>);

WEFT_OP("Mean")
    .summary("Averages a tensor over some of its axes.")
    .apply(summing)
    .gradient(meanGradient)
    .cpuKernel<float>(meanCpu<float>, "simd")
    .cpuKernel<double>(meanCpu<double>, "simd")
    .cpuKernel<std::int32_t>(meanCpu<std::int32_t>, "simd")
    .cpuKernel<std::int64_t>(meanCpu<std::int64_t>, "simd")
    .cpuKernel<std::uint8_t>(meanCpu<std::uint8_t>, "simd")
    .cpuKernel<std::int8_t>(meanCpu<std::int8_t>)
    .cpuKernel<std::int16_t>(meanCpu<std::int16_t>)
    .cpuKernel<std::uint16_t>(meanCpu<std::uint16_t>)
    .cpuKernel<std::uint32_t>(meanCpu<std::uint32_t>)
    .cpuKernel<std::uint64_t>(meanCpu<std::uint64_t>)
    .cpuKernel<std::complex<float>>(meanCpu<std::complex<float>>)
    .cpuKernel<std::complex<double>>(meanCpu<std::complex<double>>)
    .cpuKernel<Half>(viaFloat<meanCpu<float>>)
    .cpuKernel<BFloat16>(viaFloat<meanCpu<float>>);

}  // namespace
}  // namespace weft
