// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <complex>

#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/reduce.h"
#include "engine/kernel/via_float.h"

/// @file
/// What reductions over some axes share: declaration, kernels, and the parts of their gradients.
/// Not an op.

namespace weft {

/// What a reduction gives for no elements at all.
template <class T>
T neutral(simd::Reduce op);

/// Folds x, of the given shape, over the marked axes into `out`, which has an element for each
/// combination of the other axes. T: integers, float, double, and complex ones except for Max, Min.
/// Numerics: deterministic; the order of the fold depends on the shape only, not on threads.
template <class T>
void reduceAxes(simd::Reduce op, const T* x, const Shape& shape, std::span<const bool> reduced,
                T* out);

/// Marks the axes that input 1 lists. Errors: InvalidArgument for an axis out of range.
Result<absl::InlinedVector<bool, 8>> reducedAxes(KernelContext& context);

template <simd::Reduce kOp, class T>
Status reduceCpu(KernelContext& context) {
    const auto reduced = WEFT_TRY(reducedAxes(context));
    reduceAxes<T>(kOp, context.inputValues<T>(0).data(), context.input(0).shape(), reduced,
                  context.outputValues<T>(0).data());
    return okStatus();
}

/// keep_dims, Tidx and both inputs; the caller gives T before and types of input and output.
void reductionSignature(OpBuilder& op, std::string_view type);
inline constexpr std::string_view kSummableTypes =
    "T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, "
    "bfloat16, qint16, quint16, uint16, complex128, half, uint32, uint64}";
inline constexpr std::string_view kOrderedTypes =
    "T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, uint64, "
    "qint8, quint8, qint32, qint16, quint16}";

/// Kernels for float, double, integers, and the 16-bit floats through float.
template <simd::Reduce kOp>
void reductionKernels(OpBuilder& op) {
    op.cpuKernel<std::int8_t>(reduceCpu<kOp, std::int8_t>);
    op.cpuKernel<std::int16_t>(reduceCpu<kOp, std::int16_t>);
    op.cpuKernel<std::uint16_t>(reduceCpu<kOp, std::uint16_t>);
    op.cpuKernel<std::uint32_t>(reduceCpu<kOp, std::uint32_t>);
    op.cpuKernel<std::uint64_t>(reduceCpu<kOp, std::uint64_t>);
    op.cpuKernel<float>(reduceCpu<kOp, float>, "simd");
    op.cpuKernel<double>(reduceCpu<kOp, double>, "simd");
    op.cpuKernel<std::int32_t>(reduceCpu<kOp, std::int32_t>, "simd");
    op.cpuKernel<std::int64_t>(reduceCpu<kOp, std::int64_t>, "simd");
    op.cpuKernel<std::uint8_t>(reduceCpu<kOp, std::uint8_t>, "simd");
    op.cpuKernel<Half>(viaFloat<reduceCpu<kOp, float>>);
    op.cpuKernel<BFloat16>(viaFloat<reduceCpu<kOp, float>>);
}

/// Kernels for complex64 and complex128.
template <simd::Reduce kOp>
void complexReductionKernels(OpBuilder& op) {
    op.cpuKernel<std::complex<float>>(reduceCpu<kOp, std::complex<float>>);
    op.cpuKernel<std::complex<double>>(reduceCpu<kOp, std::complex<double>>);
}

/// A tensor in the shape of the op's output, reshaped as keep_dims would have given it.
Expr withKeptAxes(const GradientContext& context, const Expr& output);
/// The gradient of a sum: dy repeated along the reduced axes, in the shape of the input.
Expr spreadGradient(const GradientContext& context, const Expr& dy);
/// The axes of input 1, non-negative, where they and the rank of input 0 are known before the run.
std::optional<std::vector<std::int32_t>> knownAxes(const GradientContext& context);

}  // namespace weft
