// SPDX-License-Identifier: Apache-2.0
/// @file
/// ListDiff: the elements of x that are not in y, in their order and as often as they come, and
/// where they are.
///
/// Shapes   x [n], y [m]; out and idx [count].
/// Types    all real numbers, string; idx int32, int64.
/// Errors   InvalidArgument "x should be a 1D vector." for other ranks.
/// Numerics -0 and 0 are equal; NaN equals nothing, so it is never taken out.
/// Source   Op contract of TensorFlow "ListDiff" (ops.pbtxt).

#include <unordered_set>

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<std::vector<PartialShape>> listDiffShapes(const ShapeContext& context) {
    for (const int i : {0, 1}) {
        if (!context.input(i).withRank(1).ok()) {
            return invalidArgument(
                concat(i == 0 ? "x" : "y", " should be a 1D vector. got ", context.input(i)));
        }
    }
    return std::vector<PartialShape>(2, PartialShape{kUnknownDim});
}

/// What elements are told apart by.
template <class T>
auto keyOf(const T& x) {
    if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
        return static_cast<float>(x);
    } else {
        return x;
    }
}

template <class T, class Index>
Status listDiffWith(KernelContext& context) {
    const std::span<const T> x = context.inputValues<T>(0);
    std::unordered_set<decltype(keyOf(T{}))> taken;
    for (const T& value : context.inputValues<T>(1)) { taken.insert(keyOf(value)); }
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (!taken.contains(keyOf(x[i]))) { kept.push_back(i); }
    }
    const Shape shape{std::ssize(kept)};
    Tensor out = WEFT_TRY(context.allocate(kDTypeOf<T>, shape));
    Tensor idx = WEFT_TRY(context.allocate(kDTypeOf<Index>, shape));
    for (std::size_t i = 0; i < kept.size(); ++i) {
        out.mutableValues<T>()[i] = x[kept[i]];
        idx.mutableValues<Index>()[i] = static_cast<Index>(kept[i]);
    }
    context.setOutput(0, std::move(out));
    context.setOutput(1, std::move(idx));
    return okStatus();
}

template <class T>
Status listDiffCpu(KernelContext& context) {
    return context.node().outputs[1].type == DType::Int32 ? listDiffWith<T, std::int32_t>(context)
                                                          : listDiffWith<T, std::int64_t>(context);
}

template <class... T>
void addKernels(OpBuilder& op) {
    (op.cpuKernel<T>(listDiffCpu<T>), ...);
}

WEFT_OP("ListDiff")
    .summary("The elements of one list that are not in another.")
    .category("array")
    .attr("T: type")
    .attr("out_idx: {int32, int64} = DT_INT32")
    .input("x: T", "[n] elements to keep")
    .input("y: T", "[m] elements to leave out")
    .output("out: T", "[count] the elements of x that are not in y")
    .output("idx: out_idx", "[count] their places in x")
    .dynamicOutput(0)
    .dynamicOutput(1)
    .shape(listDiffShapes)
    .noGradient("which elements are equal does not change by small steps")
    .apply(addKernels<float, double, Half, BFloat16, std::int8_t, std::int16_t, std::int32_t,
                      std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t,
                      std::string>);

}  // namespace
}  // namespace weft
