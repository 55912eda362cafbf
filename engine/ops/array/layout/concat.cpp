// SPDX-License-Identifier: Apache-2.0
/// @file
/// Concat and ConcatV2: puts tensors one behind the other along an axis.
///
/// Shapes   values agree in rank (>= 1) and in every size but that along the axis, where sizes add.
/// Types    every plain dtype, and string.
/// Errors   InvalidArgument for scalars, an axis out of range, ranks or sizes that differ, a sum
///          over int64.
/// Source   Op contracts of TensorFlow "Concat", "ConcatV2" (ops.pbtxt).

#include "engine/base/limits.h"
#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/strided_copy.h"

namespace weft {
namespace {

/// The two ops differ in where the axis stands among the inputs.
struct Layout {
    int axis;
    int firstValue;
    int values;
};

Layout layoutOf(const std::string& opName, int inputs) {
    return opName == "Concat" ? Layout{0, 1, inputs - 1} : Layout{inputs - 1, 0, inputs - 1};
}

/// Merges the value into what is known of the result: every size but that along the axis agrees.
Status mergeInto(PartialShape& result, const PartialShape& value, int axis, int position) {
    if (value.rank() != result.rank()) {
        return invalidArgument(concat("ranks of all values must match: got ", result,
                                      " and values[", position, "] of ", value));
    }
    for (int i = 0; i < value.rank(); ++i) {
        if (i == axis) {
            std::int64_t sum = kUnknownDim;
            if (result[i] != kUnknownDim && value[i] != kUnknownDim &&
                addOverflows(result[i], value[i], sum)) {
                return invalidArgument(concat("the size along axis ", axis, " overflows: got ",
                                              result[i], " + ", value[i]));
            }
            result = result.withDim(i, sum);
            continue;
        }
        const Result<std::int64_t> size = mergeDim(result[i], value[i]);
        if (!size.ok()) {
            return invalidArgument(concat("sizes other than along axis ", axis, " must match: got ",
                                          result, " and values[", position, "] of ", value));
        }
        result = result.withDim(i, *size);
    }
    return okStatus();
}

/// The common rank of the values where any is known.
Result<std::optional<int>> rankOfValues(const ShapeContext& context, const Layout& layout) {
    std::optional<int> rank;
    for (int i = 0; i < layout.values; ++i) {
        const PartialShape& value = context.input(layout.firstValue + i);
        if (!value.hasRank()) { continue; }
        if (value.rank() == 0) {
            return invalidArgument(
                concat("scalars cannot be joined: got values[", i, "] of [], want rank >= 1"));
        }
        if (rank && *rank != value.rank()) {
            return invalidArgument(concat("ranks of all values must match: got values[", i, "] of ",
                                          value, ", want rank ", *rank));
        }
        rank = value.rank();
    }
    return rank;
}

Result<PartialShape> concatShape(const ShapeContext& context) {
    const Layout layout = layoutOf(context.op().name, context.inputs());
    const std::optional<std::int64_t> axis = WEFT_TRY(context.valueAsInt(layout.axis));
    const std::optional<int> rank = WEFT_TRY(rankOfValues(context, layout));
    if (!rank) { return PartialShape::unknown(); }
    if (!axis) { return PartialShape::ofRank(*rank); }
    if (*axis < -*rank || *axis >= *rank) {
        return invalidArgument(concat("axis is out of range: got ", *axis, ", want a value in [",
                                      -*rank, ", ", *rank, ")"));
    }
    const int along = static_cast<int>(*axis < 0 ? *axis + *rank : *axis);
    PartialShape result = PartialShape::ofRank(*rank).withDim(along, 0);
    for (int i = 0; i < layout.values; ++i) {
        const PartialShape& value = context.input(layout.firstValue + i);
        const PartialShape known = value.hasRank() ? value : PartialShape::ofRank(*rank);
        WEFT_TRY(mergeInto(result, known, along, i));
    }
    return result;
}

/// Vectors of shape arithmetic are joined element by element, known or not.
std::vector<std::optional<PartialValue>> concatValue(const ShapeContext& context) {
    const Layout layout = layoutOf(context.op().name, context.inputs());
    const Result<PartialShape> shape = concatShape(context);
    if (!shape.ok() || !shape->isFull() || shape->rank() != 1 ||
        (*shape)[0] > defaultLimits().rank || !isInteger(context.inputType(layout.firstValue))) {
        return {std::nullopt};
    }
    PartialValue joined{Shape{(*shape)[0]}, {}};
    for (int i = 0; i < layout.values; ++i) {
        const auto value = context.partialValue(layout.firstValue + i);
        const auto count = static_cast<std::size_t>(context.input(layout.firstValue + i)[0]);
        const std::vector<std::optional<std::int64_t>> unknown(count);
        const auto& elements = value ? value->elements : unknown;
        joined.elements.insert(joined.elements.end(), elements.begin(), elements.end());
    }
    return {joined};
}

/// Each value gets the slice of dL/doutput that lies where it was put.
Result<std::vector<Expr>> concatGradient(const GradientContext& context) {
    const Layout layout = layoutOf(context.node().opName, context.inputs());
    const Expr dy = context.outputGradient(0);
    std::vector<Expr> gradients(static_cast<std::size_t>(context.inputs()));
    std::vector<Expr> values;
    for (int i = 0; i < layout.values; ++i) {
        values.push_back(context.input(layout.firstValue + i));
    }
    const std::vector<Expr> shapes = opList("ShapeN", values);
    std::vector<Expr> offsetInputs{cast(context.input(layout.axis), DType::Int32)};
    offsetInputs.insert(offsetInputs.end(), shapes.begin(), shapes.end());
    const std::vector<Expr> offsets = opList("ConcatOffset", offsetInputs);
    for (std::size_t i = 0; i < values.size() && i < offsets.size(); ++i) {
        gradients[static_cast<std::size_t>(layout.firstValue) + i] =
            op("Slice", {dy, offsets[i], shapes[i]});
    }
    return gradients;
}

Status concatCpu(KernelContext& context) {
    const Layout layout = layoutOf(context.node().opName, context.inputs());
    Tensor& output = context.output(0);
    const int rank = output.rank();
    const std::int64_t wanted = intAt(context.input(layout.axis), 0);
    const auto axis = static_cast<int>(wanted < 0 ? wanted + rank : wanted);
    std::int64_t outer = 1;
    for (int i = 0; i < axis; ++i) { outer *= output.shape()[i]; }
    const std::int64_t rowTo = outer == 0 ? 0 : output.elements() / outer;
    std::int64_t offset = 0;
    for (int i = 0; i < layout.values; ++i) {
        const Tensor& value = context.input(layout.firstValue + i);
        const std::int64_t row = outer == 0 ? 0 : value.elements() / outer;
        WEFT_TRY(copyStrided({.sizes = {outer, row},
                              .fromStrides = {row, 1},
                              .toStrides = {rowTo, 1},
                              .toOffset = offset},
                             value, output));
        offset += row;
    }
    return okStatus();
}

WEFT_OP("Concat")
    .summary("Joins tensors along an axis; the axis comes first.")
    .category("array")
    .attr("N: int >= 2")
    .attr("T: type")
    .input("concat_dim: int32", "scalar: the axis, in [-rank, rank)")
    .input("values: N * T", "tensors that differ in size along the axis at most")
    .output("output: T", "the values one behind the other")
    .hostInput("concat_dim")
    .shape(concatShape)
    .partialValue(concatValue)
    .gradient(concatGradient)
    .cpuKernel(concatCpu);

WEFT_OP("ConcatV2")
    .summary("Joins tensors along an axis.")
    .category("array")
    .attr("N: int >= 2")
    .attr("T: type")
    .attr("Tidx: {int32, int64} = DT_INT32")
    .input("values: N * T", "tensors that differ in size along the axis at most")
    .input("axis: Tidx", "scalar: the axis, in [-rank, rank)")
    .output("output: T", "the values one behind the other")
    .hostInput("axis")
    .shape(concatShape)
    .partialValue(concatValue)
    .gradient(concatGradient)
    .cpuKernel(concatCpu);

}  // namespace
}  // namespace weft
