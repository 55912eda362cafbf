// SPDX-License-Identifier: Apache-2.0
/// @file
/// Range: start, start + delta, start + 2 delta, ... up to but not including limit.
///
/// Shapes   three scalars give a vector of ceil((limit - start) / delta) elements.
/// Types    half, bfloat16 (through float), float, double, int32, int64.
/// Errors   InvalidArgument for a delta of 0 or of the wrong sign, a NaN, too many elements.
/// Numerics Element i is start + i * delta, rounded once a step; nothing accumulates.
/// Source   Op contract of TensorFlow "Range" (ops.pbtxt).

#include <cmath>
#include <limits>

#include "engine/kernel/op_builder.h"
#include "engine/kernel/parallel.h"

namespace weft {
namespace {

/// Values of longer ranges are not tracked before a run: axes and shapes are shorter.
constexpr std::int64_t kMostTracked = 256;
/// More elements than this overflow sizes in bytes.
constexpr double kMostElements = 9.2e18;
/// Nanoseconds of one element, on one thread.
constexpr double kElementNs = 0.3;

/// Number of elements between integers, in unsigned arithmetic: the span may leave int64.
Result<std::int64_t> countBetween(std::int64_t start, std::int64_t limit, std::int64_t delta) {
    const bool up = delta > 0;
    const std::uint64_t span =
        up ? static_cast<std::uint64_t>(limit) - static_cast<std::uint64_t>(start)
           : static_cast<std::uint64_t>(start) - static_cast<std::uint64_t>(limit);
    if (start == limit) { return 0; }
    const std::uint64_t step = up ? static_cast<std::uint64_t>(delta)
                                  : std::uint64_t{0} - static_cast<std::uint64_t>(delta);
    const std::uint64_t count = (span - 1) / step + 1;
    if (count > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return invalidArgument(concat("too many elements: got start ", start, ", limit ", limit,
                                      ", delta ", delta, ", want fewer than 2^63"));
    }
    return static_cast<std::int64_t>(count);
}

Result<std::int64_t> countBetween(double start, double limit, double delta) {
    const double count = std::ceil(std::abs((limit - start) / delta));
    if (!(count < kMostElements)) {
        return invalidArgument(concat("too many elements: got start ", start, ", limit ", limit,
                                      ", delta ", delta, ", want fewer than 2^63"));
    }
    return static_cast<std::int64_t>(count);
}

template <class T>
Result<std::int64_t> checkedCount(T start, T limit, T delta) {
    if (delta == T{0} || delta != delta) {
        return invalidArgument(concat("delta must be a number other than 0: got ", delta));
    }
    if (delta > T{0} ? !(start <= limit) : !(start >= limit)) {
        return invalidArgument(concat("delta has the wrong sign: got start ", start, ", limit ",
                                      limit, ", delta ", delta, ", want start ",
                                      delta > T{0} ? "<=" : ">=", " limit"));
    }
    return countBetween(start, limit, delta);
}

double realAt(const Tensor& scalar) {
    switch (scalar.dtype()) {
        case DType::Half:
            return double{static_cast<float>(scalar.values<Half>()[0])};
        case DType::BFloat16:
            return double{static_cast<float>(scalar.values<BFloat16>()[0])};
        case DType::Float:
            return double{scalar.values<float>()[0]};
        case DType::Double:
            return scalar.values<double>()[0];
        default:
            return std::numeric_limits<double>::quiet_NaN();
    }
}

/// Number of elements; -1 where a bound is not known yet.
Result<std::int64_t> countOf(const ShapeContext& context) {
    if (isFloating(context.inputType(0))) {
        const auto start = context.value(0);
        const auto limit = context.value(1);
        const auto delta = context.value(2);
        if (!start || !limit || !delta) { return kUnknownDim; }
        // The quotient is rounded in the op's own type, so that 0 to 1 by 0.1f has 10 elements.
        if (context.inputType(0) == DType::Double) {
            return checkedCount(realAt(*start), realAt(*limit), realAt(*delta));
        }
        const auto s = static_cast<float>(realAt(*start));
        const auto l = static_cast<float>(realAt(*limit));
        const auto d = static_cast<float>(realAt(*delta));
        WEFT_TRY(checkedCount(double{s}, double{l}, double{d}));
        return countBetween(0.0, double{(l - s) / d}, 1.0);
    }
    const auto start = WEFT_TRY(context.valueAsInt(0));
    const auto limit = WEFT_TRY(context.valueAsInt(1));
    const auto delta = WEFT_TRY(context.valueAsInt(2));
    if (delta && *delta == 0) { return checkedCount<std::int64_t>(0, 0, 0).status(); }
    if (!start || !limit || !delta) { return kUnknownDim; }
    return checkedCount(*start, *limit, *delta);
}

Result<PartialShape> rangeShape(const ShapeContext& context) {
    for (int i = 0; i < 3; ++i) { WEFT_TRY(context.input(i).withRank(0)); }
    return PartialShape{WEFT_TRY(countOf(context))};
}

std::vector<std::optional<PartialValue>> rangeValue(const ShapeContext& context) {
    if (!isInteger(context.inputType(0))) { return {std::nullopt}; }
    const Result<std::int64_t> count = countOf(context);
    if (!count.ok() || *count < 0 || *count > kMostTracked) { return {std::nullopt}; }
    const auto start = static_cast<std::uint64_t>(*context.partialValue(0)->elements[0]);
    const auto delta = static_cast<std::uint64_t>(*context.partialValue(2)->elements[0]);
    PartialValue value{Shape{*count}, {}};
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(*count); ++i) {
        value.elements.emplace_back(static_cast<std::int64_t>(start + i * delta));
    }
    return {value};
}

/// @tparam Compute what sums are made in: unsigned for integers, whose span may leave int64.
template <class T, class Compute>
Status rangeCpu(KernelContext& context) {
    const auto start = static_cast<Compute>(context.inputValues<T>(0)[0]);
    const auto delta = static_cast<Compute>(context.inputValues<T>(2)[0]);
    const std::span<T> out = context.outputValues<T>(0);
    parallelFor(std::ssize(out), kElementNs, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            out[static_cast<std::size_t>(i)] =
                static_cast<T>(start + static_cast<Compute>(i) * delta);
        }
    });
    return okStatus();
}

WEFT_OP("Range")
    .summary("Counts from start up to limit in steps of delta.")
    .category("array")
    .attr(
        "Tidx: {bfloat16, half, float, double, int8, int16, int32, int64, uint16, uint32, "
        "uint64} = DT_INT32")
    .input("start: Tidx", "scalar: the first element")
    .input("limit: Tidx", "scalar: the end, itself left out")
    .input("delta: Tidx", "scalar: the step, not 0; negative counts down")
    .output("output: Tidx", "[count] start, start + delta, ...")
    .hostInput("start")
    .hostInput("limit")
    .hostInput("delta")
    .shape(rangeShape)
    .partialValue(rangeValue)
    .noGradient("the number of elements jumps with the bounds")
    .cpuKernel<float>(rangeCpu<float, float>)
    .cpuKernel<double>(rangeCpu<double, double>)
    .cpuKernel<std::int32_t>(rangeCpu<std::int32_t, std::uint32_t>)
    .cpuKernel<std::int64_t>(rangeCpu<std::int64_t, std::uint64_t>)
    .cpuKernel<Half>(rangeCpu<Half, float>)
    .cpuKernel<BFloat16>(rangeCpu<BFloat16, float>);

}  // namespace
}  // namespace weft
