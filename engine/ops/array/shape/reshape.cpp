// SPDX-License-Identifier: Apache-2.0
/// @file
/// Reshape: the same elements in row-major order under another shape.
///
/// Shapes   shape is a vector whose product is the number of elements; one size may be -1 and is
///          then worked out.
/// Types    every dtype; no element is touched or copied.
/// Errors   InvalidArgument for a shape with another number of elements, two sizes of -1, a size
///          below -1, a shape that is no vector.
/// Source   Op contract of TensorFlow "Reshape" (ops.pbtxt).

#include <algorithm>

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

/// What the values in `shape` say: sizes, of which one may be left open by -1.
struct Wanted {
    Dims sizes;                ///< kUnknownDim where not known or open
    int minusOne = -1;         ///< index of the -1
    int open = -1;             ///< index of the last size not known yet, by -1 or otherwise
    int opens = 0;             ///< how many are not known
    bool hasZero = false;      ///< a size of 0 among them
    std::int64_t product = 1;  ///< of the known sizes other than 0
};

Result<Wanted> wantedSizes(const PartialValue& shape) {
    Wanted wanted;
    for (std::size_t i = 0; i < shape.elements.size(); ++i) {
        const std::int64_t size = shape.elements[i].value_or(kUnknownDim);
        if (size == kUnknownDim) {
            ++wanted.opens;
            wanted.open = static_cast<int>(i);
            if (shape.elements[i] && wanted.minusOne >= 0) {
                return invalidArgument(concat("only one size may be -1: got -1 at ",
                                              wanted.minusOne, " and ", i, ", want at most one"));
            }
            if (shape.elements[i]) { wanted.minusOne = static_cast<int>(i); }
        } else if (size < 0) {
            return invalidArgument(concat("size ", i, " is negative: got ", size,
                                          ", want >= 0, or one -1 to be worked out"));
        } else if (size == 0) {
            wanted.hasZero = true;
        } else if (multiplyOverflows(wanted.product, size, wanted.product)) {
            return invalidArgument(
                concat("the product of the sizes overflows: got ", size, " at ", i));
        }
        wanted.sizes.push_back(size);
    }
    return wanted;
}

Status wrongCount(std::int64_t elements, const Wanted& wanted) {
    const std::int64_t product = wanted.hasZero ? 0 : wanted.product;
    return invalidArgument(concat("the input has another number of elements than the shape: got ",
                                  elements, ", want ", wanted.opens > 0 ? "a multiple of " : "",
                                  product, " for shape [", join(wanted.sizes, ","), "]"));
}

/// The open size that makes the count right. Where both sides have an axis of size 0 the other axes
/// decide, as in TensorFlow: [0,3] to [0,-1] is [0,3].
Result<std::int64_t> openSize(const Shape& input, const Wanted& wanted) {
    std::int64_t count = input.elements();
    if (count == 0 && wanted.hasZero) {
        count = 1;
        for (const std::int64_t size : input.dims()) { count *= std::max<std::int64_t>(size, 1); }
    } else if (wanted.hasZero) {
        return wrongCount(count, wanted);
    }
    if (count % wanted.product != 0) { return wrongCount(count, wanted); }
    return count / wanted.product;
}

Result<PartialShape> reshapeShape(const ShapeContext& context) {
    WEFT_TRY(context.input(1).withRank(1));
    const std::optional<PartialValue> shape = context.partialValue(1);
    if (!shape) { return context.valueAsShape(1); }
    if (shape->shape.rank() != 1) {
        return invalidArgument(
            concat("shape must be a vector: got shape ", shape->shape, ", want [rank]"));
    }
    Wanted wanted = WEFT_TRY(wantedSizes(*shape));
    const std::optional<Shape> input = context.input(0).full();
    if (input && wanted.opens == 0 && input->elements() != (wanted.hasZero ? 0 : wanted.product)) {
        return wrongCount(input->elements(), wanted);
    }
    // A size that is not known yet, but is no -1, may also turn out to be 0.
    if (input && wanted.opens == 1 && (wanted.minusOne >= 0 || input->elements() != 0)) {
        wanted.sizes[static_cast<std::size_t>(wanted.open)] = WEFT_TRY(openSize(*input, wanted));
    }
    return PartialShape::ofDims(std::move(wanted.sizes));
}

std::vector<std::optional<PartialValue>> reshapeValue(const ShapeContext& context) {
    std::optional<PartialValue> value = context.partialValue(0);
    const Result<PartialShape> shape = reshapeShape(context);
    if (!value || !shape.ok() || !shape->full()) { return {std::nullopt}; }
    value->shape = *shape->full();
    return {value};
}

/// Elements keep their places, so dL/dtensor is dL/doutput in the old shape.
Result<std::vector<Expr>> reshapeGradient(const GradientContext& context) {
    return std::vector<Expr>{reshape(context.outputGradient(0), shapeOf(context.input(0))), Expr()};
}

WEFT_OP("Reshape")
    .summary("Gives the same elements, in row-major order, another shape.")
    .category("array")
    .attr("T: type")
    .attr("Tshape: {int32, int64} = DT_INT32")
    .input("tensor: T", "any tensor")
    .input("shape: Tshape", "[rank] sizes of the output; one -1 is worked out from the others")
    .output("output: T", "the elements of tensor under the new shape")
    .hostInput("shape")
    .shape(reshapeShape)
    .partialValue(reshapeValue)
    .aliases(0)
    .gradient(reshapeGradient)
    .cpuKernel(passThrough);

}  // namespace
}  // namespace weft
