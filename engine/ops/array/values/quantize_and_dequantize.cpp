// SPDX-License-Identifier: Apache-2.0
/// @file
/// QuantizeAndDequantizeV2, V3: rounds numbers to the grid that num_bits bits give over a range,
/// output = round(clamp(input) * scale) / scale, zero staying zero.
///
/// Shapes   output as input; input_min and input_max are scalars, or with axis >= 0 vectors with
///          one range a slice along that axis. Without range_given the range is that of input.
/// Types    half, bfloat16 (through float), float, double.
/// Errors   InvalidArgument for num_bits or axis out of range, "Invalid range" where min > max, and
///          as in TensorFlow for a given range of each slice.
/// Source   Op contracts of TensorFlow "QuantizeAndDequantizeV2", "...V3" (ops.pbtxt); the gradient
///          passes straight through.

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/kernel/op_builder.h"
#include "engine/kernel/via_float.h"

namespace weft {
namespace {

struct QuantizeParameters {
    bool isSigned = true;
    bool rangeGiven = false;
    bool isNarrow = false;
    bool roundsHalfUp = false;
    std::int64_t bits = 8;
    std::int64_t axis = -1;
};

Status checkBits(std::int64_t bits, bool isSigned) {
    const std::int64_t most = isSigned ? 62 : 63;
    if (bits > 0 && bits < most) { return okStatus(); }
    return invalidArgument(
        concat("num_bits is out of range: got ", bits, ", want 1 to ", most - 1));
}

Result<QuantizeParameters> parseQuantize(const AttrMap& attrs) {
    QuantizeParameters p;
    p.isSigned = attrs.getOr("signed_input", true);
    p.rangeGiven = WEFT_TRY(attrs.get<bool>("range_given"));
    p.isNarrow = attrs.getOr("narrow_range", false);
    p.roundsHalfUp = attrs.getOr<std::string>("round_mode", "HALF_TO_EVEN") == "HALF_UP";
    p.bits = attrs.getOr<std::int64_t>("num_bits", 8);
    p.axis = attrs.getOr<std::int64_t>("axis", -1);
    if (p.axis < -1) { return invalidArgument(concat("axis should be at least -1, got ", p.axis)); }
    return p;
}

Result<PartialShape> quantizeShape(const ShapeContext& context) {
    const QuantizeParameters p = WEFT_TRY(parseQuantize(context.attrs()));
    if (context.inputs() > 3) {
        if (const auto bits = WEFT_TRY(context.valueAsInt(3))) {
            WEFT_TRY(checkBits(*bits, p.isSigned));
        }
    } else {
        WEFT_TRY(checkBits(p.bits, p.isSigned));
    }
    const PartialShape& input = context.input(0);
    const PartialShape low = WEFT_TRY(context.input(1).withRank(p.axis < 0 ? 0 : 1));
    const PartialShape range = WEFT_TRY(low.merge(context.input(2)));
    if (p.axis < 0 || !input.hasRank()) { return input; }
    if (p.axis >= input.rank()) {
        return invalidArgument(
            concat("axis should be less than the rank: got ", p.axis, " for an input of ", input));
    }
    const auto axis = static_cast<int>(p.axis);
    return input.withDim(axis, WEFT_TRY(mergeDim(input[axis], range[0])));
}

Result<std::vector<Expr>> straightGradient(const GradientContext& context) {
    std::vector<Expr> gradients(static_cast<std::size_t>(context.inputs()));
    gradients[0] = context.outputGradient(0);
    return gradients;
}

/// The range of numbers that the grid covers, its steps and their inverse.
template <class T>
struct Grid {
    T low;
    T high;
    T scale;
    T step;
};

/// The largest scale that keeps [low, high] inside the integers; it leaves 0 where it is.
template <class T>
Grid<T> gridOf(const QuantizeParameters& p, std::int64_t bits, T low, T high) {
    const std::int64_t half = std::int64_t{1} << (bits - 1);
    const std::int64_t least = p.isSigned ? (p.isNarrow ? -half + 1 : -half) : 0;
    const std::int64_t most = p.isSigned ? half - 1 : (half - 1) * 2 + 1;
    const T lowest = static_cast<T>(least);
    const T highest = static_cast<T>(most);
    constexpr T kAny = std::numeric_limits<T>::max();
    const T byLow = lowest * low > 0 ? lowest / low : kAny;
    const T byHigh = highest * high > 0 ? highest / high : kAny;
    if (byLow < byHigh) {
        const T step = low / lowest;
        return {low, highest * step, byLow, step};
    }
    const T step = high / highest;
    return {lowest * step, high, byHigh, step};
}

/// A slice along the axis as strided runs: `outer` runs of `inner` elements, `stride` apart.
struct Slice {
    std::int64_t first = 0;
    std::int64_t outer = 1;
    std::int64_t inner = 0;
    std::int64_t stride = 0;
};

template <class T, class F>
void overSlice(const Slice& s, const F& f) {
    for (std::int64_t o = 0; o < s.outer; ++o) {
        for (std::int64_t i = 0; i < s.inner; ++i) { f(s.first + o * s.stride + i); }
    }
}

template <class T>
Status quantizeSlice(KernelContext& context, const Slice& slice, std::size_t channel,
                     std::int64_t bits) {
    const auto& p = context.parameters<QuantizeParameters>();
    const T* in = context.inputValues<T>(0).data();
    T* out = context.outputValues<T>(0).data();
    T low = std::numeric_limits<T>::max();
    T high = std::numeric_limits<T>::lowest();
    if (p.rangeGiven) {
        low = context.inputValues<T>(1)[channel];
        high = context.inputValues<T>(2)[channel];
        if (low > high) {
            return invalidArgument(concat("Invalid range: input_min ", low, " > input_max ", high));
        }
    } else {
        overSlice<T>(slice, [&](std::int64_t i) {
            low = std::min(low, in[i]);
            high = std::max(high, in[i]);
        });
    }
    const Grid<T> grid = gridOf<T>(p, bits, low, high);
    overSlice<T>(slice, [&](std::int64_t i) {
        const T x = p.rangeGiven ? std::max(std::min(in[i], grid.high), grid.low) : in[i];
        const T scaled = x * grid.scale;
        out[i] =
            (p.roundsHalfUp ? std::floor(scaled + T{0.5}) : std::nearbyint(scaled)) * grid.step;
    });
    return okStatus();
}

template <class T>
Status quantizeCpu(KernelContext& context) {
    const auto& p = context.parameters<QuantizeParameters>();
    const std::int64_t bits = context.inputs() > 3 ? intAt(context.input(3), 0) : p.bits;
    const Shape& shape = context.input(0).shape();
    if (shape.elements() == 0) { return okStatus(); }
    if (p.rangeGiven && p.axis >= 0) {
        return invalidArgument(concat("input_min must be a scalar. got ", context.input(1).shape(),
                                      " with range_given"));
    }
    if (p.axis < 0) { return quantizeSlice<T>(context, {.inner = shape.elements()}, 0, bits); }
    const auto axis = static_cast<int>(p.axis);
    Slice slice{.inner = 1};
    for (int i = 0; i < axis; ++i) { slice.outer *= shape[i]; }
    for (int i = axis + 1; i < shape.rank(); ++i) { slice.inner *= shape[i]; }
    slice.stride = slice.inner * shape[axis];
    for (std::int64_t c = 0; c < shape[axis]; ++c) {
        slice.first = c * slice.inner;
        WEFT_TRY(quantizeSlice<T>(context, slice, static_cast<std::size_t>(c), bits));
    }
    return okStatus();
}

enum class Version { Two, Three };

OpBuilder declare(std::string_view name, std::string_view summary, Version version) {
    OpBuilder op(name);
    op.summary(summary).category("array").attr("signed_input: bool = true");
    if (version == Version::Two) { op.attr("num_bits: int = 8"); }
    op.attr(version == Version::Two ? "range_given: bool = false" : "range_given: bool = true")
        .attr("T: {bfloat16, half, float, double}");
    if (version == Version::Two) {
        op.attr("round_mode: {'HALF_TO_EVEN', 'HALF_UP'} = 'HALF_TO_EVEN'");
    }
    op.attr("narrow_range: bool = false")
        .attr("axis: int = -1")
        .input("input: T", "any tensor")
        .input("input_min: T", "least number of the range, or one a slice")
        .input("input_max: T", "greatest number of the range, or one a slice")
        .output("output: T", "the rounded numbers")
        .shape(quantizeShape)
        .gradient(straightGradient)
        .parameters(parseQuantize)
        .cpuKernel<float>(quantizeCpu<float>)
        .cpuKernel<double>(quantizeCpu<double>)
        .cpuKernel<Half>(viaFloat<quantizeCpu<float>>)
        .cpuKernel<BFloat16>(viaFloat<quantizeCpu<float>>);
    return op;
}

const OpRegistration kV2 =
    declare("QuantizeAndDequantizeV2",
            "Rounds numbers to the grid that some bits give over a range.", Version::Two);
const OpRegistration kV3 =
    declare("QuantizeAndDequantizeV3",
            "Rounds numbers to the grid that some bits, an input, give over a range.",
            Version::Three)
        .input("num_bits: int32", "scalar: bits of the grid")
        .hostInput("num_bits");

}  // namespace
}  // namespace weft
