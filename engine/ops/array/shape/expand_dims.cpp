// SPDX-License-Identifier: Apache-2.0
/// @file
/// ExpandDims: puts an axis of size 1 in front of axis dim.
///
/// Shapes   input [d0, ..., dn-1] gives [d0, ..., 1, ..., dn-1]; dim in [-(n+1), n].
/// Types    every dtype; no element is touched or copied.
/// Errors   InvalidArgument for a dim out of range, or one of more than one element.
/// Source   Op contract of TensorFlow "ExpandDims" (ops.pbtxt).

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

/// The value of dim, which may be a scalar or hold one element; nothing where it is not known.
Result<std::optional<std::int64_t>> dimOf(const ShapeContext& context) {
    if (context.input(1).elements().value_or(1) != 1) {
        return invalidArgument(
            concat("dim must hold a single value: got shape ", context.input(1), ", want []"));
    }
    const std::optional<PartialValue> dim = context.partialValue(1);
    return dim && dim->elements.size() == 1 ? dim->elements[0] : std::nullopt;
}

Result<PartialShape> expandDimsShape(const ShapeContext& context) {
    const PartialShape& input = context.input(0);
    const std::optional<std::int64_t> dim = WEFT_TRY(dimOf(context));
    if (!input.hasRank()) { return PartialShape::unknown(); }
    const int rank = input.rank();
    if (!dim) { return PartialShape::ofRank(rank + 1); }
    if (*dim < -rank - 1 || *dim > rank) {
        return invalidArgument(concat("dim is out of range: got ", *dim, " for a tensor of rank ",
                                      rank, ", want a value in [", -rank - 1, ", ", rank, "]"));
    }
    Dims sizes = input.dims();
    sizes.insert(sizes.begin() + (*dim < 0 ? *dim + rank + 1 : *dim), 1);
    return PartialShape::ofDims(std::move(sizes));
}

std::vector<std::optional<PartialValue>> expandDimsValue(const ShapeContext& context) {
    std::optional<PartialValue> value = context.partialValue(0);
    const Result<PartialShape> shape = expandDimsShape(context);
    if (!value || !shape.ok() || !shape->full()) { return {std::nullopt}; }
    value->shape = *shape->full();
    return {value};
}

Result<std::vector<Expr>> expandDimsGradient(const GradientContext& context) {
    return std::vector<Expr>{reshape(context.outputGradient(0), shapeOf(context.input(0))), Expr()};
}

WEFT_OP("ExpandDims")
    .summary("Inserts an axis of size 1.")
    .category("array")
    .attr("T: type")
    .attr("Tdim: {int32, int64} = DT_INT32")
    .input("input: T", "[...] any tensor")
    .input("dim: Tdim", "scalar: where the axis goes, in [-(rank+1), rank]; -1 puts it last")
    .output("output: T", "the elements of input with one more axis")
    .hostInput("dim")
    .shape(expandDimsShape)
    .partialValue(expandDimsValue)
    .aliases(0)
    .gradient(expandDimsGradient)
    .cpuKernel(passThrough);

}  // namespace
}  // namespace weft
