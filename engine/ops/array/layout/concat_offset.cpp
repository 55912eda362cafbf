// SPDX-License-Identifier: Apache-2.0
/// @file
/// ConcatOffset: where each of several tensors begins in their concatenation, as index vectors.
///
/// Shapes   N shapes [rank] give N offsets [rank]: zero but along concat_dim, where the sizes of
/// the
///          tensors before add up.
/// Types    int32, int64.
/// Errors   InvalidArgument for an axis out of range, ranks or other sizes that differ, a sum that
///          overflows the type.
/// Source   Op contract of TensorFlow "ConcatOffset" (ops_extra.pbtxt); unlike there, a sum over
///          int32 is an error instead of wrapping.

#include <algorithm>
#include <limits>

#include "engine/graph/graph_inference.h"
#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

/// Checks shape i against shape 0; -1 stands for an unknown size.
/// @param sizeAt sizeAt(shape, position).
template <class SizeAt>
Status checkSizes(int i, std::int64_t rank, std::int64_t axis, const SizeAt& sizeAt) {
    for (std::int64_t k = 0; k < rank; ++k) {
        const std::int64_t first = sizeAt(0, k);
        const std::int64_t size = sizeAt(i, k);
        if (k != axis && first != kUnknownDim && size != kUnknownDim && first != size) {
            return invalidArgument(concat("sizes other than along axis ", axis, " must match: got ",
                                          size, " in shape ", i, ", want ", first, " at position ",
                                          k));
        }
    }
    return okStatus();
}

Result<std::vector<PartialShape>> concatOffsetShapes(const ShapeContext& context) {
    WEFT_TRY(context.input(0).withRank(0));
    std::vector<PartialShape> shapes;
    PartialShape all = PartialShape::ofRank(1);
    for (int i = 1; i < context.inputs(); ++i) {
        const Result<PartialShape> merged = all.merge(context.input(i));
        if (!merged.ok()) {
            return leftToRun(
                invalidArgument(concat("shapes must have one length: got ", context.input(i),
                                       " for shape ", i - 1, ", want ", all)));
        }
        all = *merged;
    }
    const std::optional<std::int64_t> axis = WEFT_TRY(context.valueAsInt(0));
    if (axis && all[0] != kUnknownDim && (*axis < -all[0] || *axis >= all[0])) {
        return leftToRun(
            invalidArgument(concat("concat_dim is out of range: got ", *axis, ", want a value in [",
                                   -all[0], ", ", all[0], ")")));
    }
    return std::vector<PartialShape>(static_cast<std::size_t>(context.inputs() - 1), all);
}

std::vector<std::optional<PartialValue>> concatOffsetValues(const ShapeContext& context) {
    const auto count = static_cast<std::size_t>(context.inputs() - 1);
    std::vector<std::optional<PartialValue>> none(count);
    const Result<std::optional<std::int64_t>> axis = context.valueAsInt(0);
    if (!axis.ok() || !*axis) { return none; }
    std::vector<std::optional<PartialValue>> values;
    std::optional<std::int64_t> offset = 0;
    for (int i = 1; i < context.inputs(); ++i) {
        const std::optional<PartialValue> shape = context.partialValue(i);
        if (!shape || shape->shape.rank() != 1) { return none; }
        const auto rank = static_cast<std::int64_t>(shape->elements.size());
        const auto along = static_cast<std::size_t>(**axis < 0 ? **axis + rank : **axis);
        if (along >= shape->elements.size()) { return none; }
        PartialValue value{shape->shape,
                           std::vector<std::optional<std::int64_t>>(shape->elements.size(), 0)};
        value.elements[along] = offset;
        values.emplace_back(std::move(value));
        const std::optional<std::int64_t>& size = shape->elements[along];
        std::int64_t sum = 0;
        const bool known = offset && size && !addOverflows(*offset, *size, sum);
        offset = known ? std::optional(sum) : std::nullopt;
    }
    return values;
}

template <class T>
Status concatOffsetCpu(KernelContext& context) {
    const auto rank = static_cast<std::int64_t>(context.input(1).elements());
    const std::int64_t wanted = intAt(context.input(0), 0);
    const std::int64_t axis = wanted < 0 ? wanted + rank : wanted;
    const auto sizeAt = [&](int shape, std::int64_t k) {
        return std::int64_t{context.inputValues<T>(shape + 1)[static_cast<std::size_t>(k)]};
    };
    std::int64_t offset = 0;
    for (int i = 0; i < context.outputs(); ++i) {
        WEFT_TRY(checkSizes(i, rank, axis, sizeAt));
        const std::span<T> out = context.outputValues<T>(i);
        std::fill(out.begin(), out.end(), T{0});
        out[static_cast<std::size_t>(axis)] = static_cast<T>(offset);
        // The end of the last one is no offset, so it may leave the type.
        if (i + 1 == context.outputs()) { break; }
        if (addOverflows(offset, sizeAt(i, axis), offset) ||
            offset > std::numeric_limits<T>::max()) {
            return invalidArgument(concat("the sum of sizes along axis ", axis, " overflows ",
                                          context.input(1).dtype(), ": got ", sizeAt(i, axis),
                                          " more in shape ", i));
        }
    }
    return okStatus();
}

WEFT_OP("ConcatOffset")
    .summary("Gives where each tensor begins in their concatenation.")
    .category("array")
    .attr("N: int >= 2")
    .attr("shape_type: {int32, int64} = DT_INT32")
    .input("concat_dim: int32", "scalar: the axis, in [-rank, rank)")
    .input("shape: N * shape_type", "[rank] shapes of the tensors")
    .output("offset: N * shape_type", "[rank] first index of each tensor in the whole")
    .hostInput("concat_dim")
    .hostInput("shape")
    .shape(concatOffsetShapes)
    .partialValue(concatOffsetValues)
    .noGradient("shapes are no function of the values")
    .cpuKernel<std::int32_t>(concatOffsetCpu<std::int32_t>)
    .cpuKernel<std::int64_t>(concatOffsetCpu<std::int64_t>);

}  // namespace
}  // namespace weft
