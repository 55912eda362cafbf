// SPDX-License-Identifier: Apache-2.0
/// @file
/// L2Loss: half the sum of squares, output = sum(t^2) / 2.
///
/// Shapes   t of any shape; output is a scalar.
/// Types    float, double; half and bfloat16 accumulate in float.
/// Errors   none of its own.
/// Numerics Summed in blocks as Sum.
/// Source   Op contract of TensorFlow "L2Loss" (ops.pbtxt).

#include "engine/ops/reduce/reduction.h"

namespace weft {
namespace {

template <class T>
Status l2LossCpu(KernelContext& context) {
    const Shape line{context.input(0).elements()};
    const bool reduced = true;
    T* out = context.outputValues<T>(0).data();
    reduceAxes<T>(simd::Reduce::SumOfSquares, context.inputValues<T>(0).data(), line,
                  std::span<const bool>(&reduced, 1), out);
    *out /= 2;
    return okStatus();
}

Result<std::vector<Expr>> l2LossGradient(const GradientContext& context) {
    return std::vector<Expr>{context.input(0) * context.outputGradient(0)};
}

WEFT_OP("L2Loss")
    .summary("Half the sum of the squares of all elements.")
    .category("nn")
    .attr("T: {half, bfloat16, float, double}")
    .input("t: T", "values of any shape")
    .output("output: T", "scalar")
    .shape(scalarShape)
    .gradient(l2LossGradient)
    .cpuKernel<float>(l2LossCpu<float>, "simd")
    .cpuKernel<double>(l2LossCpu<double>, "simd")
    .cpuKernel<Half>(viaFloat<l2LossCpu<float>>)
    .cpuKernel<BFloat16>(viaFloat<l2LossCpu<float>>);

}  // namespace
}  // namespace weft
