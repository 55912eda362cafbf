// SPDX-License-Identifier: Apache-2.0
/// @file
/// Sum and Mean: the sum, or average, of a tensor over some axes.
///
/// Shapes   output has the input's axes without the reduced ones, which keep_dims keeps as 1.
/// Types    integers, float, double, complex64, complex128; half and bfloat16 accumulate in float.
/// Errors   InvalidArgument for an axis out of range or given twice.
/// Numerics Floating sums are taken in blocks whose results are added in a fixed order, so that
///          they are accurate and repeat bit for bit. Integers wrap around; their mean is that
///          of the sum in 64 bits, rounded towards zero. The mean of nothing is NaN (0 for integers).
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include "engine/ops/reduce/reduction.h"

namespace weft {
namespace {

template <class T>
struct RealPart {
    using Type = T;
};
template <class R>
struct RealPart<std::complex<R>> {
    using Type = R;
};
/// A complex number is divided by a real one.
template <class T>
using RealOf = typename RealPart<T>::Type;

template <class T>
Status meanCpu(KernelContext& context) {
    WEFT_TRY((reduceCpu<simd::Reduce::Sum, T>(context)));
    const std::span<T> sums = context.outputValues<T>(0);
    if (sums.empty()) { return okStatus(); }
    const std::int64_t count = context.input(0).elements() / std::ssize(sums);
    if constexpr (std::is_integral_v<T>) {
        if (count == 0) { return okStatus(); }
    }
    if constexpr (std::is_same_v<T, float>) {
        // TensorFlow keeps the sum of half numbers in half: it overflows before it is divided.
        if (context.attrs().getOr<DType>("T", DType::Float) == DType::Half) {
            for (float& sum : sums) { sum = static_cast<float>(Half(sum)); }
        }
    }
    const auto divisor = static_cast<RealOf<T>>(count);
    for (T& sum : sums) { sum /= divisor; }
    return okStatus();
}

/// Integers that are narrower than 64 bits are added up in 64.
template <class T>
Status narrowMeanCpu(KernelContext& context) {
    using Wide = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
    const Tensor& x = context.input(0);
    Tensor wide = WEFT_TRY(context.allocate(kDTypeOf<Wide>, x.shape()));
    Tensor sums = WEFT_TRY(context.allocate(kDTypeOf<Wide>, context.output(0).shape()));
    std::ranges::copy(x.values<T>(), wide.mutableValues<Wide>().begin());
    const auto reduced = WEFT_TRY(reducedAxes(context));
    reduceAxes<Wide>(simd::Reduce::Sum, wide.values<Wide>().data(), x.shape(), reduced,
                     sums.mutableValues<Wide>().data());
    const std::span<T> means = context.outputValues<T>(0);
    if (means.empty()) { return okStatus(); }
    const Wide count = std::max<Wide>(static_cast<Wide>(x.elements() / std::ssize(means)), 1);
    std::ranges::transform(sums.values<Wide>(), means.begin(),
                           [count](Wide sum) { return static_cast<T>(sum / count); });
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
    .cpuKernel<std::int32_t>(narrowMeanCpu<std::int32_t>)
    .cpuKernel<std::int64_t>(meanCpu<std::int64_t>, "simd")
    .cpuKernel<std::uint8_t>(narrowMeanCpu<std::uint8_t>)
    .cpuKernel<std::int8_t>(narrowMeanCpu<std::int8_t>)
    .cpuKernel<std::int16_t>(narrowMeanCpu<std::int16_t>)
    .cpuKernel<std::uint16_t>(narrowMeanCpu<std::uint16_t>)
    .cpuKernel<std::uint32_t>(narrowMeanCpu<std::uint32_t>)
    .cpuKernel<std::uint64_t>(meanCpu<std::uint64_t>)
    .cpuKernel<std::complex<float>>(meanCpu<std::complex<float>>)
    .cpuKernel<std::complex<double>>(meanCpu<std::complex<double>>)
    .cpuKernel<Half>(viaFloat<meanCpu<float>>)
    .cpuKernel<BFloat16>(viaFloat<meanCpu<float>>);

}  // namespace
}  // namespace weft
