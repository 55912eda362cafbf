// SPDX-License-Identifier: Apache-2.0
/// @file
/// DynamicStitch: merged[indices[k][i, ...]] = data[k][i, ...]; the later of two wins.
/// ParallelDynamicStitch: the same, for places that are named once.
///
/// Shapes   data[k] = indices[k] + rest, one rest for all; merged = [max index + 1] + rest. Rows
///          that no index names are zeros.
/// Types    every plain dtype, and string.
/// Errors   InvalidArgument for a negative index, shapes that do not fit.
/// Source   Op contract of TensorFlow "DynamicStitch", "ParallelDynamicStitch" (ops.pbtxt).

#include <algorithm>
#include <cstring>

#include "engine/kernel/index_text.h"
#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/element_type.h"

namespace weft {
namespace {

/// Shape of one row: what data has behind its indices' shape.
Result<PartialShape> restOf(const PartialShape& indices, const PartialShape& data) {
    if (!indices.hasRank() || !data.hasRank()) { return PartialShape::unknown(); }
    if (data.rank() < indices.rank() || !data.slice(0, indices.rank()).compatibleWith(indices)) {
        return invalidArgument(concat("data must begin with the shape of its indices: got ", data,
                                      ", want ", indices, " and more"));
    }
    return data.slice(indices.rank());
}

/// Largest index; nothing where some are not known. -1 when there are none at all.
Result<std::optional<std::int64_t>> largestIndex(const ShapeContext& context, int count) {
    std::int64_t largest = -1;
    bool known = true;
    for (int k = 0; k < count; ++k) {
        const std::optional<Tensor> indices = context.value(k);
        known = known && indices.has_value();
        for (std::int64_t i = 0; indices && i < indices->elements(); ++i) {
            const std::int64_t index = intAt(*indices, i);
            if (index < 0) {
                return invalidArgument(
                    concat(indexText(concat("indices[", k, "]"), indices->shape(),
                                     static_cast<std::size_t>(i)),
                           " is out of range: got ", index, ", want >= 0"));
            }
            largest = std::max(largest, index);
        }
    }
    return known ? std::optional(largest) : std::nullopt;
}

Result<PartialShape> stitchShape(const ShapeContext& context) {
    const int count = context.inputs() / 2;
    PartialShape rest;
    for (int k = 0; k < count; ++k) {
        const PartialShape row = WEFT_TRY(restOf(context.input(k), context.input(count + k)));
        const Result<PartialShape> merged = rest.merge(row);
        if (!merged.ok()) {
            return invalidArgument(
                concat("rows of all data must have one shape: got ", row, ", want ", rest));
        }
        rest = *merged;
    }
    const std::optional<std::int64_t> largest = WEFT_TRY(largestIndex(context, count));
    return PartialShape{largest ? *largest + 1 : kUnknownDim}.concat(rest);
}

/// Elements of shape arithmetic at known places.
std::vector<std::optional<PartialValue>> stitchValue(const ShapeContext& context) {
    const int count = context.inputs() / 2;
    const Result<PartialShape> shape = stitchShape(context);
    if (!shape.ok() || !shape->isFull() || shape->rank() != 1 ||
        !isInteger(context.inputType(count))) {
        return {std::nullopt};
    }
    constexpr std::int64_t kMostTracked = 256;
    if ((*shape)[0] > kMostTracked) { return {std::nullopt}; }
    const auto size = static_cast<std::size_t>((*shape)[0]);
    PartialValue merged{*shape->full(), std::vector<std::optional<std::int64_t>>(size, 0)};
    for (int k = 0; k < count; ++k) {
        const Tensor indices = *context.value(k);
        const std::optional<PartialValue> data = context.partialValue(count + k);
        for (std::int64_t i = 0; i < indices.elements(); ++i) {
            merged.elements[static_cast<std::size_t>(intAt(indices, i))] =
                data ? data->elements[static_cast<std::size_t>(i)] : std::nullopt;
        }
    }
    return {merged};
}

/// Each row of data gets the row of dL/dmerged where it was put.
Result<std::vector<Expr>> stitchGradient(const GradientContext& context) {
    const int count = context.inputs() / 2;
    const Expr dy = context.outputGradient(0);
    std::vector<Expr> gradients(static_cast<std::size_t>(count));
    for (int k = 0; k < count; ++k) {
        gradients.push_back(op("GatherV2", {dy, context.input(k), intConstant(dy, 0)}));
    }
    return gradients;
}

template <class T>
void stitch(const KernelContext& context, Tensor& merged) {
    const int count = context.inputs() / 2;
    T* out = reinterpret_cast<T*>(merged.mutableData());
    std::fill_n(out, merged.elements(), T{});
    const std::int64_t row = merged.shape()[0] == 0 ? 0 : merged.elements() / merged.shape()[0];
    for (int k = 0; k < count; ++k) {
        const std::span<const std::int32_t> indices = context.inputValues<std::int32_t>(k);
        const T* data = reinterpret_cast<const T*>(context.input(count + k).data());
        for (std::size_t i = 0; i < indices.size(); ++i) {
            std::copy_n(data + static_cast<std::int64_t>(i) * row, row, out + indices[i] * row);
        }
    }
}

Status stitchCpu(KernelContext& context) {
    return withElementType(context.output(0).dtype(), [&](auto element) {
        stitch<decltype(element)>(context, context.output(0));
        return okStatus();
    });
}

OpBuilder declare(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.summary(summary)
        .category("array")
        .attr("N: int >= 1")
        .attr("T: type")
        .input("indices: N * int32", "where each row of data goes, >= 0")
        .input("data: N * T", "[indices..., ...] the rows")
        .output("merged: T", "[largest index + 1, ...] the rows in their places")
        .hostInput("indices")
        .shape(stitchShape)
        .partialValue(stitchValue)
        .gradient(stitchGradient)
        .cpuKernel(stitchCpu);
    return op;
}

const OpRegistration kStitch =
    declare("DynamicStitch", "Puts the rows of several tensors at given places of one.");
const OpRegistration kParallelStitch =
    declare("ParallelDynamicStitch",
            "Puts the rows of several tensors at given places of one, each place named once.");

}  // namespace
}  // namespace weft
