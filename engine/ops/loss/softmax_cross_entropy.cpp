// SPDX-License-Identifier: Apache-2.0
/// @file
/// SoftmaxCrossEntropyWithLogits: with p = softmax(features) by rows,
/// loss[r] = - sum_c labels[r, c] log p[r, c] and backprop = p - labels = dloss/dfeatures.
///
/// Shapes   features and labels [batch, classes], of which one may broadcast; loss [batch],
///          backprop [batch, classes].
/// Types    half, bfloat16 (through float), float, double.
/// Errors   InvalidArgument when the inputs do not broadcast to a matrix.
/// Numerics The row maximum is subtracted first; log p is formed without forming p. Labels are
///          taken as they are: backprop is dloss/dfeatures only where each row of them sums to 1.
///          0 * inf is NaN, as in TensorFlow. No classes: loss 0.
/// Source   Op contract of TensorFlow "SoftmaxCrossEntropyWithLogits" (ops.pbtxt).

#include <algorithm>

#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/softmax.h"
#include "engine/kernel/via_float.h"
#include "engine/ops/loss/cross_entropy_gradient.h"

namespace weft {
namespace {

constexpr double kExpNs = 1.5;

Result<std::vector<PartialShape>> crossEntropyShape(const ShapeContext& context) {
    const PartialShape& features = context.input(0);
    const PartialShape& labels = context.input(1);
    // Matrices of one shape, mostly; else whatever broadcasts to a matrix, a vector being a row.
    const Result<PartialShape> matrix = features.withRank(2);
    Result<PartialShape> both = matrix.ok() ? matrix->merge(labels) : matrix;
    if (!both.ok()) { both = broadcastShapes(features, labels); }
    if (!both.ok()) {
        return invalidArgument(
            concat("logits and labels must be broadcastable: got logits_size=", features,
                   " labels_size=", labels, ", want equal sizes or 1"));
    }
    if (!both->hasRank() || both->rank() != 2) {
        return invalidArgument(concat("Shape must be broadcasted with rank 2: got ", features,
                                      " and ", labels, ", want matrices"));
    }
    return std::vector<PartialShape>{PartialShape{(*both)[0]}, *both};
}

/// The gradient by the labels is -dloss * log p.
Result<std::vector<Expr>> crossEntropyGradient(const GradientContext& context) {
    const Expr features = context.input(0);
    const Expr labels = context.input(1);
    const Expr logP = op("LogSoftmax", {features});
    Expr dFeatures = loss::logitsGradient(context);
    Expr dLabels = loss::spreadOverRows(context.outputGradient(0), -logP);
    const PartialShape& a = features.shape();
    const PartialShape& b = labels.shape();
    if (a.isFull() && b.isFull() && !(a == b)) {
        dFeatures = sumToShapeOf(dFeatures, features, labels);
        dLabels = sumToShapeOf(dLabels, labels, features);
    }
    return std::vector<Expr>{dFeatures, dLabels};
}

/// The matrix (or row, or number) with its axes of size 1 repeated to this shape; itself where it
/// has it.
template <class T>
Result<Tensor> expanded(KernelContext& context, const Tensor& matrix, const Shape& shape) {
    if (matrix.shape() == shape) { return matrix; }
    Tensor whole = WEFT_TRY(context.allocate(kDTypeOf<T>, shape));
    const T* from = matrix.values<T>().data();
    T* to = whole.mutableValues<T>().data();
    const int rank = matrix.rank();
    const std::int64_t columns = rank > 0 ? matrix.shape()[rank - 1] : 1;
    const std::int64_t rowStep = rank < 2 || matrix.shape()[0] == 1 ? 0 : columns;
    const std::int64_t columnStep = columns == 1 ? 0 : 1;
    for (std::int64_t r = 0; r < shape[0]; ++r) {
        for (std::int64_t c = 0; c < shape[1]; ++c) {
            to[r * shape[1] + c] = from[r * rowStep + c * columnStep];
        }
    }
    return whole;
}

template <class T>
Status crossEntropy(KernelContext& context) {
    const Shape& shape = context.output(1).shape();
    const std::int64_t columns = shape[1];
    const std::span<T> loss = context.outputValues<T>(0);
    if (columns == 0) {
        std::fill(loss.begin(), loss.end(), T{0});
        return okStatus();
    }
    const Tensor features = WEFT_TRY(expanded<T>(context, context.input(0), shape));
    const Tensor labels = WEFT_TRY(expanded<T>(context, context.input(1), shape));
    const T* x = features.values<T>().data();
    const T* p = labels.values<T>().data();
    T* backprop = context.outputValues<T>(1).data();
    parallelFor(shape[0], kExpNs * static_cast<double>(columns),
                [&](std::int64_t begin, std::int64_t end) {
                    const std::int64_t at = begin * columns;
                    simd::crossEntropyRows(x + at, p + at, loss.data() + begin, backprop + at,
                                           end - begin, columns);
                });
    return okStatus();
}

WEFT_OP("SoftmaxCrossEntropyWithLogits")
    .summary("Cross entropy between labels and the softmax of logits, and its gradient.")
    .category("nn")
    .attr("T: {half, bfloat16, float, double}")
    .input("features: T", "[batch, classes] logits")
    .input("labels: T", "[batch, classes] wanted probabilities; each row should sum to 1")
    .output("loss: T", "[batch] cross entropy of each row")
    .output("backprop: T", "[batch, classes] gradient of the loss by the features")
    .shape(crossEntropyShape)
    .gradient(crossEntropyGradient)
    .cpuKernel<float>(crossEntropy<float>, "simd")
    .cpuKernel<double>(crossEntropy<double>, "simd")
    .cpuKernel<Half>(viaFloat<crossEntropy<float>>)
    .cpuKernel<BFloat16>(viaFloat<crossEntropy<float>>);

}  // namespace
}  // namespace weft
