// SPDX-License-Identifier: Apache-2.0
/// @file
/// LowerBound and UpperBound: where each value would have to be put into a sorted row, before or
/// behind elements that equal it.
///
/// Shapes   sorted_inputs [batch, n], values [batch, m]; output [batch, m].
/// Types    all real numbers; output int32, int64.
/// Errors   InvalidArgument for other ranks, batches of different size.
/// Source   Op contracts of TensorFlow "LowerBound", "UpperBound" (ops.pbtxt).

#include <algorithm>

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<PartialShape> searchShape(const ShapeContext& context) {
    const PartialShape rows = WEFT_TRY(context.input(0).withRank(2));
    const PartialShape values = WEFT_TRY(context.input(1).withRank(2));
    const Result<std::int64_t> batch = mergeDim(rows[0], values[0]);
    if (batch.ok()) { return values.withDim(0, *batch); }
    return invalidArgument(
        concat("Leading dim_size of both tensors must match: got ", rows, " and ", values));
}

enum class Bound { Lower, Upper };

template <class T>
bool isLess(const T& a, const T& b) {
    if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
        return static_cast<float>(a) < static_cast<float>(b);
    } else {
        return a < b;
    }
}

template <Bound Side, class T, class Index>
Status searchWith(KernelContext& context) {
    if (context.output(0).elements() == 0) { return okStatus(); }
    const RowsView<const T> rows = context.inputRows<T>(0);
    const RowsView<const T> values = context.inputRows<T>(1);
    const RowsView<Index> output = context.outputRows<Index>(0);
    // Rows of no elements have no place to count from.
    const std::int64_t n = context.input(0).shape()[1];
    parallelFor(values.rows * values.columns, 20.0, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            const T* first = rows.data + i / values.columns * n;
            const T& value = values.data[i];
            const T* place = Side == Bound::Lower
                                 ? std::lower_bound(first, first + n, value, isLess<T>)
                                 : std::upper_bound(first, first + n, value, isLess<T>);
            output.data[i] = static_cast<Index>(place - first);
        }
    });
    return okStatus();
}

template <Bound Side, class T>
Status searchCpu(KernelContext& context) {
    return context.output(0).dtype() == DType::Int32 ? searchWith<Side, T, std::int32_t>(context)
                                                     : searchWith<Side, T, std::int64_t>(context);
}

template <Bound Side, class... T>
void addKernels(OpBuilder& op) {
    (op.cpuKernel<T>(searchCpu<Side, T>), ...);
}

template <Bound Side>
OpBuilder declare(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.summary(summary)
        .category("array")
        .attr("T: type")
        .attr("out_type: {int32, int64} = DT_INT32")
        .input("sorted_inputs: T", "[batch, n] rows in ascending order")
        .input("values: T", "[batch, m] values to look for")
        .output("output: out_type", "[batch, m] places in the rows, from 0 to n")
        .shape(searchShape)
        .noGradient("places do not change by small steps")
        .apply(
            addKernels<Side, float, double, Half, BFloat16, std::int8_t, std::int16_t, std::int32_t,
                       std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>);
    return op;
}

const OpRegistration kLower =
    declare<Bound::Lower>("LowerBound", "Where in a sorted row a value's first place is.");
const OpRegistration kUpper =
    declare<Bound::Upper>("UpperBound", "Where in a sorted row a value's last place is.");

}  // namespace
}  // namespace weft
