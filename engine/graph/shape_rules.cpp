// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/shape_rules.h"

#include <algorithm>

#include "engine/graph/graph_inference.h"

namespace weft {
namespace {

/// The broadcast of two sizes, or nothing where they cannot be broadcast.
std::optional<std::int64_t> broadcastDim(std::int64_t a, std::int64_t b) {
    if (a == b) { return a; }
    if (a == 1) { return b; }
    if (b == 1) { return a; }
    // An unknown size must turn out to be 1 or the known one, which is not 1.
    if (a == kUnknownDim) { return b; }
    if (b == kUnknownDim) { return a; }
    return std::nullopt;
}

}  // namespace

Result<PartialShape> sameShape(const ShapeContext& context) { return context.input(0); }

Result<PartialShape> scalarShape(const ShapeContext& /*context*/) { return PartialShape::scalar(); }

Result<PartialShape> variableShape(const ShapeContext& context, int i) {
    if (context.inputType(i) != DType::Resource) { return context.input(i); }
    const std::optional<HandleInfo> known = context.handle(i);
    if (!known) { return PartialShape::unknown(); }
    const AttrMap& attrs = context.attrs();
    const DType wanted = attrs.getOr("dtype", attrs.getOr("T", known->type));
    if (wanted != known->type) {
        return invalidArgument(concat("Trying to read variable with wrong dtype. Expected ",
                                      signatureName(known->type), " got ", signatureName(wanted)));
    }
    return known->shape;
}

Result<PartialShape> variableShape(const ShapeContext& context) {
    return variableShape(context, 0);
}

Result<PartialShape> broadcastShape(const ShapeContext& context) {
    return broadcastShapes(context.input(0), context.input(1));
}

Result<PartialShape> broadcastShapes(const PartialShape& a, const PartialShape& b) {
    if (!a.hasRank() || !b.hasRank()) { return PartialShape::unknown(); }
    if (a == b) { return a; }
    const PartialShape& longer = a.rank() >= b.rank() ? a : b;
    const PartialShape& shorter = a.rank() >= b.rank() ? b : a;
    Dims dims = longer.dims();
    const int offset = longer.rank() - shorter.rank();
    for (int axis = 0; axis < shorter.rank(); ++axis) {
        std::int64_t& size = dims[static_cast<std::size_t>(axis + offset)];
        const std::optional<std::int64_t> both = broadcastDim(size, shorter[axis]);
        if (!both) { return invalidArgument(concat("Incompatible shapes: ", a, " vs. ", b)); }
        size = *both;
    }
    return PartialShape::ofDims(std::move(dims));
}

Result<std::vector<PartialShape>> unknownShapes(const ShapeContext& context) {
    return std::vector<PartialShape>(static_cast<std::size_t>(context.outputs()));
}

Result<PartialShape> mergedShape(const ShapeContext& context) {
    PartialShape merged;
    for (int i = 0; i < context.inputs(); ++i) {
        Result<PartialShape> next = merged.merge(context.input(i));
        if (!next.ok()) {
            return invalidArgument(concat("all inputs must have the same shape: got ",
                                          context.input(i), " for input ", i, ", want ", merged));
        }
        merged = *std::move(next);
    }
    return merged;
}

Result<std::vector<PartialShape>> noOutputs(const ShapeContext& /*context*/) {
    return std::vector<PartialShape>();
}

Result<PartialShape> reductionShape(const ShapeContext& context) {
    const bool keepDims = context.attrs().getOr<bool>("keep_dims", false);
    const PartialShape& input = context.input(0);
    WEFT_TRY(context.input(1).withRankAtMost(1));
    const auto axes = WEFT_TRY(context.valueAsInts(1));
    if (!input.hasRank()) { return PartialShape::unknown(); }
    if (!axes) { return keepDims ? PartialShape::ofRank(input.rank()) : PartialShape::unknown(); }
    absl::InlinedVector<bool, 8> reduced(static_cast<std::size_t>(input.rank()), false);
    bool isTwice = false;
    for (const std::int64_t axis : *axes) {
        const auto at = static_cast<std::size_t>(WEFT_TRY(normalizedAxis(axis, input.rank())));
        isTwice = isTwice || reduced[at];
        reduced[at] = true;
    }
    Dims dims;
    for (int axis = 0; axis < input.rank(); ++axis) {
        if (!reduced[static_cast<std::size_t>(axis)]) {
            dims.push_back(input[axis]);
        } else if (keepDims) {
            dims.push_back(1);
        }
    }
    // An axis named twice is found when the node runs, as in TensorFlow.
    if (isTwice && !isBuildingGraph()) {
        return invalidArgument(concat("reduction axes hold a duplicate: got ", join(*axes, ",")));
    }
    return PartialShape::ofDims(std::move(dims));
}

Result<int> normalizedAxis(std::int64_t axis, int rank) {
    if (axis < -rank || axis >= rank) {
        return invalidArgument(
            concat("axis is out of range: got ", axis, ", want [", -rank, ", ", rank, ")"));
    }
    return static_cast<int>(axis < 0 ? axis + rank : axis);
}

}  // namespace weft
