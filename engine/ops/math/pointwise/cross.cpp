// SPDX-License-Identifier: Apache-2.0
/// @file
/// Cross: product[..., :] = a[..., :] x b[..., :], the vector product in three dimensions.
///
/// Shapes   a and b have one shape, whose last axis has size 3.
/// Types    real numbers; half and bfloat16 round each product and difference.
/// Errors   InvalidArgument for other sizes.
/// Numerics Integers wrap around.
/// Source   Op contract of TensorFlow "Cross" (ops.pbtxt).

#include "engine/ops/math/elementwise.h"

namespace weft {
namespace {

Result<PartialShape> crossShape(const ShapeContext& context) {
    const PartialShape shape =
        WEFT_TRY(WEFT_TRY(context.input(0).merge(context.input(1))).withRankAtLeast(1));
    if (!shape.hasRank()) { return shape; }
    if (!mergeDim(shape[shape.rank() - 1], 3).ok()) {
        return invalidArgument(
            concat("Cross-products are only defined for 3-element vectors: got ", shape));
    }
    return shape.withDim(shape.rank() - 1, 3);
}

/// a b - c d; products of 16-bit numbers are rounded before they are subtracted.
template <class T>
T determinant(T a, T b, T c, T d) {
    return simd::wrapSub(simd::wrapMul(a, b), simd::wrapMul(c, d));
}
template <class T>
T narrowDeterminant(T a, T b, T c, T d) {
    const T ab(static_cast<float>(a) * static_cast<float>(b));
    const T cd(static_cast<float>(c) * static_cast<float>(d));
    return T(static_cast<float>(ab) - static_cast<float>(cd));
}
Half determinant(Half a, Half b, Half c, Half d) { return narrowDeterminant(a, b, c, d); }
BFloat16 determinant(BFloat16 a, BFloat16 b, BFloat16 c, BFloat16 d) {
    return narrowDeterminant(a, b, c, d);
}

template <class T>
Status crossCpu(KernelContext& context) {
    const T* a = context.inputValues<T>(0).data();
    const T* b = context.inputValues<T>(1).data();
    T* out = context.outputValues<T>(0).data();
    parallelFor(context.output(0).elements() / 3, 6 * kArithmeticCost,
                [&](std::int64_t begin, std::int64_t end) {
                    for (std::int64_t v = 3 * begin; v < 3 * end; v += 3) {
                        out[v] = determinant(a[v + 1], b[v + 2], a[v + 2], b[v + 1]);
                        out[v + 1] = determinant(a[v + 2], b[v], a[v], b[v + 2]);
                        out[v + 2] = determinant(a[v], b[v + 1], a[v + 1], b[v]);
                    }
                });
    return okStatus();
}

/// The triple product dz . (a x b) may be turned: a . (b x dz) = b . (dz x a).
Result<std::vector<Expr>> crossGradient(const GradientContext& context) {
    const Expr dz = context.outputGradient(0);
    return std::vector<Expr>{op("Cross", {context.input(1), dz}),
                             op("Cross", {dz, context.input(0)})};
}

template <class... T>
void crossKernels(OpBuilder& op) {
    (op.cpuKernel<T>(crossCpu<T>), ...);
}

WEFT_OP("Cross")
    .summary("Vector products of pairs of vectors with three elements.")
    .category("math")
    .attr(
        "T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, "
        "uint64}")
    .input("a: T", "[..., 3] vectors")
    .input("b: T", "[..., 3] vectors")
    .output("product: T", "[..., 3] vectors at right angles to both")
    .shape(crossShape)
    .gradient(crossGradient)
    .apply(crossKernels<float, double, Half, BFloat16, std::int8_t, std::int16_t, std::int32_t,
                        std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>);

}  // namespace
}  // namespace weft
