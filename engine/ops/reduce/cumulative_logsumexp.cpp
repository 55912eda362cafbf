// SPDX-License-Identifier: Apache-2.0
/// @file
/// CumulativeLogsumexp: out[i] = log(exp(x[0]) + ... + exp(x[i])) along one axis.
///
/// Shapes   out has the shape of x, whose rank is at least 1.
/// Types    half, bfloat16 (through float), float, double.
/// Errors   InvalidArgument for a scalar x or an axis out of range.
/// Numerics No exponential of a large number is taken. With exclusive each result leaves its own
///          element out, the first being -inf; with reverse it runs from the end. A NaN counts as
///          the sum before it, as in TensorFlow.
/// Source   Op contract of TensorFlow "CumulativeLogsumexp" (ops.pbtxt).

#include <cmath>
#include <limits>

#include "engine/kernel/op_builder.h"
#include "engine/kernel/via_float.h"

namespace weft {
namespace {

constexpr double kElementCost = 30;  // nanoseconds: an exponential and a logarithm each

Result<PartialShape> cumulativeShape(const ShapeContext& context) {
    const PartialShape x = WEFT_TRY(context.input(0).withRankAtLeast(1));
    const auto axis = WEFT_TRY(context.valueAsInt(1));
    if (axis && x.hasRank()) { WEFT_TRY(normalizedAxis(*axis, x.rank())); }
    return x;
}

/// The lowest finite number.
double lowestOf(DType type) {
    switch (type) {
        case DType::Half:
            return -65504.0;
        case DType::BFloat16:
            return -3.3895313892515355e38;
        case DType::Float:
            return double{std::numeric_limits<float>::lowest()};
        default:
            return std::numeric_limits<double>::lowest();
    }
}

template <class T>
T logSumExp(T a, T b) {
    const T low = b < a ? b : a;
    const T high = a < b ? b : a;
    if (high < std::numeric_limits<T>::lowest()) { return high; }
    return std::log1p(std::exp(low - high)) + high;
}

template <class T>
Status logSumExpCpu(KernelContext& context) {
    const bool isExclusive = context.attrs().getOr<bool>("exclusive", false);
    const bool isReverse = context.attrs().getOr<bool>("reverse", false);
    const Shape& shape = context.input(0).shape();
    const int axis = WEFT_TRY(normalizedAxis(intAt(context.input(1), 0), shape.rank()));
    std::int64_t inner = 1;
    for (int a = axis + 1; a < shape.rank(); ++a) { inner *= shape[a]; }
    const std::int64_t n = shape[axis];
    const std::int64_t lines = n == 0 ? 0 : shape.elements() / n;
    const T* x = context.inputValues<T>(0).data();
    T* out = context.outputValues<T>(0).data();
    parallelFor(
        lines, static_cast<double>(n) * kElementCost, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t line = begin; line < end; ++line) {
                const std::int64_t first = line / inner * n * inner + line % inner;
                T sum = -std::numeric_limits<T>::infinity();
                for (std::int64_t step = 0; step < n; ++step) {
                    const std::int64_t at = first + (isReverse ? n - 1 - step : step) * inner;
                    const T next = logSumExp(sum, x[at]);
                    out[at] = isExclusive ? sum : next;
                    sum = next;
                }
            }
        });
    return okStatus();
}

/// The positive and the negative part of dL/dout go back apart, by their logarithms.
Result<std::vector<Expr>> logSumExpGradient(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    const Expr x = context.input(0);
    const Expr zero = constantLike(dy, 0);
    const Expr none = constantLike(dy, lowestOf(dy.dtype()));
    const AttrMap attrs{{"exclusive", context.attrs().getOr<bool>("exclusive", false)},
                        {"reverse", !context.attrs().getOr<bool>("reverse", false)}};
    const auto part = [&](std::string_view isPart, const Expr& size) {
        const Expr log = op("SelectV2", {op(isPart, {dy, zero}), op("Log", {size}), none});
        const Expr sum =
            op("CumulativeLogsumexp", {log - context.output(0), context.input(1)}, attrs);
        return op("Exp", {sum + x});
    };
    return std::vector<Expr>{part("Greater", dy) - part("Less", -dy), Expr()};
}

WEFT_OP("CumulativeLogsumexp")
    .summary("Running logarithm of the sum of exponentials along an axis.")
    .category("math")
    .attr("exclusive: bool = false")
    .attr("reverse: bool = false")
    .attr("T: {bfloat16, half, float, double}")
    .attr("Tidx: {int32, int64} = DT_INT32")
    .input("x: T", "values of rank 1 or more")
    .input("axis: Tidx", "scalar in [-rank, rank)")
    .output("out: T", "running results, in the shape of x")
    .hostInput("axis")
    .shape(cumulativeShape)
    .gradient(logSumExpGradient)
    .cpuKernel<float>(logSumExpCpu<float>)
    .cpuKernel<double>(logSumExpCpu<double>)
    .cpuKernel<Half>(viaFloat<logSumExpCpu<float>>)
    .cpuKernel<BFloat16>(viaFloat<logSumExpCpu<float>>);

}  // namespace
}  // namespace weft
