// SPDX-License-Identifier: Apache-2.0
/// @file
/// InTopK: precision[i] says whether target targets[i] is among the k largest predictions of row
/// i. InTopKV2 takes k as an input.
///
/// Shapes   predictions [batch, classes], targets [batch], k a scalar; precision [batch].
/// Types    predictions float; targets and k int32 or int64; precision bool.
/// Errors   InvalidArgument for other ranks, or when the batches differ.
/// Numerics Ties count for the target: a class is in the top k when fewer than k classes are
///          greater. A target outside [0, classes) and a row that holds a value that is not finite
///          give false; so does k <= 0.
/// Source   Op contracts of TensorFlow "InTopK", "InTopKV2" (ops.pbtxt).

#include <cmath>

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<PartialShape> inTopKShape(const ShapeContext& context) {
    const PartialShape predictions = WEFT_TRY(context.input(0).withRank(2));
    const PartialShape targets = WEFT_TRY(context.input(1).withRank(1));
    if (context.inputs() > 2) { WEFT_TRY(context.input(2).withRank(0)); }
    const Result<std::int64_t> batch = mergeDim(predictions[0], targets[0]);
    if (!batch.ok()) {
        return invalidArgument(concat("predictions and targets differ in rows: got ", predictions,
                                      " and ", targets, ", want the same first size"));
    }
    return PartialShape{*batch};
}

template <class T>
bool isInTopK(std::span<const float> row, T target, std::int64_t k) {
    if (target < 0 || static_cast<std::size_t>(target) >= row.size()) { return false; }
    const float wanted = row[static_cast<std::size_t>(target)];
    std::int64_t greater = 0;
    for (const float value : row) {
        if (!std::isfinite(value)) { return false; }
        greater += value > wanted ? 1 : 0;
    }
    return greater < k;
}

template <class T>
Status inTopK(KernelContext& context, std::int64_t k) {
    const RowsView<const float> predictions = context.inputRows<float>(0);
    const std::span<const T> targets = context.inputValues<T>(1);
    const std::span<bool> precision = context.outputValues<bool>(0);
    parallelFor(predictions.rows, static_cast<double>(predictions.columns),
                [&](std::int64_t begin, std::int64_t end) {
                    for (std::int64_t r = begin; r < end; ++r) {
                        const auto i = static_cast<std::size_t>(r);
                        precision[i] = isInTopK(predictions.row(r), targets[i], k);
                    }
                });
    return okStatus();
}

struct TopKParameters {
    std::int64_t k;
};
Result<TopKParameters> parseTopK(const AttrMap& attrs) {
    return TopKParameters{WEFT_TRY(attrs.get<std::int64_t>("k"))};
}

template <class T>
Status inTopKAttr(KernelContext& context) {
    return inTopK<T>(context, context.parameters<TopKParameters>().k);
}
template <class T>
Status inTopKInput(KernelContext& context) {
    return inTopK<T>(context, intAt(context.input(2), 0));
}

constexpr std::string_view kReason = "it counts hits, which do not change smoothly";

WEFT_OP("InTopK")
    .summary("Says of each row whether its target is among the k largest predictions.")
    .category("nn")
    .attr("k: int")
    .attr("T: {int32, int64} = DT_INT32")
    .input("predictions: float", "[batch, classes] scores")
    .input("targets: T", "[batch] class ids")
    .output("precision: bool", "[batch] true where the target is in the top k")
    .shape(inTopKShape)
    .noGradient(kReason)
    .parameters(parseTopK)
    .cpuKernel<std::int32_t>(inTopKAttr<std::int32_t>)
    .cpuKernel<std::int64_t>(inTopKAttr<std::int64_t>);

WEFT_OP("InTopKV2")
    .summary("Says of each row whether its target is among the k largest predictions.")
    .category("nn")
    .attr("T: {int32, int64} = DT_INT32")
    .input("predictions: float", "[batch, classes] scores")
    .input("targets: T", "[batch] class ids")
    .input("k: T", "scalar: how many largest predictions count")
    .output("precision: bool", "[batch] true where the target is in the top k")
    .shape(inTopKShape)
    .noGradient(kReason)
    .cpuKernel<std::int32_t>(inTopKInput<std::int32_t>)
    .cpuKernel<std::int64_t>(inTopKInput<std::int64_t>);

}  // namespace
}  // namespace weft
