// SPDX-License-Identifier: Apache-2.0
/// @file
/// Bucketize: which interval between given boundaries each number lies in. HistogramFixedWidth: how
/// many numbers lie in each of nbins equal parts of a range.
///
/// Shapes   Bucketize keeps the shape; a histogram is [nbins].
/// Types    int32, int64, float, double.
/// Errors   InvalidArgument for boundaries that descend, an nbins below 1, a range that is no pair or
///          does not ascend, a NaN in a histogram.
/// Numerics A boundary belongs to the interval above it; NaN lies above all. Numbers outside of the
///          range of a histogram count in its first or last part.
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include <cmath>

#include "engine/ops/reduce/segment/segment_rows.h"

namespace weft {
namespace {

struct Boundaries {
    std::vector<float> values;
};
Result<Boundaries> parseBoundaries(const AttrMap& attrs) {
    Boundaries boundaries{WEFT_TRY(attrs.get<std::vector<float>>("boundaries"))};
    if (!std::ranges::is_sorted(boundaries.values)) {
        return invalidArgument("Expected sorted boundaries: got some that descend");
    }
    return boundaries;
}

template <class T>
Status bucketizeCpu(KernelContext& context) {
    const std::vector<float>& boundaries = context.parameters<Boundaries>().values;
    // The two are compared in the wider floating type, integers as float.
    using Wide = std::conditional_t<std::is_same_v<T, double>, double, float>;
    std::ranges::transform(
        context.inputValues<T>(0), context.outputValues<std::int32_t>(0).begin(), [&](T value) {
            const auto above = std::upper_bound(
                boundaries.begin(), boundaries.end(), static_cast<Wide>(value),
                [](Wide number, float boundary) { return number < static_cast<Wide>(boundary); });
            return static_cast<std::int32_t>(above - boundaries.begin());
        });
    return okStatus();
}

Result<PartialShape> histogramShape(const ShapeContext& context) {
    const PartialShape range = WEFT_TRY(context.input(1).withRank(1));
    WEFT_TRY(context.input(2).withRank(0));
    if (!mergeDim(range[0], 2).ok()) {
        return invalidArgument(concat("value_range should be a vector of 2 elements: got ", range));
    }
    const std::optional<std::int64_t> bins = WEFT_TRY(context.valueAsInt(2));
    if (bins && *bins <= 0) {
        return invalidArgument(concat("nbins should be a positive number, but got '", *bins, "'"));
    }
    return PartialShape{bins.value_or(kUnknownDim)};
}

template <class T, class Count>
Status histogramWith(KernelContext& context) {
    const std::span<const T> values = context.inputValues<T>(0);
    const T low = context.inputValues<T>(1)[0];
    const T high = context.inputValues<T>(1)[1];
    if (!(low < high)) {
        return invalidArgument(
            concat("value_range should satisfy value_range[0] < value_range[1], but got '[", low,
                   ", ", high, "]'"));
    }
    if constexpr (std::is_floating_point_v<T>) {
        if (std::ranges::any_of(values, [](T value) { return std::isnan(value); })) {
            return invalidArgument("Histogram values must not contain NaN: got one");
        }
    }
    const std::span<Count> bins = context.outputValues<Count>(0);
    std::ranges::fill(bins, Count{0});
    const auto last = static_cast<double>(bins.size() - 1);
    const double step = static_cast<double>(simd::wrapSub(high, low)) / (last + 1);
    for (const T value : values) {
        const double above = static_cast<double>(simd::wrapSub(std::max(value, low), low)) / step;
        // inf / inf is no number; such a value lies at the end.
        const double bin = above < last ? above : last;
        ++bins[static_cast<std::size_t>(std::max(bin, 0.0))];
    }
    return okStatus();
}
template <class T>
Status histogramCpu(KernelContext& context) {
    return context.output(0).dtype() == DType::Int64 ? histogramWith<T, std::int64_t>(context)
                                                     : histogramWith<T, std::int32_t>(context);
}

constexpr std::string_view kNumbers = "T: {int32, int64, float, double}";

WEFT_OP("Bucketize")
    .summary("Numbers of the intervals between boundaries that values lie in.")
    .category("math")
    .attr(kNumbers)
    .attr("boundaries: list(float)")
    .input("input: T", "values of any shape")
    .output("output: int32", "how many boundaries are not above each value, in the same shape")
    .shape(sameShape)
    .parameters(parseBoundaries)
    .noGradient("the values are whole numbers")
    .cpuKernel<float>(bucketizeCpu<float>)
    .cpuKernel<double>(bucketizeCpu<double>)
    .cpuKernel<std::int32_t>(bucketizeCpu<std::int32_t>)
    .cpuKernel<std::int64_t>(bucketizeCpu<std::int64_t>);

WEFT_OP("HistogramFixedWidth")
    .summary("Counts values in equal parts of a range.")
    .category("math")
    .attr(kNumbers)
    .attr("dtype: {int32, int64} = DT_INT32")
    .input("values: T", "values of any shape")
    .input("value_range: T", "[2] lowest and highest value")
    .input("nbins: int32", "scalar: how many parts")
    .output("out: dtype", "[nbins] the counts")
    .hostInput("nbins")
    .shape(histogramShape)
    .noGradient("the values are whole numbers")
    .cpuKernel<float>(histogramCpu<float>)
    .cpuKernel<double>(histogramCpu<double>)
    .cpuKernel<std::int32_t>(histogramCpu<std::int32_t>)
    .cpuKernel<std::int64_t>(histogramCpu<std::int64_t>);

}  // namespace
}  // namespace weft
