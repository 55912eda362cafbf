// SPDX-License-Identifier: Apache-2.0
/// @file
/// Complex, Real, Imag, Conj, ComplexAbs, Angle: complex numbers and their parts, elementwise.
///
/// Shapes   the parts of Complex broadcast as in numpy; the others keep their shape.
/// Types    complex64 with float, complex128 with double.
/// Errors   InvalidArgument when the shapes do not broadcast, or the two types do not belong
///          together.
/// Numerics ComplexAbs neither overflows nor underflows on the way; Angle lies in [-pi, pi].
/// Source   Op contracts of TensorFlow (ops.pbtxt); gradients as its math_grad.py has them.

#include <cmath>
#include <complex>

#include "engine/ops/math/elementwise.h"

namespace weft {
namespace {

template <class R>
using Complex = std::complex<R>;

template <class R>
Status complexCpu(KernelContext& context) {
    mapBlocks<R, Complex<R>>(context, kArithmeticCost * 2,
                             [](const simd::BinaryBlock<R, Complex<R>>& block) {
                                 simd::binaryRows(block, [](R a, R b) { return Complex<R>(a, b); });
                             });
    return okStatus();
}

/// y[i] = Fn()(x[i]) from complex numbers to T.
template <class Fn, class R, class T>
Status partCpu(KernelContext& context) {
    const Complex<R>* x = context.inputValues<Complex<R>>(0).data();
    T* y = context.outputValues<T>(0).data();
    parallelFor(context.output(0).elements(), Fn::kCost, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) { y[i] = Fn()(x[i]); }
    });
    return okStatus();
}

struct RealFn {
    static constexpr double kCost = kArithmeticCost;
    template <class R>
    R operator()(const Complex<R>& x) const {
        return x.real();
    }
};
struct ImagFn {
    static constexpr double kCost = kArithmeticCost;
    template <class R>
    R operator()(const Complex<R>& x) const {
        return x.imag();
    }
};
struct ConjFn {
    static constexpr double kCost = kArithmeticCost;
    template <class R>
    Complex<R> operator()(const Complex<R>& x) const {
        return std::conj(x);
    }
};
struct AbsFn {
    static constexpr double kCost = kLibraryCost;
    template <class R>
    R operator()(const Complex<R>& x) const {
        return std::abs(x);
    }
};
struct AngleFn {
    static constexpr double kCost = kLibraryCost;
    template <class R>
    R operator()(const Complex<R>& x) const {
        return std::arg(x);
    }
};

/// The complex number with these parts, in the complex type that belongs to them.
Expr complexOf(const Expr& real, const Expr& imaginary) {
    const DType type = real.dtype() == DType::Double ? DType::Complex128 : DType::Complex64;
    return op("Complex", {real, imaginary}, {{"Tout", type}});
}
Expr partOf(std::string_view part, const Expr& x) {
    const DType type = x.dtype() == DType::Complex128 ? DType::Double : DType::Float;
    return op(part, {x}, {{"Tout", type}});
}

Result<std::vector<Expr>> complexGradient(const GradientContext& context) {
    const Expr dz = context.outputGradient(0);
    return broadcastGradients(context, partOf("Real", dz), partOf("Imag", dz));
}
Result<std::vector<Expr>> realGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    return std::vector<Expr>{complexOf(dy, constantLike(dy, 0))};
}
Result<std::vector<Expr>> imagGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    return std::vector<Expr>{complexOf(constantLike(dy, 0), dy)};
}
Result<std::vector<Expr>> conjGradient(const GradientContext& context) {
    return std::vector<Expr>{conj(context.outputGradient(0))};
}
/// |x| grows along x / |x|; 0 where x is 0.
Result<std::vector<Expr>> complexAbsGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    const Expr y = context.output(0);
    return std::vector<Expr>{op(
        "DivNoNan", {complexOf(dy, zerosLike(dy)) * context.input(0), complexOf(y, zerosLike(y))})};
}
/// -dy / (Im(x) + i Re(x)).
Result<std::vector<Expr>> angleGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    const Expr x = context.input(0);
    const Expr swapped = complexOf(partOf("Imag", x), partOf("Real", x));
    return std::vector<Expr>{-complexOf(dy, constantLike(dy, 0)) * op("Reciprocal", {swapped})};
}

void pairedKernel(OpBuilder& op, DType type, DType other, KernelFunction run) {
    KernelDef def;
    def.label = "reference";
    def.run = run;
    def.types = {{"T", {type}}, {"Tout", {other}}};
    op.kernel(std::move(def));
}
template <class Fn>
void partKernels(OpBuilder& op) {
    pairedKernel(op, DType::Complex64, DType::Float, partCpu<Fn, float, float>);
    pairedKernel(op, DType::Complex128, DType::Double, partCpu<Fn, double, double>);
}
/// A real function of a complex number; the argument's names differ by op.
template <class Fn>
void partOp(OpBuilder& op, std::string_view input, std::string_view output) {
    op.category("math")
        .attr("T: {complex64, complex128} = DT_COMPLEX64")
        .attr("Tout: {float, double} = DT_FLOAT")
        .input(input, "complex numbers of any shape")
        .output(output, "a real number for each, in the same shape")
        .shape(sameShape)
        .apply(partKernels<Fn>);
}
template <class Fn>
void inputToOutput(OpBuilder& op) {
    partOp<Fn>(op, "input: T", "output: Tout");
}

WEFT_OP("Complex")
    .summary("Complex numbers from their real and imaginary parts.")
    .category("math")
    .attr("T: {float, double} = DT_FLOAT")
    .attr("Tout: {complex64, complex128} = DT_COMPLEX64")
    .input("real: T", "real parts")
    .input("imag: T", "imaginary parts; both shapes broadcast as in numpy")
    .output("out: Tout", "the numbers, in the broadcast shape")
    .shape(broadcastShape)
    .gradient(complexGradient)
    .apply([](OpBuilder& op) {
        pairedKernel(op, DType::Float, DType::Complex64, complexCpu<float>);
        pairedKernel(op, DType::Double, DType::Complex128, complexCpu<double>);
    });

WEFT_OP("Real")
    .summary("Real parts of complex numbers, elementwise.")
    .apply(inputToOutput<RealFn>)
    .gradient(realGradient);

WEFT_OP("Imag")
    .summary("Imaginary parts of complex numbers, elementwise.")
    .apply(inputToOutput<ImagFn>)
    .gradient(imagGradient);

WEFT_OP("Angle")
    .summary("Angles of complex numbers in the plane, elementwise.")
    .apply(inputToOutput<AngleFn>)
    .gradient(angleGradient);

WEFT_OP("ComplexAbs")
    .summary("Absolute values of complex numbers, elementwise.")
    .apply([](OpBuilder& op) { partOp<AbsFn>(op, "x: T", "y: Tout"); })
    .gradient(complexAbsGradient);

WEFT_OP("Conj")
    .summary("Complex conjugates, elementwise.")
    .category("math")
    .attr("T: {complex64, complex128, variant} = DT_COMPLEX64")
    .input("input: T", "complex numbers of any shape")
    .output("output: T", "their conjugates, in the same shape")
    .shape(sameShape)
    .inPlace(0)
    .gradient(conjGradient)
    .cpuKernel<std::complex<float>>(partCpu<ConjFn, float, std::complex<float>>)
    .cpuKernel<std::complex<double>>(partCpu<ConjFn, double, std::complex<double>>);

}  // namespace
}  // namespace weft
