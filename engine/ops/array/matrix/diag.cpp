// SPDX-License-Identifier: Apache-2.0
/// @file
/// Diag: output[i..., i...] = diagonal[i...], zeros elsewhere. DiagPart: diagonal[i...] =
/// input[i..., i...].
///
/// Shapes   diagonal [d1, ..., dk] with k >= 1; the other [d1, ..., dk, d1, ..., dk].
/// Types    half, bfloat16, float, double, int32, int64, complex64, complex128.
/// Errors   InvalidArgument for a scalar, an odd rank, halves of the shape that differ.
/// Source   Op contracts of TensorFlow "Diag", "DiagPart" (ops.pbtxt); each is the gradient of the
///          other.

#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/element_type.h"

namespace weft {
namespace {

Result<PartialShape> diagShape(const ShapeContext& context) {
    const PartialShape diagonal = WEFT_TRY(context.input(0).withRankAtLeast(1));
    return diagonal.concat(diagonal);
}

Result<PartialShape> diagPartShape(const ShapeContext& context) {
    const PartialShape& input = context.input(0);
    if (!input.hasRank()) { return input; }
    if (input.rank() % 2 != 0 || input.rank() == 0) {
        return invalidArgument(concat("Input must have even and non-zero rank: got ", input));
    }
    const int half = input.rank() / 2;
    const Result<PartialShape> diagonal = input.slice(0, half).merge(input.slice(half));
    if (diagonal.ok()) { return *diagonal; }
    return invalidArgument(concat("Invalid shape: the two halves must agree: got ", input));
}

Result<std::vector<Expr>> diagGradient(const GradientContext& context) {
    return std::vector<Expr>{op("DiagPart", {context.outputGradient(0)})};
}
Result<std::vector<Expr>> diagPartGradient(const GradientContext& context) {
    return std::vector<Expr>{op("Diag", {context.outputGradient(0)})};
}

Status diagCpu(KernelContext& context) {
    return withElementType(context.input(0).dtype(), [&](auto element) {
        using T = decltype(element);
        const std::int64_t n = context.input(0).elements();
        const T* from = reinterpret_cast<const T*>(context.input(0).data());
        T* to = reinterpret_cast<T*>(context.output(0).mutableData());
        std::fill_n(to, n * n, T{});
        for (std::int64_t i = 0; i < n; ++i) { to[i * n + i] = from[i]; }
        return okStatus();
    });
}

Status diagPartCpu(KernelContext& context) {
    return withElementType(context.input(0).dtype(), [&](auto element) {
        using T = decltype(element);
        const std::int64_t n = context.output(0).elements();
        const T* from = reinterpret_cast<const T*>(context.input(0).data());
        T* to = reinterpret_cast<T*>(context.output(0).mutableData());
        for (std::int64_t i = 0; i < n; ++i) { to[i] = from[i * n + i]; }
        return okStatus();
    });
}

constexpr std::string_view kTypes =
    "T: {bfloat16, half, float, double, int32, int64, complex64, complex128}";

WEFT_OP("Diag")
    .summary("A tensor with a given diagonal and zeros elsewhere.")
    .category("array")
    .attr(kTypes)
    .input("diagonal: T", "[d1, ..., dk] the diagonal")
    .output("output: T", "[d1, ..., dk, d1, ..., dk] the tensor")
    .shape(diagShape)
    .gradient(diagGradient)
    .cpuKernel(diagCpu);

WEFT_OP("DiagPart")
    .summary("The diagonal of a tensor.")
    .category("array")
    .attr(kTypes)
    .input("input: T", "[d1, ..., dk, d1, ..., dk] a tensor")
    .output("diagonal: T", "[d1, ..., dk] its diagonal")
    .shape(diagPartShape)
    .gradient(diagPartGradient)
    .cpuKernel(diagPartCpu);

}  // namespace
}  // namespace weft
