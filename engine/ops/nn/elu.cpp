// SPDX-License-Identifier: Apache-2.0
/// @file
/// Elu: x where x > 0, else e^x - 1. Selu: scale (x where x > 0, else alpha (e^x - 1)). And their
/// gradients as functions of the outputs y: EluGrad: dy, or dy (y + 1) where y < 0; SeluGrad:
/// scale dy, or dy (y + scale alpha) where y < 0.
///
/// Shapes   Any; the output has the input's; gradients and outputs have one shape.
/// Types    half, bfloat16 (through float), float, double.
/// Errors   InvalidArgument when gradients and outputs differ in shape.
/// Numerics expm1 keeps small negative values exact; NaN stays NaN.
/// Source   Op contracts of TensorFlow "Elu", "Selu" (ops.pbtxt); constants of Selu: Klambauer et
///          al., Self-Normalizing Neural Networks, 2017, section 2.

#include <cmath>

#include "engine/ops/nn/elementwise.h"

namespace weft {
namespace {

using nn::mapOne;
using nn::mapTwo;
using nn::Wide;

constexpr double kExpNs = 6;
constexpr double kScale = 1.0507009873554804934193349852946;
constexpr double kScaleAlpha = 1.7580993408473768599402175208123;

template <class T>
Status elu(KernelContext& context) {
    return mapOne<T>(context, kExpNs, [](Wide<T> x) { return x < 0 ? std::expm1(x) : x; });
}
template <class T>
Status eluGrad(KernelContext& context) {
    return mapTwo<T>(context, 1, [](Wide<T> dy, Wide<T> y) { return y < 0 ? (y + 1) * dy : dy; });
}
template <class T>
Status selu(KernelContext& context) {
    constexpr auto scale = static_cast<Wide<T>>(kScale);
    constexpr auto scaleAlpha = static_cast<Wide<T>>(kScaleAlpha);
    return mapOne<T>(context, kExpNs,
                     [](Wide<T> x) { return x < 0 ? scaleAlpha * std::expm1(x) : scale * x; });
}
template <class T>
Status seluGrad(KernelContext& context) {
    constexpr auto scale = static_cast<Wide<T>>(kScale);
    constexpr auto scaleAlpha = static_cast<Wide<T>>(kScaleAlpha);
    return mapTwo<T>(context, 1, [](Wide<T> dy, Wide<T> y) {
        return y < 0 ? (y + scaleAlpha) * dy : scale * dy;
    });
}

Result<std::vector<Expr>> eluGradient(const GradientContext& context) {
    return std::vector<Expr>{op("EluGrad", {context.outputGradient(0), context.output(0)})};
}
Result<std::vector<Expr>> seluGradient(const GradientContext& context) {
    return std::vector<Expr>{op("SeluGrad", {context.outputGradient(0), context.output(0)})};
}
/// dx = dy (y + c) where y < 0: by dy it is the same op, by y it is dy where y < 0.
std::vector<Expr> gradGradient(const GradientContext& context, std::string_view gradOp) {
    const Expr ddx = context.outputGradient(0);
    const Expr y = context.input(1);
    const Expr negative = op("Less", {y, constantLike(y, 0)});
    return {op(gradOp, {ddx, y}), op("SelectV2", {negative, ddx * context.input(0), zerosLike(y)})};
}
Result<std::vector<Expr>> eluGradGradient(const GradientContext& context) {
    return gradGradient(context, "EluGrad");
}
Result<std::vector<Expr>> seluGradGradient(const GradientContext& context) {
    return gradGradient(context, "SeluGrad");
}

WEFT_OP("Elu")
    .summary("Exponential linear unit: x where positive, else exp(x) - 1.")
    .category("nn")
    .attr("T: {half, bfloat16, float, double}")
    .input("features: T", "values of any shape")
    .output("activations: T", "features where positive, else exp(features) - 1")
    .shape(sameShape)
    .gradient(eluGradient)
    .inPlace(0)
    .cpuKernel<float>(elu<float>)
    .cpuKernel<double>(elu<double>)
    .cpuKernel<Half>(elu<Half>)
    .cpuKernel<BFloat16>(elu<BFloat16>);

WEFT_OP("EluGrad")
    .summary("Gradient of Elu.")
    .category("nn")
    .attr("T: {half, bfloat16, float, double}")
    .input("gradients: T", "gradients by the activations")
    .input("outputs: T", "outputs of Elu, same shape")
    .output("backprops: T", "gradients by the features")
    .shape(mergedShape)
    .gradient(eluGradGradient)
    .inPlace(0)
    .cpuKernel<float>(eluGrad<float>)
    .cpuKernel<double>(eluGrad<double>)
    .cpuKernel<Half>(eluGrad<Half>)
    .cpuKernel<BFloat16>(eluGrad<BFloat16>);

WEFT_OP("Selu")
    .summary("Scaled exponential linear unit, which keeps mean 0 and variance 1 over layers.")
    .category("nn")
    .attr("T: {half, bfloat16, float, double}")
    .input("features: T", "values of any shape")
    .output("activations: T", "scale * (features where positive, else alpha * (exp(features) - 1))")
    .shape(sameShape)
    .gradient(seluGradient)
    .inPlace(0)
    .cpuKernel<float>(selu<float>)
    .cpuKernel<double>(selu<double>)
    .cpuKernel<Half>(selu<Half>)
    .cpuKernel<BFloat16>(selu<BFloat16>);

WEFT_OP("SeluGrad")
    .summary("Gradient of Selu.")
    .category("nn")
    .attr("T: {half, bfloat16, float, double}")
    .input("gradients: T", "gradients by the activations")
    .input("outputs: T", "outputs of Selu, same shape")
    .output("backprops: T", "gradients by the features")
    .shape(mergedShape)
    .gradient(seluGradGradient)
    .inPlace(0)
    .cpuKernel<float>(seluGrad<float>)
    .cpuKernel<double>(seluGrad<double>)
    .cpuKernel<Half>(seluGrad<Half>)
    .cpuKernel<BFloat16>(seluGrad<BFloat16>);

}  // namespace
}  // namespace weft
