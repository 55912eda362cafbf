// SPDX-License-Identifier: Apache-2.0
/// @file
/// Pack: stacks N tensors of one shape along a new axis.
///
/// Shapes   values [d0, ...] give [d0, ..., N, ...] with N at axis, in [-(rank+1), rank].
/// Types    every plain dtype, and string.
/// Errors   InvalidArgument for shapes that differ, an axis out of range.
/// Source   Op contract of TensorFlow "Pack" (ops.pbtxt).

#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/strided_copy.h"

namespace weft {
namespace {

Result<PartialShape> packShape(const ShapeContext& context) {
    PartialShape value = context.input(0);
    for (int i = 1; i < context.inputs(); ++i) {
        const Result<PartialShape> merged = value.merge(context.input(i));
        if (!merged.ok()) {
            return invalidArgument(concat("shapes of all values must match: got values[", i,
                                          "] of ", context.input(i), ", want ", value));
        }
        value = *merged;
    }
    if (!value.hasRank()) { return PartialShape::unknown(); }
    const std::int64_t axis = context.attrs().getOr<std::int64_t>("axis", 0);
    const int rank = value.rank() + 1;
    if (axis < -rank || axis >= rank) {
        return invalidArgument(concat("axis is out of range: got ", axis, ", want a value in [",
                                      -rank, ", ", rank, ")"));
    }
    Dims sizes = value.dims();
    sizes.insert(sizes.begin() + (axis < 0 ? axis + rank : axis), context.inputs());
    return PartialShape::ofDims(std::move(sizes));
}

/// Scalars of shape arithmetic become a vector whose elements may each be known or not.
std::vector<std::optional<PartialValue>> packValue(const ShapeContext& context) {
    const Result<PartialShape> shape = packShape(context);
    if (!shape.ok() || !shape->isFull() || shape->rank() != 1 || !isInteger(context.inputType(0))) {
        return {std::nullopt};
    }
    PartialValue packed{Shape{context.inputs()}, {}};
    for (int i = 0; i < context.inputs(); ++i) {
        const std::optional<PartialValue> value = context.partialValue(i);
        packed.elements.push_back(value ? value->elements[0] : std::nullopt);
    }
    return {packed};
}

/// Each value gets its slice of dL/doutput.
Result<std::vector<Expr>> packGradient(const GradientContext& context) {
    return opList("Unpack", {context.outputGradient(0)},
                  {{"num", std::int64_t{context.inputs()}},
                   {"axis", context.attrs().getOr<std::int64_t>("axis", 0)}});
}

Status packCpu(KernelContext& context) {
    const Shape& value = context.input(0).shape();
    const std::int64_t wanted = context.attrs().getOr<std::int64_t>("axis", 0);
    const auto axis = static_cast<int>(wanted < 0 ? wanted + value.rank() + 1 : wanted);
    std::int64_t outer = 1;
    for (int i = 0; i < axis; ++i) { outer *= value[i]; }
    const std::int64_t inner = outer == 0 ? 0 : value.elements() / outer;
    for (int i = 0; i < context.inputs(); ++i) {
        WEFT_TRY(copyStrided({.sizes = {outer, inner},
                              .fromStrides = {inner, 1},
                              .toStrides = {inner * context.inputs(), 1},
                              .toOffset = inner * i},
                             context.input(i), context.output(0)));
    }
    return okStatus();
}

WEFT_OP("Pack")
    .summary("Stacks tensors of one shape along a new axis.")
    .category("array")
    .attr("N: int >= 1")
    .attr("T: type")
    .attr("axis: int = 0")
    .input("values: N * T", "tensors of one shape")
    .output("output: T", "the values side by side along the new axis")
    .shape(packShape)
    .partialValue(packValue)
    .gradient(packGradient)
    .cpuKernel(packCpu);

}  // namespace
}  // namespace weft
