// SPDX-License-Identifier: Apache-2.0
/// @file
/// Max and Min of a tensor over some axes; All and Any of truth values.
///
/// Shapes   output has the input's axes without the reduced ones, which keep_dims keeps as 1.
/// Types    Max, Min: integers, float, double, half, bfloat16. All, Any: bool.
/// Errors   InvalidArgument for an axis out of range or given twice.
/// Numerics NaN if any element is. Of no elements: the infinity, or integer limit, that any
///          element would replace; All gives true, Any false.
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include "engine/ops/reduce/reduction.h"

namespace weft {
namespace {

/// Shared evenly among the elements that equal the extreme.
Result<std::vector<Expr>> extremeGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    const Expr dy = withKeptAxes(context, context.outputGradient(0));
    const Expr y = withKeptAxes(context, context.output(0));
    const Expr chosen = cast(op("Equal", {y, x}), dy.dtype());
    const Expr count = reduceSum(chosen, context.input(1), KeepDims::Yes);
    return std::vector<Expr>{chosen / count * dy, Expr()};
}

/// Truth values are bytes 0 and 1: any is the largest, all the smallest.
template <simd::Reduce kOp>
Status truthCpu(KernelContext& context) {
    const auto reduced = WEFT_TRY(reducedAxes(context));
    auto* out = reinterpret_cast<std::uint8_t*>(context.output(0).mutableData());
    reduceAxes<std::uint8_t>(kOp, reinterpret_cast<const std::uint8_t*>(context.input(0).data()),
                             context.input(0).shape(), reduced, out);
    // The neutral byte of Min is 255.
    for (std::int64_t i = 0; i < context.output(0).elements(); ++i) {
        out[i] = static_cast<std::uint8_t>(out[i] != 0);
    }
    return okStatus();
}

void extremeSignature(OpBuilder& op) {
    op.attr("keep_dims: bool = false").attr(kOrderedTypes);
    reductionSignature(op, "T");
}
void truthSignature(OpBuilder& op) {
    op.attr("keep_dims: bool = false");
    reductionSignature(op, "bool");
    op.noGradient("truth values have no gradient");
}

WEFT_OP("Max")
    .summary("The largest element over some axes.")
    .apply(extremeSignature)
    .gradient(extremeGradient)
    .apply(reductionKernels<simd::Reduce::Max>);

WEFT_OP("Min")
    .summary("The smallest element over some axes.")
    .apply(extremeSignature)
    .gradient(extremeGradient)
    .apply(reductionKernels<simd::Reduce::Min>);

WEFT_OP("All")
    .summary("True where all elements over some axes are.")
    .apply(truthSignature)
    .cpuKernel(truthCpu<simd::Reduce::Min>, "simd");

WEFT_OP("Any")
    .summary("True where some element over some axes is.")
    .apply(truthSignature)
    .cpuKernel(truthCpu<simd::Reduce::Max>, "simd");

}  // namespace
}  // namespace weft
