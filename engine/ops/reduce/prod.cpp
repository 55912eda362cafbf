// SPDX-License-Identifier: Apache-2.0
/// @file
/// Prod: the product of a tensor over some axes.
///
/// Shapes   output has the input's axes without the reduced ones, which keep_dims keeps as 1.
/// Types    float, double, int32, int64, uint8; half and bfloat16 in float.
/// Errors   InvalidArgument for an axis out of range or given twice.
/// Numerics Integers wrap around; the product of nothing is 1.
/// Source   Op contract of TensorFlow "Prod" (ops.pbtxt).

#include <algorithm>

#include "engine/ops/reduce/reduction.h"

namespace weft {
namespace {

/// The product of the sizes along some axes.
Expr sizeAlong(const Expr& shape, const std::vector<std::int32_t>& axes) {
    const Expr sizes = op("GatherV2", {shape, intVector(shape, axes), intConstant(shape, 0)});
    return op("Prod", {sizes, intVector(shape, {0})});
}
Expr cumulativeProduct(const Expr& x, bool reverse) {
    return op("Cumprod", {x, intConstant(x, 0)}, {{"exclusive", true}, {"reverse", reverse}});
}

/// By x[i]: the product of all others, as the product of those before times that of those after, so
/// that zeros in x do no harm. Reduced axes are brought to the front and folded into one.
Result<std::vector<Expr>> prodGradient(const GradientContext& context) {
    const auto axes = knownAxes(context);
    if (!axes) {
        return unimplemented(
            "gradient of Prod: got axes or a rank that are known only at run time, want constants");
    }
    const Expr x = context.input(0);
    std::vector<std::int32_t> others;
    for (int axis = 0; axis < x.shape().rank(); ++axis) {
        if (std::find(axes->begin(), axes->end(), axis) == axes->end()) { others.push_back(axis); }
    }
    std::vector<std::int32_t> order = *axes;
    order.insert(order.end(), others.begin(), others.end());
    std::vector<std::int32_t> back(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        back[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i);
    }
    const Expr shape = shapeOf(x);
    const Expr front = op("Transpose", {x, intVector(x, order)});
    const Expr sizes = op("Pack", {sizeAlong(shape, *axes), sizeAlong(shape, others)});
    const Expr matrix = reshape(front, sizes);
    const Expr product = cumulativeProduct(matrix, false) * cumulativeProduct(matrix, true);
    const Expr others2 = op("Transpose", {reshape(product, shapeOf(front)), intVector(x, back)});
    return std::vector<Expr>{spreadGradient(context, context.outputGradient(0)) * others2, Expr()};
}

void prodSignature(OpBuilder& op) {
    op.attr("keep_dims: bool = false").attr(kSummableTypes);
    reductionSignature(op, "T");
}

WEFT_OP("Prod")
    .summary("Multiplies the elements of a tensor over some of its axes.")
    .apply(prodSignature)
    .gradient(prodGradient)
    .apply(reductionKernels<simd::Reduce::Prod>);

}  // namespace
}  // namespace weft
