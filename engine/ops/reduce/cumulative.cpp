// SPDX-License-Identifier: Apache-2.0
/// @file
/// Cumsum and Cumprod: running sum and product along one axis.
///
/// Shapes   out has the shape of x, whose rank is at least 1.
/// Types    integers, float, double, complex64, complex128; half and bfloat16 in float.
/// Errors   InvalidArgument for a scalar x or an axis out of range.
/// Numerics Folded one element after the other. With exclusive each result leaves its own element
///          out (the first is 0, or 1); with reverse it runs from the end. Integers wrap around.
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include <complex>

#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/functors.h"
#include "engine/kernel/via_float.h"

namespace weft {
namespace {

constexpr double kElementCost = 1;  // nanoseconds: each waits for the one before

struct Direction {
    bool exclusive = false;
    bool reverse = false;
};
Result<Direction> parseDirection(const AttrMap& attrs) {
    return Direction{attrs.getOr<bool>("exclusive", false), attrs.getOr<bool>("reverse", false)};
}

/// x seen as [outer, n, inner]: running along n for each of outer x inner lines.
template <class Fn, class T>
Status cumulateCpu(KernelContext& context, T start) {
    const auto& direction = context.parameters<Direction>();
    const Shape& shape = context.input(0).shape();
    const int axis = WEFT_TRY(normalizedAxis(intAt(context.input(1), 0), shape.rank()));
    std::int64_t inner = 1;
    for (int a = axis + 1; a < shape.rank(); ++a) { inner *= shape[a]; }
    const std::int64_t n = shape[axis];
    const std::int64_t outer = n * inner == 0 ? 0 : shape.elements() / (n * inner);
    const T* x = context.inputValues<T>(0).data();
    T* out = context.outputValues<T>(0).data();
    const auto lineCost = static_cast<double>(n * inner) * kElementCost;
    parallelFor(outer, lineCost, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t o = begin; o < end; ++o) {
            // Row r of the running result follows from row `before`, in the direction of running.
            for (std::int64_t step = 0; step < n; ++step) {
                const std::int64_t row = direction.reverse ? n - 1 - step : step;
                const std::int64_t before = direction.reverse ? row + 1 : row - 1;
                const T* own = x + (o * n + (direction.exclusive ? before : row)) * inner;
                const T* sum = out + (o * n + before) * inner;
                T* to = out + (o * n + row) * inner;
                for (std::int64_t i = 0; i < inner; ++i) {
                    const T previous = step == 0 ? start : sum[i];
                    const bool takesNone = direction.exclusive && step == 0;
                    to[i] = takesNone ? start : Fn()(previous, own[i]);
                }
            }
        }
    });
    return okStatus();
}
template <class T>
Status cumsumCpu(KernelContext& context) {
    return cumulateCpu<simd::AddFn, T>(context, T{0});
}
template <class T>
Status cumprodCpu(KernelContext& context) {
    return cumulateCpu<simd::MulFn, T>(context, T{1});
}

Result<PartialShape> cumulativeShape(const ShapeContext& context) {
    const PartialShape x = WEFT_TRY(context.input(0).withRankAtLeast(1));
    const auto axis = WEFT_TRY(context.valueAsInt(1));
    if (axis && x.hasRank()) { WEFT_TRY(normalizedAxis(*axis, x.rank())); }
    return x;
}

AttrMap directionOf(bool exclusive, bool reverse) {
    return {{"exclusive", exclusive}, {"reverse", reverse}};
}

/// Each element takes part in all later sums: the same sum, run the other way.
Result<std::vector<Expr>> cumsumGradient(const GradientContext& context) {
    const Direction d = WEFT_TRY(parseDirection(context.attrs()));
    const Expr dx = op("Cumsum", {context.outputGradient(0), context.input(1)},
                       directionOf(d.exclusive, !d.reverse));
    return std::vector<Expr>{dx, Expr()};
}
/// d out[j] / d x[i] = out[j] / x[i] for the products j that x[i] takes part in; 0 where x[i] is 0.
Result<std::vector<Expr>> cumprodGradient(const GradientContext& context) {
    const Direction d = WEFT_TRY(parseDirection(context.attrs()));
    const Expr x = context.input(0);
    const Expr axis = context.input(1);
    const Expr product = op("Cumprod", {x, axis}, directionOf(d.exclusive, d.reverse));
    const Expr sums = op("Cumsum", {product * context.outputGradient(0), axis},
                         directionOf(d.exclusive, !d.reverse));
    return std::vector<Expr>{op("DivNoNan", {sums, x}), Expr()};
}

template <class... T>
void cumsumOf(OpBuilder& op) {
    (op.cpuKernel<T>(cumsumCpu<T>), ...);
}
template <class... T>
void cumprodOf(OpBuilder& op) {
    (op.cpuKernel<T>(cumprodCpu<T>), ...);
}
void cumsumKernels(OpBuilder& op) {
    cumsumOf<float, double, std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t,
             std::uint16_t, std::uint32_t, std::uint64_t, std::complex<float>,
             std::complex<double>>(op);
    op.cpuKernel<Half>(viaFloat<cumsumCpu<float>>);
    op.cpuKernel<BFloat16>(viaFloat<cumsumCpu<float>>);
}
void cumprodKernels(OpBuilder& op) {
    cumprodOf<float, double, std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t,
              std::uint16_t, std::uint32_t, std::uint64_t, std::complex<float>,
              std::complex<double>>(op);
    op.cpuKernel<Half>(viaFloat<cumprodCpu<float>>);
    op.cpuKernel<BFloat16>(viaFloat<cumprodCpu<float>>);
}

void cumulative(OpBuilder& op) {
    op.category("math")
        .attr("exclusive: bool = false")
        .attr("reverse: bool = false")
        .attr(
            "T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, "
            "qint32, bfloat16, qint16, quint16, uint16, complex128, half, uint32, uint64}")
        .attr("Tidx: {int32, int64} = DT_INT32")
        .input("x: T", "values of rank 1 or more")
        .input("axis: Tidx", "scalar in [-rank, rank)")
        .output("out: T", "running results, in the shape of x")
        .hostInput("axis")
        .shape(cumulativeShape)
        .parameters(parseDirection);
}

WEFT_OP("Cumsum")
    .summary("Running sum along an axis.")
    .apply(cumulative)
    .gradient(cumsumGradient)
    .apply(cumsumKernels);

WEFT_OP("Cumprod")
    .summary("Running product along an axis.")
    .apply(cumulative)
    .gradient(cumprodGradient)
    .apply(cumprodKernels);

}  // namespace
}  // namespace weft
