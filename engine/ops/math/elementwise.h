// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <complex>

#include "engine/kernel/broadcast.h"
#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/binary.h"
#include "engine/kernel/simd/functors.h"
#include "engine/kernel/simd/unary.h"
#include "engine/kernel/tiles.h"
#include "engine/kernel/via_float.h"

/// @file
/// What the elementwise families share: kernels from a functor, and declarations of the signatures
/// that many ops have. Not an op.

namespace weft {

/// Nanoseconds of one element of simple arithmetic; decides when threads pay.
inline constexpr double kArithmeticCost = 0.25;
/// As above, of exp and its like by vector formula, and of a call into the C library.
inline constexpr double kFormulaCost = 1.5;
inline constexpr double kLibraryCost = 15;

/// y[i] = f(x[i]) by a loop over vectors: f(const T* x, T* y, n).
template <class T, class F>
void mapVectors(KernelContext& context, double cost, const F& f) {
    const T* x = context.inputValues<T>(0).data();
    T* y = context.outputValues<T>(0).data();
    parallelFor(context.output(0).elements(), cost, [&](std::int64_t begin, std::int64_t end) {
        f(x + begin, y + begin, end - begin);
    });
}

template <simd::Unary kOp, class T>
Status unaryCpu(KernelContext& context) {
    mapVectors<T>(context, kArithmeticCost,
                  [](const T* x, T* y, std::int64_t n) { simd::unary(kOp, x, y, n); });
    return okStatus();
}

template <simd::Transcendental kOp, class T>
Status transcendentalCpu(KernelContext& context) {
    constexpr double kCost = simd::hasVectorFormula(kOp) ? kFormulaCost : kLibraryCost;
    mapVectors<T>(context, kCost,
                  [](const T* x, T* y, std::int64_t n) { simd::transcendental(kOp, x, y, n); });
    return okStatus();
}

/// y[i] = Fn()(x[i]), for dtypes that have no vector loop.
template <class Fn, class T>
Status unaryFunctorCpu(KernelContext& context) {
    mapVectors<T>(context, kArithmeticCost, [](const T* x, T* y, std::int64_t n) {
        for (std::int64_t i = 0; i < n; ++i) { y[i] = Fn()(x[i]); }
    });
    return okStatus();
}

/// out = f(a, b) with a and b broadcast against each other, by f(BinaryBlock<T, R>).
template <class T, class R, class F>
void mapBlocks(KernelContext& context, double cost, const F& f) {
    const Tensor& a = context.input(0);
    const Tensor& b = context.input(1);
    Tensor& out = context.output(0);
    const auto plan = Broadcast<2>::of({&a.shape(), &b.shape()}, out.shape());
    const T* aData = a.values<T>().data();
    const T* bData = b.values<T>().data();
    R* outData = out.mutableValues<R>().data();
    forEachBlock(plan, cost,
                 [&](const std::array<std::int64_t, 2>& at, std::int64_t outAt, std::int64_t rows,
                     std::int64_t columns) {
                     f(simd::BinaryBlock<T, R>{aData + at[0], bData + at[1], outData + outAt, rows,
                                               columns, plan.rows.stride[0], plan.columns.stride[0],
                                               plan.rows.stride[1], plan.columns.stride[1]});
                 });
}

template <simd::Binary kOp, class T>
Status binaryCpu(KernelContext& context) {
    mapBlocks<T, T>(context, kArithmeticCost,
                    [](const simd::BinaryBlock<T, T>& block) { simd::binary(kOp, block); });
    return okStatus();
}

/// out = Fn()(a, b), for dtypes or functions that have no vector loop.
template <class Fn, class T, class R = T>
Status binaryFunctorCpu(KernelContext& context) {
    mapBlocks<T, R>(context, kLibraryCost / 4,
                    [](const simd::BinaryBlock<T, R>& block) { simd::binaryRows(block, Fn()); });
    return okStatus();
}

template <class Fn, class... T>
void binaryFunctorKernels(OpBuilder& op) {
    (op.cpuKernel<T>(binaryFunctorCpu<Fn, T>), ...);
}

/// Kernels for complex64 and complex128 from a functor.
template <class Fn>
void complexUnaryKernels(OpBuilder& op) {
    op.cpuKernel<std::complex<float>>(unaryFunctorCpu<Fn, std::complex<float>>);
    op.cpuKernel<std::complex<double>>(unaryFunctorCpu<Fn, std::complex<double>>);
}
template <class Fn>
void complexBinaryKernels(OpBuilder& op) {
    binaryFunctorKernels<Fn, std::complex<float>, std::complex<double>>(op);
}

/// Registers kernels for float and double, and for the 16-bit types through float.
template <KernelFunction kFloat, KernelFunction kDouble>
void floatingKernels(OpBuilder& op) {
    op.cpuKernel<float>(kFloat, "simd");
    op.cpuKernel<double>(kDouble, "simd");
    op.cpuKernel<Half>(viaFloat<kFloat>);
    op.cpuKernel<BFloat16>(viaFloat<kFloat>);
}

/// Tiles of unaryCpu, transcendentalCpu and binaryCpu, by which they are fused in chains.
template <simd::Unary kOp, class T>
void unaryTile(const Tile& tile) {
    simd::unary(kOp, static_cast<const T*>(tile.in[0]), static_cast<T*>(tile.out), tile.n);
}
template <simd::Transcendental kOp, class T>
void transcendentalTile(const Tile& tile) {
    simd::transcendental(kOp, static_cast<const T*>(tile.in[0]), static_cast<T*>(tile.out), tile.n);
}
template <simd::Binary kOp, class T>
void binaryTile(const Tile& tile) {
    const std::int64_t aColumn = tile.repeats[0] ? 0 : 1;
    const std::int64_t bColumn = tile.repeats[1] ? 0 : 1;
    simd::binary(kOp, simd::BinaryBlock<T, T>{
                          static_cast<const T*>(tile.in[0]), static_cast<const T*>(tile.in[1]),
                          static_cast<T*>(tile.out), 1, tile.n, 0, aColumn, 0, bColumn});
}

/// Kernels of float and double by vector loops, which may be fused, and of the 16-bit types.
template <simd::Unary kOp>
void unaryKernels(OpBuilder& op) {
    floatingKernels<unaryCpu<kOp, float>, unaryCpu<kOp, double>>(op);
    registerTile(unaryCpu<kOp, float>, {unaryTile<kOp, float>, DType::Float, kArithmeticCost});
    registerTile(unaryCpu<kOp, double>, {unaryTile<kOp, double>, DType::Double, kArithmeticCost});
}
template <simd::Transcendental kOp>
void transcendentalKernels(OpBuilder& op) {
    constexpr double kCost = simd::hasVectorFormula(kOp) ? kFormulaCost : kLibraryCost;
    floatingKernels<transcendentalCpu<kOp, float>, transcendentalCpu<kOp, double>>(op);
    registerTile(transcendentalCpu<kOp, float>,
                 {transcendentalTile<kOp, float>, DType::Float, kCost});
    registerTile(transcendentalCpu<kOp, double>,
                 {transcendentalTile<kOp, double>, DType::Double, kCost});
}
template <simd::Binary kOp>
void binaryKernels(OpBuilder& op) {
    floatingKernels<binaryCpu<kOp, float>, binaryCpu<kOp, double>>(op);
    registerTile(binaryCpu<kOp, float>, {binaryTile<kOp, float>, DType::Float, kArithmeticCost});
    registerTile(binaryCpu<kOp, double>, {binaryTile<kOp, double>, DType::Double, kArithmeticCost});
}

/// y in the shape of x, both T; the caller gives the attribute T.
inline void unarySignature(OpBuilder& op) {
    op.category("math")
        .input("x: T", "values of any shape")
        .output("y: T", "the function's value for each element, in the shape of x")
        .shape(sameShape)
        .inPlace(0);
}

inline constexpr std::string_view kFloatingOrComplex =
    "T: {bfloat16, half, float, double, complex64, complex128}";
inline constexpr std::string_view kRealFloating = "T: {bfloat16, half, float, double}";

/// An elementary function of one floating operand.
template <simd::Transcendental kOp>
void elementaryFunction(OpBuilder& op) {
    unarySignature(op.attr(kFloatingOrComplex));
    transcendentalKernels<kOp>(op);
}

/// x: T, y: T -> z: T, broadcast; the caller gives the attribute T.
inline void binarySignature(OpBuilder& op) {
    op.category("math")
        .input("x: T", "left operand")
        .input("y: T", "right operand; its shape and that of x broadcast as in numpy")
        .output("z: T", "the result, in the broadcast shape")
        .shape(broadcastShape)
        .inPlace(0);
}

/// Gradients of a broadcast operation, each summed to the shape of its operand.
inline std::vector<Expr> broadcastGradients(const GradientContext& context, const Expr& byX,
                                            const Expr& byY) {
    const Expr x = context.input(0);
    const Expr y = context.input(1);
    return {sumToShapeOf(byX, x, y), sumToShapeOf(byY, y, x)};
}

/// For ops whose value is constant almost everywhere: connected to nothing.
inline Result<std::vector<Expr>> unconnectedGradients(const GradientContext& context) {
    return std::vector<Expr>(static_cast<std::size_t>(context.inputs()));
}

/// Result of an integer function of shape arithmetic, or nothing where it has none.
using PartialFunction = std::optional<std::int64_t> (*)(std::int64_t a, std::int64_t b);

/// Known elements of a small integer result from those of the operands.
std::vector<std::optional<PartialValue>> partialBinary(const ShapeContext& context,
                                                       PartialFunction f);
template <PartialFunction kF>
std::vector<std::optional<PartialValue>> partialOf(const ShapeContext& context) {
    return partialBinary(context, kF);
}

}  // namespace weft
