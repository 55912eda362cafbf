// SPDX-License-Identifier: Apache-2.0
/// @file
/// BroadcastArgs: the shape of two tensors broadcast against each other, from their shapes.
///
/// Shapes   s0 [a], s1 [b]; r0 [max(a, b)].
/// Types    int32, int64.
/// Errors   InvalidArgument "Incompatible shapes: [2,3] vs. [4]"; shapes that are no vectors.
/// Source   Op contract of TensorFlow "BroadcastArgs" (ops.pbtxt).

#include <algorithm>

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

using Sizes = std::vector<std::optional<std::int64_t>>;

/// Errors: InvalidArgument for known sizes that differ where neither is 1.
Result<Sizes> broadcastSizes(const Sizes& a, const Sizes& b) {
    Sizes out(std::max(a.size(), b.size()));
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto x = i < a.size() ? a[a.size() - 1 - i] : 1;
        const auto y = i < b.size() ? b[b.size() - 1 - i] : 1;
        auto& size = out[out.size() - 1 - i];
        if (x == 1 || y == 1 || x == y) {
            size = x == 1 ? y : x;
        } else if (x && y) {
            return invalidArgument(concat("Incompatible shapes: got sizes ", *x, " vs. ", *y));
        } else {
            size = x ? x : y;
        }
    }
    return out;
}

Result<PartialShape> argsShape(const ShapeContext& context) {
    const PartialShape a = WEFT_TRY(context.input(0).withRank(1));
    const PartialShape b = WEFT_TRY(context.input(1).withRank(1));
    if (a[0] == kUnknownDim || b[0] == kUnknownDim) { return PartialShape{kUnknownDim}; }
    return PartialShape{std::max(a[0], b[0])};
}

std::vector<std::optional<PartialValue>> argsValue(const ShapeContext& context) {
    const auto a = context.partialValue(0);
    const auto b = context.partialValue(1);
    if (!a || !b || a->shape.rank() != 1 || b->shape.rank() != 1) { return {std::nullopt}; }
    const Result<Sizes> sizes = broadcastSizes(a->elements, b->elements);
    if (!sizes.ok()) { return {std::nullopt}; }
    return {PartialValue{Shape{std::ssize(*sizes)}, *sizes}};
}

Status argsCpu(KernelContext& context) {
    const auto sizesOf = [&](int input) {
        Sizes sizes;
        for (std::int64_t i = 0; i < context.input(input).elements(); ++i) {
            sizes.emplace_back(intAt(context.input(input), i));
        }
        return sizes;
    };
    const Sizes sizes = WEFT_TRY(broadcastSizes(sizesOf(0), sizesOf(1)));
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        if (context.output(0).dtype() == DType::Int32) {
            context.outputValues<std::int32_t>(0)[i] = static_cast<std::int32_t>(*sizes[i]);
        } else {
            context.outputValues<std::int64_t>(0)[i] = *sizes[i];
        }
    }
    return okStatus();
}

WEFT_OP("BroadcastArgs")
    .summary("The shape of two tensors broadcast against each other.")
    .category("array")
    .attr("T: {int32, int64} = DT_INT32")
    .input("s0: T", "[a] a shape")
    .input("s1: T", "[b] another")
    .output("r0: T", "[max(a, b)] the shape of both broadcast")
    .hostInput("s0")
    .hostInput("s1")
    .shape(argsShape)
    .partialValue(argsValue)
    .noGradient("shapes are no function of the values")
    .cpuKernel(argsCpu);

}  // namespace
}  // namespace weft
