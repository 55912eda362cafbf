// SPDX-License-Identifier: Apache-2.0
/// @file
/// Add, AddV2, Sub, Mul, SquaredDifference, Maximum, Minimum: z = f(x, y), elementwise.
///
/// Shapes   x and y broadcast as in numpy; z has the broadcast shape.
/// Types    floating and complex types and integers; strings for Add (joined); no complex Maximum and
///          Minimum. half and bfloat16 through float.
/// Errors   InvalidArgument when the shapes do not broadcast.
/// Numerics Integers wrap around. Maximum and Minimum give NaN where either operand is NaN.
/// Source   Op contracts of TensorFlow (ops.pbtxt); gradients derived at each function.

#include "engine/ops/math/elementwise.h"

namespace weft {
namespace {

template <simd::Binary kOp>
void wideKernels(OpBuilder& op) {
    binaryKernels<kOp>(op);
    op.cpuKernel<std::int32_t>(binaryCpu<kOp, std::int32_t>, "simd");
    op.cpuKernel<std::int64_t>(binaryCpu<kOp, std::int64_t>, "simd");
}
/// Kernels for all floating and integer types.
template <simd::Binary kOp, class Fn>
void allKernels(OpBuilder& op) {
    wideKernels<kOp>(op);
    binaryFunctorKernels<Fn, std::int8_t, std::int16_t, std::uint8_t, std::uint16_t, std::uint32_t,
                         std::uint64_t>(op);
}

/// The square of the distance, which is real.
struct ComplexSquaredDifferenceFn {
    template <class T>
    T operator()(T a, T b) const {
        return std::conj(a - b) * (a - b);
    }
};
struct JoinFn {
    std::string operator()(const std::string& a, const std::string& b) const { return a + b; }
};

std::optional<std::int64_t> partialAdd(std::int64_t a, std::int64_t b) {
    std::int64_t sum = 0;
    return addOverflows(a, b, sum) ? std::nullopt : std::optional(sum);
}
std::optional<std::int64_t> partialSub(std::int64_t a, std::int64_t b) {
    std::int64_t difference = 0;
    return __builtin_sub_overflow(a, b, &difference) ? std::nullopt : std::optional(difference);
}
std::optional<std::int64_t> partialMul(std::int64_t a, std::int64_t b) {
    std::int64_t product = 0;
    return multiplyOverflows(a, b, product) ? std::nullopt : std::optional(product);
}
std::optional<std::int64_t> partialMaximum(std::int64_t a, std::int64_t b) {
    return std::max(a, b);
}
std::optional<std::int64_t> partialMinimum(std::int64_t a, std::int64_t b) {
    return std::min(a, b);
}

Result<std::vector<Expr>> addGradient(const GradientContext& context) {
    const Expr dz = context.outputGradient(0);
    return broadcastGradients(context, dz, dz);
}
Result<std::vector<Expr>> subGradient(const GradientContext& context) {
    const Expr dz = context.outputGradient(0);
    const Expr x = context.input(0);
    const Expr y = context.input(1);
    return std::vector<Expr>{sumToShapeOf(dz, x, y), -sumToShapeOf(dz, y, x)};
}
Result<std::vector<Expr>> mulGradient(const GradientContext& context) {
    const Expr dz = context.outputGradient(0);
    return broadcastGradients(context, dz * conj(context.input(1)), conj(context.input(0)) * dz);
}
/// d/dx (x - y)^2 = 2 (x - y) = -d/dy.
Result<std::vector<Expr>> squaredDifferenceGradient(const GradientContext& context) {
    const Expr dz = context.outputGradient(0);
    const Expr x = context.input(0);
    const Expr y = context.input(1);
    const Expr byX = (constantLike(dz, 2) * dz) * (x - y);
    return std::vector<Expr>{sumToShapeOf(byX, x, y), -sumToShapeOf(byX, y, x)};
}
/// The whole gradient goes to the operand that was chosen; to x where they are equal.
std::vector<Expr> chosenGradients(const GradientContext& context, std::string_view xIsChosen) {
    const Expr dz = context.outputGradient(0);
    const Expr zero = constantLike(dz, 0);
    const Expr mask = op(xIsChosen, {context.input(0), context.input(1)});
    return broadcastGradients(context, op("SelectV2", {mask, dz, zero}),
                              op("SelectV2", {mask, zero, dz}));
}
Result<std::vector<Expr>> maximumGradient(const GradientContext& context) {
    return chosenGradients(context, "GreaterEqual");
}
Result<std::vector<Expr>> minimumGradient(const GradientContext& context) {
    return chosenGradients(context, "LessEqual");
}

WEFT_OP("Add")
    .summary("Adds two tensors, elementwise; joins strings.")
    .attr(
        "T: {bfloat16, half, float, double, uint8, int8, int16, int32, int64, complex64, "
        "complex128, string}")
    .apply(binarySignature)
    .partialValue(partialOf<partialAdd>)
    .gradient(addGradient)
    .apply(wideKernels<simd::Binary::Add>)
    .apply(binaryFunctorKernels<simd::AddFn, std::int8_t, std::int16_t, std::uint8_t>)
    .apply(complexBinaryKernels<simd::AddFn>)
    .cpuKernel<std::string>(binaryFunctorCpu<JoinFn, std::string>);

WEFT_OP("AddV2")
    .summary("Adds two tensors of numbers, elementwise.")
    .attr(
        "T: {bfloat16, half, float, double, uint8, uint16, uint32, uint64, int8, int16, int32, "
        "int64, complex64, complex128}")
    .apply(binarySignature)
    .aggregate()
    .commutative()
    .partialValue(partialOf<partialAdd>)
    .gradient(addGradient)
    .apply(allKernels<simd::Binary::Add, simd::AddFn>)
    .apply(complexBinaryKernels<simd::AddFn>);

WEFT_OP("Sub")
    .summary("Subtracts y from x, elementwise.")
    .attr(
        "T: {bfloat16, half, float, double, uint8, int8, uint16, int16, int32, int64, complex64, "
        "complex128, uint32, uint64}")
    .apply(binarySignature)
    .partialValue(partialOf<partialSub>)
    .gradient(subGradient)
    .apply(allKernels<simd::Binary::Sub, simd::SubFn>)
    .apply(complexBinaryKernels<simd::SubFn>);

WEFT_OP("Mul")
    .summary("Multiplies two tensors, elementwise.")
    .attr(
        "T: {bfloat16, half, float, double, uint8, int8, uint16, int16, int32, uint32, uint64, "
        "int64, complex64, complex128}")
    .apply(binarySignature)
    .commutative()
    .partialValue(partialOf<partialMul>)
    .gradient(mulGradient)
    .apply(allKernels<simd::Binary::Mul, simd::MulFn>)
    .apply(complexBinaryKernels<simd::MulFn>);

WEFT_OP("SquaredDifference")
    .summary("The square of x - y, elementwise.")
    .attr("T: {bfloat16, half, float, double, int32, int64, complex64, complex128}")
    .apply(binarySignature)
    .commutative()
    .gradient(squaredDifferenceGradient)
    .apply(wideKernels<simd::Binary::SquaredDifference>)
    .apply(complexBinaryKernels<ComplexSquaredDifferenceFn>);

WEFT_OP("Maximum")
    .summary("The larger of x and y, elementwise; NaN if either is.")
    .attr(
        "T: {bfloat16, half, float, double, int8, uint8, int16, uint16, int32, uint32, int64, "
        "uint64}")
    .apply(binarySignature)
    .partialValue(partialOf<partialMaximum>)
    .gradient(maximumGradient)
    .apply(allKernels<simd::Binary::Maximum, simd::MaximumFn>);

WEFT_OP("Minimum")
    .summary("The smaller of x and y, elementwise; NaN if either is.")
    .attr(
        "T: {bfloat16, half, float, double, int8, uint8, int16, uint16, int32, uint32, int64, "
        "uint64}")
    .apply(binarySignature)
    .partialValue(partialOf<partialMinimum>)
    .gradient(minimumGradient)
    .apply(allKernels<simd::Binary::Minimum, simd::MinimumFn>);

}  // namespace
}  // namespace weft
