// SPDX-License-Identifier: Apache-2.0
/// @file
/// BroadcastGradientArgs: the axes over which the gradient of a broadcasting op is summed to get
/// back to each operand's shape.
///
/// Shapes   s0, s1 are shapes as vectors; r0, r1 are vectors of axes of the broadcast shape, r0
///          those along which operand 0 has size 1 (or no axis). Equal shapes give empty vectors.
/// Types    int32, int64.
/// Errors   InvalidArgument for shapes that do not broadcast, or are no vectors.
/// Source   Op contract of TensorFlow "BroadcastGradientArgs" (ops_extra.pbtxt); as there, an axis
///          along which both have size 1 appears in both results.

#include <algorithm>
#include <vector>

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

using Axes = Dims;  // a step asks the heap for none of them

/// Axes to sum for either operand.
struct Reductions {
    Axes first;
    Axes second;
};

/// @param sizeAt sizeAt(operand, axis), with axes counted from the back.
template <class SizeAt>
Result<Reductions> reductionsOf(std::int64_t rank0, std::int64_t rank1, const SizeAt& sizeAt) {
    Reductions out;
    const std::int64_t rank = std::max(rank0, rank1);
    bool equal = rank0 == rank1;
    for (std::int64_t axis = 0; axis < rank; ++axis) {
        const std::int64_t back = rank - 1 - axis;
        const std::int64_t a = back < rank0 ? sizeAt(0, rank0 - 1 - back) : 1;
        const std::int64_t b = back < rank1 ? sizeAt(1, rank1 - 1 - back) : 1;
        if (a != b && a != 1 && b != 1) {
            return invalidArgument(concat("Incompatible shapes: got sizes ", a, " and ", b,
                                          " along axis ", axis, ", want equal sizes or 1"));
        }
        equal = equal && a == b;
        if (a == 1) { out.first.push_back(axis); }
        if (b == 1) { out.second.push_back(axis); }
    }
    if (equal) { return Reductions(); }
    return out;
}

/// The axes where both shapes are known; nothing otherwise.
Result<std::optional<Reductions>> knownReductions(const ShapeContext& context) {
    const auto s0 = WEFT_TRY(context.valueAsInts(0));
    const auto s1 = WEFT_TRY(context.valueAsInts(1));
    if (!s0 || !s1) { return std::optional<Reductions>(); }
    const auto sizeAt = [&](int operand, std::int64_t axis) {
        return (operand == 0 ? *s0 : *s1)[static_cast<std::size_t>(axis)];
    };
    return std::optional(WEFT_TRY(reductionsOf(static_cast<std::int64_t>(s0->size()),
                                               static_cast<std::int64_t>(s1->size()), sizeAt)));
}

Result<std::vector<PartialShape>> reductionShapes(const ShapeContext& context) {
    WEFT_TRY(context.input(0).withRank(1));
    WEFT_TRY(context.input(1).withRank(1));
    const auto known = WEFT_TRY(knownReductions(context));
    if (!known) { return std::vector<PartialShape>(2, PartialShape::ofRank(1)); }
    return std::vector<PartialShape>{{static_cast<std::int64_t>(known->first.size())},
                                     {static_cast<std::int64_t>(known->second.size())}};
}

PartialValue asValue(const Axes& axes) {
    return {Shape{static_cast<std::int64_t>(axes.size())}, {axes.begin(), axes.end()}};
}

std::vector<std::optional<PartialValue>> reductionValues(const ShapeContext& context) {
    const auto known = knownReductions(context);
    if (!known.ok() || !*known) { return {std::nullopt, std::nullopt}; }
    return {asValue((*known)->first), asValue((*known)->second)};
}

template <class T>
Status broadcastGradientArgsCpu(KernelContext& context) {
    const std::span<const T> s0 = context.inputValues<T>(0);
    const std::span<const T> s1 = context.inputValues<T>(1);
    const Reductions axes = WEFT_TRY(reductionsOf(
        static_cast<std::int64_t>(s0.size()), static_cast<std::int64_t>(s1.size()),
        [&](int operand, std::int64_t axis) {
            return std::int64_t{(operand == 0 ? s0 : s1)[static_cast<std::size_t>(axis)]};
        }));
    const auto write = [](const Axes& from, std::span<T> to) {
        std::ranges::transform(from, to.begin(), [](std::int64_t a) { return static_cast<T>(a); });
    };
    write(axes.first, context.outputValues<T>(0));
    write(axes.second, context.outputValues<T>(1));
    return okStatus();
}

WEFT_OP("BroadcastGradientArgs")
    .summary("Finds the axes to sum over in the gradient of a broadcasting op.")
    .category("array")
    .attr("T: {int32, int64} = DT_INT32")
    .input("s0: T", "[rank0] shape of the first operand")
    .input("s1: T", "[rank1] shape of the second operand")
    .output("r0: T", "axes of the result along which the first operand was repeated")
    .output("r1: T", "axes of the result along which the second operand was repeated")
    .hostInput("s0")
    .hostInput("s1")
    .shape(reductionShapes)
    .partialValue(reductionValues)
    .noGradient("shapes are no function of the values")
    .cpuKernel<std::int32_t>(broadcastGradientArgsCpu<std::int32_t>)
    .cpuKernel<std::int64_t>(broadcastGradientArgsCpu<std::int64_t>);

}  // namespace
}  // namespace weft
