// SPDX-License-Identifier: Apache-2.0
/// @file
/// Bincount, DenseBincount: how often each of 0, 1, ..., size - 1 occurs, or the sum of the weights
/// that stand beside it.
///
/// Shapes   Bincount: arr of any shape, bins [size]. DenseBincount: input [n] or [rows, n], output
///          [size] or [rows, size]. weights: the shape of the numbers, or empty for ones.
/// Types    counts and weights int32, int64, float, double.
/// Errors   InvalidArgument for negative numbers or size, and weights of another shape.
/// Numerics Numbers of size and more are left out. With binary_output any number of them counts 1.
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include "engine/ops/reduce/segment/segment_rows.h"

namespace weft {
namespace {

Result<std::int64_t> sizeIn(const ShapeContext& context) {
    WEFT_TRY(context.input(1).withRank(0));
    const std::optional<std::int64_t> size = WEFT_TRY(context.valueAsInt(1));
    if (size.value_or(0) < 0) {
        return invalidArgument(concat("size (", *size, ") must be non-negative"));
    }
    return size.value_or(kUnknownDim);
}

Result<PartialShape> bincountShape(const ShapeContext& context) {
    return PartialShape{WEFT_TRY(sizeIn(context))};
}

Result<PartialShape> denseShape(const ShapeContext& context) {
    const std::int64_t size = WEFT_TRY(sizeIn(context));
    const PartialShape input = WEFT_TRY(context.input(0).withRankAtMost(2));
    if (!input.hasRank()) { return PartialShape::unknown(); }
    return input.rank() == 2 ? PartialShape{input[0], size} : PartialShape{size};
}

/// What is counted, row by row.
struct Rows {
    std::int64_t count = 1;
    std::int64_t length = 0;
    bool isBinary = false;
};

template <class T>
Status countRows(KernelContext& context, const Rows& rows) {
    const std::vector<std::int64_t> numbers = idsOf(context.input(0));
    const bool isNegative =
        std::ranges::any_of(numbers, [](std::int64_t number) { return number < 0; });
    if (isNegative) {
        return invalidArgument("Input arr must be non-negative!: got a negative one");
    }
    const Shape& shape = context.output(0).shape();
    const std::int64_t size = shape[shape.rank() - 1];
    const std::span<const T> weights = context.inputValues<T>(2);
    const std::span<T> bins = context.outputValues<T>(0);
    std::ranges::fill(bins, T{0});
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (numbers[i] >= size) { continue; }
        const std::int64_t row = static_cast<std::int64_t>(i) / rows.length;
        T& bin = bins[static_cast<std::size_t>(row * size + numbers[i])];
        const T weight = weights.empty() ? T{1} : weights[i];
        bin = rows.isBinary ? T{1} : simd::wrapAdd(bin, weight);
    }
    return okStatus();
}

template <class T>
Status bincountCpu(KernelContext& context) {
    const std::int64_t numbers = context.input(0).elements();
    const std::int64_t weights = context.input(2).elements();
    if (weights != 0 && weights != numbers) {
        return invalidArgument(concat("Input indices and weights must have the same size: got ",
                                      weights, " weights, want ", numbers));
    }
    return countRows<T>(context, {1, std::max<std::int64_t>(numbers, 1), false});
}

template <class T>
Status denseBincountCpu(KernelContext& context) {
    const Shape& input = context.input(0).shape();
    const Shape& weights = context.input(2).shape();
    if (!(weights == input) && !(weights == Shape{0})) {
        return invalidArgument(
            concat("`weights` must be the same shape as `arr` or a length-0 `Tensor`, in which "
                   "case it acts as all weights equal to 1: got ",
                   weights, ", want ", input));
    }
    const std::int64_t rows = input.rank() == 2 ? input[0] : 1;
    const std::int64_t length = rows == 0 ? 0 : input.elements() / rows;
    return countRows<T>(context, {rows, std::max<std::int64_t>(length, 1),
                                  context.attrs().getOr<bool>("binary_output", false)});
}

constexpr std::string_view kCounts = "T: {int32, int64, float, double}";

WEFT_OP("Bincount")
    .summary("Counts how often each whole number occurs.")
    .category("math")
    .attr(kCounts)
    .input("arr: int32", "numbers >= 0 of any shape")
    .input("size: int32", "scalar: how many numbers are counted")
    .input("weights: T", "what each number counts, in the shape of arr; empty: 1")
    .output("bins: T", "[size] the counts")
    .hostInput("size")
    .shape(bincountShape)
    .noGradient("TensorFlow defines none")
    .cpuKernel<float>(bincountCpu<float>)
    .cpuKernel<double>(bincountCpu<double>)
    .cpuKernel<std::int32_t>(bincountCpu<std::int32_t>)
    .cpuKernel<std::int64_t>(bincountCpu<std::int64_t>);

WEFT_OP("DenseBincount")
    .summary("Counts how often each whole number occurs, row by row.")
    .category("math")
    .attr("Tidx: {int32, int64}")
    .attr(kCounts)
    .attr("binary_output: bool = false")
    .input("input: Tidx", "[n] or [rows, n] numbers >= 0")
    .input("size: Tidx", "scalar: how many numbers are counted")
    .input("weights: T", "what each number counts, in the shape of input; empty: 1")
    .output("output: T", "[size] or [rows, size] the counts")
    .hostInput("size")
    .shape(denseShape)
    .noGradient("TensorFlow defines none")
    .apply([](OpBuilder& op) {
        const std::pair<DType, KernelFunction> kernels[] = {
            {DType::Float, denseBincountCpu<float>},
            {DType::Double, denseBincountCpu<double>},
            {DType::Int32, denseBincountCpu<std::int32_t>},
            {DType::Int64, denseBincountCpu<std::int64_t>}};
        for (const auto& [type, run] : kernels) {
            KernelDef def;
            def.label = "reference";
            def.run = run;
            def.types = {{"T", {type}}};
            op.kernel(std::move(def));
        }
    });

}  // namespace
}  // namespace weft
