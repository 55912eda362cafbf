// SPDX-License-Identifier: Apache-2.0
/// @file
/// Prod: the product of a tensor over some axes.
///
/// Shapes   output has the input's axes without the reduced ones, which keep_dims keeps as 1.
/// Types    integers, float, double, complex64, complex128; half and bfloat16 in float.
/// Errors   InvalidArgument for an axis out of range or given twice.
/// Numerics Integers wrap around; the product of nothing is 1.
/// Source   Op contract of TensorFlow "Prod" (ops.pbtxt).

#include "engine/ops/reduce/reduction.h"

namespace weft {
namespace {

Expr product(const Expr& vector) { return op("Prod", {vector, intVector(vector, {0})}); }
Expr cumulativeProduct(const Expr& x, bool reverse) {
    return op("Cumprod", {x, intConstant(x, 0)}, {{"exclusive", true}, {"reverse", reverse}});
}

/// The permutation that brings the reduced axes to the front, and its inverse.
struct AxisOrder {
    Expr forth;
    Expr back;
};

/// 1 for each axis that is reduced, 0 for the others.
Expr reducedMask(const GradientContext& context) {
    const Expr x = context.input(0);
    if (const auto axes = knownAxes(context)) {
        std::vector<std::int32_t> mask(static_cast<std::size_t>(x.shape().rank()), 0);
        for (const std::int32_t axis : *axes) { mask[static_cast<std::size_t>(axis)] = 1; }
        return intVector(x, mask);
    }
    const Expr rank = rankOf(x);
    const Expr all = op("Range", {intConstant(x, 0), rank, intConstant(x, 1)});
    const Expr axes = reshape(cast(context.input(1), DType::Int32), intVector(x, {-1}));
    return op("DynamicStitch",
              {all, op("FloorMod", {axes + rank, rank}), zerosLike(all), onesLike(axes)});
}

/// A reduced axis goes to where the reduced ones before it end, another behind all reduced ones.
AxisOrder reducedFirst(const Expr& mask) {
    const AttrMap before{{"exclusive", true}};
    const Expr zero = intConstant(mask, 0);
    const Expr others = intConstant(mask, 1) - mask;
    const Expr count = op("Sum", {mask, zero});
    const Expr back = mask * op("Cumsum", {mask, zero}, before) +
                      others * (count + op("Cumsum", {others, zero}, before));
    return {op("InvertPermutation", {back}), back};
}

/// By x[i]: the product of all others, as the product of those before times that of those after, so
/// that zeros in x do no harm. Reduced axes are brought to the front and folded into one.
Result<std::vector<Expr>> prodGradient(const GradientContext& context) {
    const Expr x = context.input(0);
    const Expr mask = reducedMask(context);
    const AxisOrder order = reducedFirst(mask);
    const Expr shape = shapeOf(x);
    const Expr others = intConstant(x, 1) - mask;
    // Where an axis does not count, 1 takes its place.
    const Expr sizes = op("Pack", {product(shape * mask + others), product(shape * others + mask)});
    const Expr front = op("Transpose", {x, order.forth});
    const Expr matrix = reshape(front, sizes);
    const Expr withoutOwn = cumulativeProduct(matrix, false) * cumulativeProduct(matrix, true);
    const Expr slopes = op("Transpose", {reshape(withoutOwn, shapeOf(front)), order.back});
    return std::vector<Expr>{spreadGradient(context, context.outputGradient(0)) * conj(slopes),
                             Expr()};
}

void prodSignature(OpBuilder& op) {
    op.attr("keep_dims: bool = false").attr(kSummableTypes);
    reductionSignature(op, "T");
}

WEFT_OP("Prod")
    .summary("Multiplies the elements of a tensor over some of its axes.")
    .apply(prodSignature)
    .gradient(prodGradient)
    .apply(reductionKernels<simd::Reduce::Prod>)
    .apply(complexReductionKernels<simd::Reduce::Prod>);

}  // namespace
}  // namespace weft
