// SPDX-License-Identifier: Apache-2.0
/// @file
/// Softplus: log(1 + e^x). Softsign: x / (1 + |x|). And their gradients: SoftplusGrad:
/// dy / (1 + e^-x); SoftsignGrad: dy / (1 + |x|)^2.
///
/// Shapes   Any; the output has the input's; gradients and features have one shape.
/// Types    half, bfloat16 (through float), float, double.
/// Errors   InvalidArgument when gradients and features differ in shape.
/// Numerics Softplus is max(x, 0) + log1p(e^-|x|): no finite input overflows; NaN stays NaN.
/// Source   Op contracts of TensorFlow "Softplus", "Softsign" (ops.pbtxt).

#include <cmath>

#include "engine/kernel/simd/unary.h"
#include "engine/kernel/via_float.h"
#include "engine/ops/nn/elementwise.h"

namespace weft {
namespace {

using nn::mapTwo;
using nn::Wide;

constexpr double kExpNs = 10;
constexpr double kFormulaNs = 1.5;

template <simd::Transcendental kOp, class T>
Status activation(KernelContext& context) {
    const T* x = context.inputValues<T>(0).data();
    T* out = context.outputValues<T>(0).data();
    parallelFor(context.output(0).elements(), kFormulaNs,
                [&](std::int64_t begin, std::int64_t end) {
                    simd::transcendental(kOp, x + begin, out + begin, end - begin);
                });
    return okStatus();
}
template <simd::Transcendental kOp>
void activationKernels(OpBuilder& op) {
    op.cpuKernel<float>(activation<kOp, float>, "simd");
    op.cpuKernel<double>(activation<kOp, double>, "simd");
    op.cpuKernel<Half>(viaFloat<activation<kOp, float>>);
    op.cpuKernel<BFloat16>(viaFloat<activation<kOp, float>>);
}
template <class T>
Status softplusGrad(KernelContext& context) {
    return mapTwo<T>(context, kExpNs,
                     [](Wide<T> dy, Wide<T> x) { return dy / (std::exp(-x) + 1); });
}
template <class T>
Status softsignGrad(KernelContext& context) {
    return mapTwo<T>(context, 1, [](Wide<T> dy, Wide<T> x) {
        const Wide<T> size = 1 + std::abs(x);
        return dy / (size * size);
    });
}

/// As notes on the recorded cases say: the gradient is dy * sigmoid(x).
Result<std::vector<Expr>> softplusGradient(const GradientContext& context) {
    return std::vector<Expr>{context.outputGradient(0) * op("Sigmoid", {context.input(0)})};
}
/// d/dx 1 / (1 + e^-x) = 1 / (e^-x + 2 + e^x).
Result<std::vector<Expr>> softplusGradGradient(const GradientContext& context) {
    const Expr ddx = context.outputGradient(0);
    const Expr dy = context.input(0);
    const Expr x = context.input(1);
    const Expr slope = op("Exp", {-x}) + constantLike(x, 2) + op("Exp", {x});
    return std::vector<Expr>{op("SoftplusGrad", {ddx, x}), ddx * dy / slope};
}
Result<std::vector<Expr>> softsignGradient(const GradientContext& context) {
    return std::vector<Expr>{op("SoftsignGrad", {context.outputGradient(0), context.input(0)})};
}

WEFT_OP("Softplus")
    .summary("A smooth Relu: log(1 + exp(x)).")
    .category("nn")
    .attr("T: {half, bfloat16, float, double}")
    .input("features: T", "values of any shape")
    .output("activations: T", "log(1 + exp(features))")
    .shape(sameShape)
    .gradient(softplusGradient)
    .inPlace(0)
    .apply(activationKernels<simd::Transcendental::Softplus>);

WEFT_OP("SoftplusGrad")
    .summary("Gradient of Softplus.")
    .category("nn")
    .attr("T: {half, bfloat16, float, double}")
    .input("gradients: T", "gradients by the activations")
    .input("features: T", "inputs of Softplus, same shape")
    .output("backprops: T", "gradients / (1 + exp(-features))")
    .shape(mergedShape)
    .gradient(softplusGradGradient)
    .inPlace(0)
    .cpuKernel<float>(softplusGrad<float>)
    .cpuKernel<double>(softplusGrad<double>)
    .cpuKernel<Half>(softplusGrad<Half>)
    .cpuKernel<BFloat16>(softplusGrad<BFloat16>);

WEFT_OP("Softsign")
    .summary("Squashes values into (-1, 1): x / (1 + |x|).")
    .category("nn")
    .attr("T: {half, bfloat16, float, double}")
    .input("features: T", "values of any shape")
    .output("activations: T", "features / (1 + |features|)")
    .shape(sameShape)
    .gradient(softsignGradient)
    .inPlace(0)
    .apply(activationKernels<simd::Transcendental::Softsign>);

WEFT_OP("SoftsignGrad")
    .summary("Gradient of Softsign.")
    .category("nn")
    .attr("T: {half, bfloat16, float, double}")
    .input("gradients: T", "gradients by the activations")
    .input("features: T", "inputs of Softsign, same shape")
    .output("backprops: T", "gradients / (1 + |features|)^2")
    .shape(mergedShape)
    .noGradient("TensorFlow defines no second derivative of Softsign")
    .inPlace(0)
    .cpuKernel<float>(softsignGrad<float>)
    .cpuKernel<double>(softsignGrad<double>)
    .cpuKernel<Half>(softsignGrad<Half>)
    .cpuKernel<BFloat16>(softsignGrad<BFloat16>);

}  // namespace
}  // namespace weft
