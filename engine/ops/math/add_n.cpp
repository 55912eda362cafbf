// SPDX-License-Identifier: Apache-2.0
/// @file
/// AddN and AccumulateNV2: sum = inputs[0] + inputs[1] + ..., elementwise; what gradients of a
/// tensor that is used several times meet in.
///
/// Shapes   all inputs and the sum have one shape; no broadcasting. AccumulateNV2 knows it before
///          the inputs come.
/// Types    floating and complex types and integers; half and bfloat16 add in float and round once;
///          AddN also variants that can be added up (lists of tensors).
/// Errors   InvalidArgument when the shapes differ.
/// Numerics Added in order of the inputs. Integers wrap around.
/// Source   Op contract of TensorFlow "AddN" (ops.pbtxt).

#include <algorithm>
#include <complex>

#include "engine/kernel/state/tensor_elements.h"
#include "engine/ops/math/elementwise.h"
#include "engine/tensor/variant.h"

namespace weft {
namespace {

/// Elements added at a time: the partial sum stays in the first-level cache.
constexpr std::int64_t kPiece = 2048;

template <class T>
void addPiece(const T* a, const T* b, T* out, std::int64_t n) {
    const simd::BinaryBlock<T, T> block{a, b, out, 1, n};
    if constexpr (std::is_floating_point_v<T> || std::is_same_v<T, std::int32_t> ||
                  std::is_same_v<T, std::int64_t>) {
        simd::binary(simd::Binary::Add, block);
    } else {
        simd::binaryRows(block, simd::AddFn());
    }
}

template <class T>
Status addNCpu(KernelContext& context) {
    T* out = context.outputValues<T>(0).data();
    const double cost = kArithmeticCost * context.inputs();
    parallelFor(context.output(0).elements(), cost, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t at = begin; at < end; at += kPiece) {
            const std::int64_t n = std::min(kPiece, end - at);
            const T* sum = context.inputValues<T>(0).data() + at;
            for (int i = 1; i < context.inputs(); ++i) {
                addPiece(sum, context.inputValues<T>(i).data() + at, out + at, n);
                sum = out + at;
            }
            if (sum != out + at) { std::copy(sum, sum + n, out + at); }
        }
    });
    return okStatus();
}

/// Lists of tensors, and whatever else can be added up.
Status addVariantsCpu(KernelContext& context) {
    Allocator& allocator = context.device().allocator();
    Tensor sum = WEFT_TRY(context.input(0).clone(allocator));
    for (int i = 1; i < context.inputs(); ++i) {
        WEFT_TRY(addElements(sum, context.input(i), allocator));
    }
    context.setOutput(0, std::move(sum));
    return okStatus();
}

Result<std::vector<Expr>> addNGradient(const GradientContext& context) {
    return std::vector<Expr>(static_cast<std::size_t>(context.inputs()), context.outputGradient(0));
}

/// The shape that the attribute says, which the inputs must have.
Result<PartialShape> accumulatedShape(const ShapeContext& context) {
    const auto promised = WEFT_TRY(context.attr<PartialShape>("shape"));
    PartialShape merged = WEFT_TRY(mergedShape(context));
    Result<PartialShape> both = merged.merge(promised);
    if (both.ok()) { return both; }
    return invalidArgument(
        concat("inputs must have the shape of the attribute: got ", merged, ", want ", promised));
}

void addNKernels(OpBuilder& op) {
    registerTile(addNCpu<float>, {binaryTile<simd::Binary::Add, float>, DType::Float,
                                  kArithmeticCost, /*folds=*/true});
    registerTile(addNCpu<double>, {binaryTile<simd::Binary::Add, double>, DType::Double,
                                   kArithmeticCost, /*folds=*/true});
    floatingKernels<addNCpu<float>, addNCpu<double>>(op);
    op.cpuKernel<std::int32_t>(addNCpu<std::int32_t>, "simd")
        .cpuKernel<std::int64_t>(addNCpu<std::int64_t>, "simd")
        .cpuKernel<std::int8_t>(addNCpu<std::int8_t>)
        .cpuKernel<std::int16_t>(addNCpu<std::int16_t>)
        .cpuKernel<std::uint8_t>(addNCpu<std::uint8_t>)
        .cpuKernel<std::uint16_t>(addNCpu<std::uint16_t>)
        .cpuKernel<std::uint32_t>(addNCpu<std::uint32_t>)
        .cpuKernel<std::uint64_t>(addNCpu<std::uint64_t>)
        .cpuKernel<std::complex<float>>(addNCpu<std::complex<float>>)
        .cpuKernel<std::complex<double>>(addNCpu<std::complex<double>>);
}

void addNAndVariantKernels(OpBuilder& op) {
    addNKernels(op);
    op.cpuKernel<VariantValue>(addVariantsCpu);
}

WEFT_OP("AddN")
    .summary("Adds any number of tensors of one shape, elementwise.")
    .category("math")
    .attr("N: int >= 1")
    .attr(
        "T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, "
        "bfloat16, qint16, quint16, uint16, complex128, half, uint32, uint64, variant}")
    .input("inputs: N * T", "tensors of one shape")
    .output("sum: T", "their sum, in the same shape")
    .aggregate()
    .commutative()
    .shape(mergedShape)
    .inPlace(0)
    .gradient(addNGradient)
    .apply(addNAndVariantKernels);

WEFT_OP("AccumulateNV2")
    .summary("Adds any number of tensors of a known shape, elementwise.")
    .category("math")
    .attr("N: int >= 1")
    .attr(
        "T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, "
        "bfloat16, qint16, quint16, uint16, complex128, half, uint32, uint64}")
    .attr("shape: shape")
    .input("inputs: N * T", "tensors of that shape")
    .output("sum: T", "their sum, in the same shape")
    .aggregate()
    .commutative()
    .shape(accumulatedShape)
    .inPlace(0)
    .gradient(addNGradient)
    .apply(addNKernels);

}  // namespace
}  // namespace weft
