// SPDX-License-Identifier: Apache-2.0
/// @file
/// InvertPermutation: y[x[i]] = i.
///
/// Shapes   x is a vector; y has its shape.
/// Types    int32, int64.
/// Errors   InvalidArgument when x is no vector, an entry is out of range or there twice.
/// Source   Op contract of TensorFlow "InvertPermutation" (ops.pbtxt).

#include <algorithm>

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<PartialShape> invertShape(const ShapeContext& context) {
    return context.input(0).withRank(1);
}

std::vector<std::optional<PartialValue>> invertValue(const ShapeContext& context) {
    const std::optional<PartialValue> x = context.partialValue(0);
    if (!x) { return {std::nullopt}; }
    PartialValue y{x->shape, std::vector<std::optional<std::int64_t>>(x->elements.size())};
    for (std::size_t i = 0; i < x->elements.size(); ++i) {
        const std::int64_t to = x->elements[i].value_or(-1);
        if (to < 0 || to >= static_cast<std::int64_t>(x->elements.size())) {
            return {std::nullopt};
        }
        y.elements[static_cast<std::size_t>(to)] = static_cast<std::int64_t>(i);
    }
    return {y};
}

template <class T>
Status invertCpu(KernelContext& context) {
    const std::span<const T> x = context.inputValues<T>(0);
    const std::span<T> y = context.outputValues<T>(0);
    constexpr T kFree = -1;
    std::ranges::fill(y, kFree);
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (x[i] < 0 || static_cast<std::size_t>(x[i]) >= x.size()) {
            return invalidArgument(concat("entry ", i, " is out of range: got ", x[i],
                                          ", want a value in [0, ", x.size(), ")"));
        }
        T& place = y[static_cast<std::size_t>(x[i])];
        if (place != kFree) {
            return invalidArgument(
                concat("x is no permutation: got ", x[i], " twice, want each value once"));
        }
        place = static_cast<T>(i);
    }
    return okStatus();
}

WEFT_OP("InvertPermutation")
    .summary("Gives the permutation that undoes another.")
    .category("array")
    .attr("T: {int32, int64} = DT_INT32")
    .input("x: T", "[n] a permutation of 0 .. n-1")
    .output("y: T", "[n] y[x[i]] = i")
    .shape(invertShape)
    .partialValue(invertValue)
    .noGradient("a permutation of axes has no derivative")
    .cpuKernel<std::int32_t>(invertCpu<std::int32_t>)
    .cpuKernel<std::int64_t>(invertCpu<std::int64_t>);

}  // namespace
}  // namespace weft
