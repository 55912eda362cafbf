// SPDX-License-Identifier: Apache-2.0
/// @file
/// Softmax: softmax[..., i] = exp(logits[..., i]) / sum_j exp(logits[..., j]).
/// LogSoftmax: logits[..., i] - log(sum_j exp(logits[..., j])).
///
/// Shapes   logits [..., classes] with rank >= 1; the output has the same shape.
/// Types    half, bfloat16 (through float), float, double.
/// Errors   InvalidArgument when logits is a scalar.
/// Numerics The row maximum is subtracted first, so no finite input overflows.
///          A row holding +inf or NaN yields NaN; a row of all -inf yields NaN.
/// Source   Op contracts of TensorFlow "Softmax", "LogSoftmax" (ops.pbtxt); gradients derived
///          below.

#include "engine/kernel/simd/softmax.h"

#include "engine/kernel/op_builder.h"
#include "engine/kernel/via_float.h"

namespace weft {
namespace {

constexpr double kExpNs = 1;

Result<PartialShape> softmaxShape(const ShapeContext& context) {
    return context.input(0).withRankAtLeast(1);
}

/// With y = softmax(x) the Jacobian is diag(y) - y y^T, hence
/// dL/dx = (dL/dy - sum(dL/dy * y)) * y, the sum taken along the last axis.
Result<std::vector<Expr>> softmaxGradient(const GradientContext& context) {
    const Expr y = context.output(0);
    const Expr dy = context.outputGradient(0);
    const Expr rowSum = reduceSum(dy * y, /*axis=*/-1, KeepDims::Yes);
    return std::vector<Expr>{(dy - rowSum) * y};
}

/// With y = x - log sum exp(x): dL/dx = dL/dy - sum(dL/dy) * softmax(x), and softmax(x) = exp(y).
Result<std::vector<Expr>> logSoftmaxGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    const Expr softmax = op("Exp", {context.output(0)});
    return std::vector<Expr>{dy - reduceSum(dy, /*axis=*/-1, KeepDims::Yes) * softmax};
}

struct Plain {
    template <class T>
    static void rows(const T* x, T* out, std::int64_t rows, std::int64_t columns) {
        simd::softmaxRows(x, out, rows, columns);
    }
};
struct Log {
    template <class T>
    static void rows(const T* x, T* out, std::int64_t rows, std::int64_t columns) {
        simd::logSoftmaxRows(x, out, rows, columns);
    }
};

template <class Kind, class T>
Status softmaxCpu(KernelContext& context) {
    const RowsView<const T> logits = context.inputRows<T>(0);
    const RowsView<T> out = context.outputRows<T>(0);
    parallelFor(logits.rows, kExpNs * static_cast<double>(logits.columns),
                [&](std::int64_t begin, std::int64_t end) {
                    const std::int64_t at = begin * logits.columns;
                    Kind::rows(logits.data + at, out.data + at, end - begin, logits.columns);
                });
    return okStatus();
}

WEFT_OP("Softmax")
    .summary("Turns each row of logits into probabilities that sum to 1.")
    .category("nn")
    .attr("T: {half, bfloat16, float, double}")
    .input("logits: T", "[..., classes] unnormalised log probabilities")
    .output("softmax: T", "[..., classes] probabilities")
    .shape(softmaxShape)
    .gradient(softmaxGradient)
    .inPlace(0)
    .cpuKernel<float>(softmaxCpu<Plain, float>, "simd")
    .cpuKernel<double>(softmaxCpu<Plain, double>, "simd")
    .cpuKernel<Half>(viaFloat<softmaxCpu<Plain, float>>)
    .cpuKernel<BFloat16>(viaFloat<softmaxCpu<Plain, float>>);

WEFT_OP("LogSoftmax")
    .summary("Turns each row of logits into the logarithms of probabilities that sum to 1.")
    .category("nn")
    .attr("T: {half, bfloat16, float, double}")
    .input("logits: T", "[..., classes] unnormalised log probabilities")
    .output("logsoftmax: T", "[..., classes] log probabilities")
    .shape(softmaxShape)
    .gradient(logSoftmaxGradient)
    .inPlace(0)
    .cpuKernel<float>(softmaxCpu<Log, float>, "simd")
    .cpuKernel<double>(softmaxCpu<Log, double>, "simd")
    .cpuKernel<Half>(viaFloat<softmaxCpu<Log, float>>)
    .cpuKernel<BFloat16>(viaFloat<softmaxCpu<Log, float>>);

}  // namespace
}  // namespace weft
