// SPDX-License-Identifier: Apache-2.0
/// @file
/// SparseSoftmaxCrossEntropyWithLogits: with p = softmax(features) by rows,
/// loss[r] = - log p[r, labels[r]] and backprop[r, c] = p[r, c] - (c == labels[r]).
///
/// Shapes   features [batch, classes], labels [batch]; loss [batch], backprop [batch, classes].
/// Types    features half, bfloat16 (through float), float, double; labels int32, int64.
/// Errors   InvalidArgument for other ranks, batches that differ, no classes, or a label outside
///          [0, classes).
/// Numerics The row maximum is subtracted first; log p is formed without forming p.
/// Source   Op contract of TensorFlow "SparseSoftmaxCrossEntropyWithLogits" (ops.pbtxt).

#include <algorithm>

#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/softmax.h"
#include "engine/kernel/via_float.h"
#include "engine/ops/loss/cross_entropy_gradient.h"

namespace weft {
namespace {

constexpr double kExpNs = 1.5;
/// Labels quoted in a message.
constexpr std::size_t kLabelsShown = 32;

Result<std::vector<PartialShape>> sparseShape(const ShapeContext& context) {
    const PartialShape features = WEFT_TRY(context.input(0).withRank(2));
    const PartialShape labels = WEFT_TRY(context.input(1).withRank(1));
    const Result<std::int64_t> batch = mergeDim(features[0], labels[0]);
    if (!batch.ok()) {
        return invalidArgument(
            concat("logits and labels must have the same first dimension: got logits shape ",
                   features, " and labels shape ", labels, ", want one batch size"));
    }
    if (features[1] == 0) {
        return invalidArgument(concat("Must have at least one class: got logits shape ", features,
                                      ", want [batch, classes >= 1]"));
    }
    return std::vector<PartialShape>{PartialShape{*batch}, features.withDim(0, *batch)};
}

Result<std::vector<Expr>> sparseGradient(const GradientContext& context) {
    return std::vector<Expr>{loss::logitsGradient(context), Expr()};
}

/// The labels widened to int64. Errors: InvalidArgument for one outside [0, classes).
template <class L>
Status widenLabels(std::span<const L> labels, std::int64_t classes, std::span<std::int64_t> out) {
    std::copy(labels.begin(), labels.end(), out.begin());
    for (const std::int64_t label : out) {
        if (label >= 0 && label < classes) { continue; }
        const auto first = out.first(std::min(out.size(), kLabelsShown));
        const std::vector<std::int64_t> shown(first.begin(), first.end());
        return invalidArgument(concat("Received a label value of ", label,
                                      " which is outside the valid range of [0, ", classes,
                                      "). Label values: ", join(shown, " "),
                                      out.size() > kLabelsShown ? " ..." : ""));
    }
    return okStatus();
}

/// In memory of the device: a step asks the heap for nothing.
Result<Tensor> labelsOf(KernelContext& context, std::int64_t classes) {
    Tensor labels = WEFT_TRY(context.allocate(DType::Int64, context.input(1).shape()));
    const std::span<std::int64_t> out = labels.mutableValues<std::int64_t>();
    const bool isNarrow = context.input(1).dtype() == DType::Int32;
    WEFT_TRY(isNarrow ? widenLabels(context.inputValues<std::int32_t>(1), classes, out)
                      : widenLabels(context.inputValues<std::int64_t>(1), classes, out));
    return labels;
}

template <class T>
Status sparse(KernelContext& context) {
    const Shape& shape = context.output(1).shape();
    const std::int64_t columns = shape[1];
    const Tensor widened = WEFT_TRY(labelsOf(context, columns));
    const std::int64_t* labels = widened.values<std::int64_t>().data();
    const T* features = context.inputValues<T>(0).data();
    T* loss = context.outputValues<T>(0).data();
    T* backprop = context.outputValues<T>(1).data();
    parallelFor(shape[0], kExpNs * static_cast<double>(columns),
                [&](std::int64_t begin, std::int64_t end) {
                    const std::int64_t at = begin * columns;
                    simd::sparseCrossEntropyRows(features + at, labels + begin, loss + begin,
                                                 backprop + at, end - begin, columns);
                });
    return okStatus();
}

WEFT_OP("SparseSoftmaxCrossEntropyWithLogits")
    .summary("Cross entropy between class ids and the softmax of logits, and its gradient.")
    .category("nn")
    .attr("T: {half, bfloat16, float, double}")
    .attr("Tlabels: {int32, int64} = DT_INT64")
    .input("features: T", "[batch, classes] logits")
    .input("labels: Tlabels", "[batch] class ids in [0, classes)")
    .output("loss: T", "[batch] cross entropy of each row")
    .output("backprop: T", "[batch, classes] gradient of the loss by the features")
    .shape(sparseShape)
    .gradient(sparseGradient)
    .cpuKernel<float>(sparse<float>, "simd")
    .cpuKernel<double>(sparse<double>, "simd")
    .cpuKernel<Half>(viaFloat<sparse<float>>)
    .cpuKernel<BFloat16>(viaFloat<sparse<float>>);

}  // namespace
}  // namespace weft
