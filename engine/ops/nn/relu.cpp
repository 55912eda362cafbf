// SPDX-License-Identifier: Apache-2.0
/// @file
/// Relu: max(x, 0). Relu6: min(max(x, 0), 6). LeakyRelu: x where x > 0, else alpha x.
/// And their gradients: ReluGrad: dy (x > 0); Relu6Grad: dy (0 < x < 6); LeakyReluGrad: dy or
/// alpha dy.
///
/// Shapes   Any; the output has the input's; gradients and features have one shape.
/// Types    half, bfloat16 (through float), float, double; the Relu and Relu6 families integers too.
/// Errors   InvalidArgument when gradients and features differ in shape.
/// Numerics NaN stays NaN; the gradient at a NaN feature is 0 (alpha dy for LeakyRelu). A NaN
///          gradient is never hidden by Relu and Relu6: NaN * 0 is NaN.
/// Source   Op contracts of TensorFlow "Relu", "Relu6", "LeakyRelu" (ops.pbtxt).

#include "engine/kernel/simd/activation.h"
#include "engine/kernel/tiles.h"
#include "engine/ops/nn/elementwise.h"

namespace weft {
namespace {

using nn::mapOne;
using nn::mapTwo;
using nn::Wide;

/// Elements below this cost are bound by memory.
constexpr double kCheapNs = 0.3;

/// x <= 0; NaN is not.
template <class W>
bool isNotAbove(W x) {
    if constexpr (std::is_unsigned_v<W>) {
        return x == 0;
    } else {
        return x <= 0;
    }
}

template <class T>
Status relu(KernelContext& context) {
    if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>) {
        const T* x = context.inputValues<T>(0).data();
        T* out = context.outputValues<T>(0).data();
        parallelFor(context.output(0).elements(), kCheapNs,
                    [&](std::int64_t begin, std::int64_t end) {
                        simd::relu(x + begin, out + begin, end - begin);
                    });
        return okStatus();
    } else {
        return mapOne<T>(context, kCheapNs,
                         [](Wide<T> x) { return isNotAbove(x) ? Wide<T>{0} : x; });
    }
}

template <class T>
Status reluGrad(KernelContext& context) {
    if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>) {
        WEFT_TRY(nn::checkSameShape(context, "gradients", "features"));
        const T* dy = context.inputValues<T>(0).data();
        const T* x = context.inputValues<T>(1).data();
        T* out = context.outputValues<T>(0).data();
        parallelFor(context.output(0).elements(), kCheapNs,
                    [&](std::int64_t begin, std::int64_t end) {
                        simd::reluGrad(dy + begin, x + begin, out + begin, end - begin);
                    });
        return okStatus();
    } else {
        return mapTwo<T>(context, kCheapNs, [](Wide<T> dy, Wide<T> x) {
            return static_cast<Wide<T>>(dy * static_cast<Wide<T>>(x > 0));
        });
    }
}

template <class T>
void reluTile(const Tile& tile) {
    simd::relu(static_cast<const T*>(tile.in[0]), static_cast<T*>(tile.out), tile.n);
}
template <class T>
void reluGradTile(const Tile& tile) {
    simd::reluGrad(static_cast<const T*>(tile.in[0]), static_cast<const T*>(tile.in[1]),
                   static_cast<T*>(tile.out), tile.n);
}
template <class T>
void reluTiles() {
    registerTile(relu<T>, {reluTile<T>, kDTypeOf<T>, kCheapNs});
    registerTile(reluGrad<T>, {reluGradTile<T>, kDTypeOf<T>, kCheapNs});
}

template <class T>
Status relu6(KernelContext& context) {
    return mapOne<T>(context, kCheapNs, [](Wide<T> x) {
        return isNotAbove(x) ? Wide<T>{0} : x >= 6 ? Wide<T>{6} : x;
    });
}

template <class T>
Status relu6Grad(KernelContext& context) {
    return mapTwo<T>(context, kCheapNs, [](Wide<T> dy, Wide<T> x) {
        return static_cast<Wide<T>>(dy * static_cast<Wide<T>>(x > 0 && x < 6));
    });
}

/// The kernels as nn::everyNumber() takes them.
struct ReluKernel {
    template <class T>
    static constexpr KernelFunction run = relu<T>;
};
struct ReluGradKernel {
    template <class T>
    static constexpr KernelFunction run = reluGrad<T>;
};
struct Relu6Kernel {
    template <class T>
    static constexpr KernelFunction run = relu6<T>;
};
struct Relu6GradKernel {
    template <class T>
    static constexpr KernelFunction run = relu6Grad<T>;
};

struct LeakyParameters {
    float alpha;
};
Result<LeakyParameters> parseLeaky(const AttrMap& attrs) {
    return LeakyParameters{WEFT_TRY(attrs.get<float>("alpha"))};
}

template <class T>
Status leakyRelu(KernelContext& context) {
    const auto alpha = static_cast<Wide<T>>(context.parameters<LeakyParameters>().alpha);
    return mapOne<T>(context, kCheapNs, [alpha](Wide<T> x) { return x > 0 ? x : x * alpha; });
}

template <class T>
Status leakyReluGrad(KernelContext& context) {
    const auto alpha = static_cast<Wide<T>>(context.parameters<LeakyParameters>().alpha);
    return mapTwo<T>(context, kCheapNs,
                     [alpha](Wide<T> dy, Wide<T> x) { return x > 0 ? dy : dy * alpha; });
}

/// The mask of the output is that of the input, and the output is kept anyway.
Result<std::vector<Expr>> reluGradient(const GradientContext& context) {
    return std::vector<Expr>{op("ReluGrad", {context.outputGradient(0), context.output(0)})};
}
/// Linear in dy; the mask has derivative 0 almost everywhere.
Result<std::vector<Expr>> reluGradGradient(const GradientContext& context) {
    const Expr x = context.input(1);
    return std::vector<Expr>{op("ReluGrad", {context.outputGradient(0), x}), zerosLike(x)};
}
Result<std::vector<Expr>> relu6Gradient(const GradientContext& context) {
    return std::vector<Expr>{op("Relu6Grad", {context.outputGradient(0), context.output(0)})};
}
Result<std::vector<Expr>> relu6GradGradient(const GradientContext& context) {
    const Expr x = context.input(1);
    return std::vector<Expr>{op("Relu6Grad", {context.outputGradient(0), x}), zerosLike(x)};
}
Result<std::vector<Expr>> leakyGradient(const GradientContext& context) {
    const AttrMap alpha{{"alpha", WEFT_TRY(context.attr<float>("alpha"))}};
    return std::vector<Expr>{
        op("LeakyReluGrad", {context.outputGradient(0), context.input(0)}, alpha)};
}
Result<std::vector<Expr>> leakyGradGradient(const GradientContext& context) {
    const AttrMap alpha{{"alpha", WEFT_TRY(context.attr<float>("alpha"))}};
    const Expr x = context.input(1);
    return std::vector<Expr>{op("LeakyReluGrad", {context.outputGradient(0), x}, alpha),
                             zerosLike(x)};
}

WEFT_OP("Relu")
    .summary("Passes positive values on and turns the others into 0.")
    .category("nn")
    .attr(
        "T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, "
        "uint64, qint8}")
    .input("features: T", "values of any shape")
    .output("activations: T", "max(features, 0)")
    .shape(sameShape)
    .gradient(reluGradient)
    .inPlace(0)
    .apply([](OpBuilder&) {
        reluTiles<float>();
        reluTiles<double>();
    })
    .apply(nn::everyNumber<ReluKernel>);

WEFT_OP("ReluGrad")
    .summary("Passes gradients on where the features were positive.")
    .category("nn")
    .attr(
        "T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, "
        "uint64}")
    .input("gradients: T", "gradients by the activations")
    .input("features: T", "inputs or outputs of Relu, same shape")
    .output("backprops: T", "gradients by the features")
    .shape(mergedShape)
    .gradient(reluGradGradient)
    .inPlace(0)
    .apply(nn::everyNumber<ReluGradKernel>);

WEFT_OP("Relu6")
    .summary("Clips values to the range 0 to 6.")
    .category("nn")
    .attr(
        "T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, "
        "uint64}")
    .input("features: T", "values of any shape")
    .output("activations: T", "min(max(features, 0), 6)")
    .shape(sameShape)
    .gradient(relu6Gradient)
    .inPlace(0)
    .apply(nn::everyNumber<Relu6Kernel>);

WEFT_OP("Relu6Grad")
    .summary("Passes gradients on where the features were between 0 and 6.")
    .category("nn")
    .attr(
        "T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, "
        "uint64}")
    .input("gradients: T", "gradients by the activations")
    .input("features: T", "inputs or outputs of Relu6, same shape")
    .output("backprops: T", "gradients by the features")
    .shape(mergedShape)
    .gradient(relu6GradGradient)
    .inPlace(0)
    .apply(nn::everyNumber<Relu6GradKernel>);

WEFT_OP("LeakyRelu")
    .summary("Passes positive values on and scales the others by alpha.")
    .category("nn")
    .attr("alpha: float = 0.2")
    .attr("T: {half, bfloat16, float, double} = DT_FLOAT")
    .input("features: T", "values of any shape")
    .output("activations: T", "features where positive, else alpha * features")
    .shape(sameShape)
    .gradient(leakyGradient)
    .inPlace(0)
    .parameters(parseLeaky)
    .cpuKernel<float>(leakyRelu<float>)
    .cpuKernel<double>(leakyRelu<double>)
    .cpuKernel<Half>(leakyRelu<Half>)
    .cpuKernel<BFloat16>(leakyRelu<BFloat16>);

WEFT_OP("LeakyReluGrad")
    .summary("Gradient of LeakyRelu.")
    .category("nn")
    .attr("alpha: float = 0.2")
    .attr("T: {half, bfloat16, float, double} = DT_FLOAT")
    .input("gradients: T", "gradients by the activations")
    .input("features: T", "inputs of LeakyRelu, same shape")
    .output("backprops: T", "gradients by the features")
    .shape(mergedShape)
    .gradient(leakyGradGradient)
    .inPlace(0)
    .parameters(parseLeaky)
    .cpuKernel<float>(leakyReluGrad<float>)
    .cpuKernel<double>(leakyReluGrad<double>)
    .cpuKernel<Half>(leakyReluGrad<Half>)
    .cpuKernel<BFloat16>(leakyReluGrad<BFloat16>);

}  // namespace
}  // namespace weft
