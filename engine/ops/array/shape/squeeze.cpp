// SPDX-License-Identifier: Apache-2.0
/// @file
/// Squeeze: removes axes of size 1, all of them or those listed.
///
/// Shapes   input [2, 1, 3, 1] gives [2, 3], with squeeze_dims = [1] it gives [2, 3, 1].
/// Types    every dtype; no element is touched or copied.
/// Errors   InvalidArgument for a listed axis out of range or of another size than 1.
/// Source   Op contract of TensorFlow "Squeeze" (ops.pbtxt).

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

/// Which axes of a tensor of this rank are listed.
Result<std::vector<bool>> listedAxes(const std::vector<std::int64_t>& squeezeDims, int rank) {
    std::vector<bool> listed(static_cast<std::size_t>(rank), false);
    for (const std::int64_t axis : squeezeDims) {
        if (axis < -rank || axis >= rank) {
            return invalidArgument(concat("axis to squeeze is out of range: got ", axis,
                                          " for a tensor of rank ", rank, ", want a value in [",
                                          -rank, ", ", rank, ")"));
        }
        listed[static_cast<std::size_t>(axis < 0 ? axis + rank : axis)] = true;
    }
    return listed;
}

Result<PartialShape> squeezeShape(const ShapeContext& context) {
    const PartialShape& input = context.input(0);
    const AttrValue* attr = context.attrs().find("squeeze_dims");
    const auto* squeezeDims =
        attr == nullptr ? nullptr : std::get_if<std::vector<std::int64_t>>(attr);
    const bool all = squeezeDims == nullptr || squeezeDims->empty();
    if (!input.hasRank()) { return PartialShape::unknown(); }
    Dims sizes;
    if (all) {
        for (const std::int64_t size : input.dims()) {
            // An unknown size may be 1 and go, or stay: then not even the rank is known.
            if (size == kUnknownDim) { return PartialShape::unknown(); }
            if (size != 1) { sizes.push_back(size); }
        }
        return PartialShape::ofDims(std::move(sizes));
    }
    const std::vector<bool> listed = WEFT_TRY(listedAxes(*squeezeDims, input.rank()));
    for (int axis = 0; axis < input.rank(); ++axis) {
        if (!listed[static_cast<std::size_t>(axis)]) {
            sizes.push_back(input[axis]);
        } else if (input[axis] != 1 && input[axis] != kUnknownDim) {
            return invalidArgument(concat("only axes of size 1 can be squeezed: got size ",
                                          input[axis], " along axis ", axis, " of ", input,
                                          ", want 1"));
        }
    }
    return PartialShape::ofDims(std::move(sizes));
}

std::vector<std::optional<PartialValue>> squeezeValue(const ShapeContext& context) {
    std::optional<PartialValue> value = context.partialValue(0);
    const Result<PartialShape> shape = squeezeShape(context);
    if (!value || !shape.ok() || !shape->full()) { return {std::nullopt}; }
    value->shape = *shape->full();
    return {value};
}

Result<std::vector<Expr>> squeezeGradient(const GradientContext& context) {
    return std::vector<Expr>{reshape(context.outputGradient(0), shapeOf(context.input(0)))};
}

WEFT_OP("Squeeze")
    .summary("Removes axes of size 1.")
    .category("array")
    .attr("T: type")
    .attr("squeeze_dims: list(int) >= 0 = []")
    .input("input: T", "[...] any tensor")
    .output("output: T", "the elements of input without those axes")
    .shape(squeezeShape)
    .partialValue(squeezeValue)
    .aliases(0)
    .gradient(squeezeGradient)
    .cpuKernel(passThrough);

}  // namespace
}  // namespace weft
