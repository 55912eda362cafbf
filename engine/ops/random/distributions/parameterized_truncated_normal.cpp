// SPDX-License-Identifier: Apache-2.0
/// @file
/// ParameterizedTruncatedNormal, StatelessParameterizedTruncatedNormal: normal numbers between
/// bounds, with a mean, a deviation and bounds of their own for each batch.
///
/// Shapes   ParameterizedTruncatedNormal: output has the wanted shape [batches, ...]; each parameter
///          is a scalar, [1] or [batches]. Stateless: the parameters broadcast to a shape that the
///          wanted one ends with; seed is [2].
/// Types    half, float, double, computed in the type itself.
/// Errors   InvalidArgument for parameters of other shapes, a deviation that is not above 0, bounds
///          that are not minval < maxval or both infinite.
/// Numerics One stream of blocks for all batches; a batch begins with a fresh block. Where all
///          parameters are single numbers a batch is 100 numbers in a row.
/// Source   Op contracts of TensorFlow (ops.pbtxt); same streams as its CPU kernel on one thread.

#include "engine/graph/graph_inference.h"
#include "engine/kernel/broadcast.h"
#include "engine/ops/random/distributions/bounded_normal.h"
#include "engine/ops/random/stateless.h"

namespace weft {
namespace {

using random::BoundedNormal;
using random::Philox;
using random::RoundedHalf;

constexpr std::uint64_t kBlocksOfTries = 2 * 1000;
constexpr std::int64_t kBatchOfEqual = 100;
constexpr const char* kParameterNames[] = {"means", "stdevs", "minvals", "maxvals"};

/// What the kernel computes in.
template <class T>
using Number = std::conditional_t<std::is_same_v<T, Half>, RoundedHalf, T>;

template <class T>
T stored(Number<T> number) {
    if constexpr (std::is_same_v<T, Half>) {
        return number.bits;
    } else {
        return number;
    }
}

/// The distribution of a batch. @param at gives the index of parameter p in its tensor.
/// Errors: InvalidArgument.
template <class T, class At>
Result<BoundedNormal<Number<T>>> distribution(const KernelContext& context, int first,
                                              const At& at) {
    std::array<Number<T>, 4> values;
    for (int p = 0; p < 4; ++p) {
        const T value = context.inputValues<T>(first + p)[static_cast<std::size_t>(at(p))];
        if constexpr (std::is_same_v<T, Half>) {
            values[static_cast<std::size_t>(p)].bits = value;
        } else {
            values[static_cast<std::size_t>(p)] = value;
        }
    }
    const BoundedNormal<Number<T>> normal{values[0], values[1], values[2], values[3]};
    if (!normal.valid()) {
        const auto text = [&](std::size_t p) { return static_cast<float>(values[p]); };
        return invalidArgument(concat("Invalid parameters: got stdev ", text(1), ", minval ",
                                      text(2), ", maxval ", text(3),
                                      ", want stdev > 0, minval < maxval and a finite bound"));
    }
    return normal;
}

Result<PartialShape> parameterizedShape(const ShapeContext& context) {
    const PartialShape shape = WEFT_TRY(random::randomShape(context));
    if (shape.hasRank() && shape.rank() == 0) {
        return invalidArgument("shape needs a batch axis: got [], want at least one size");
    }
    for (int p = 0; p < 4; ++p) {
        const PartialShape& parameter = context.input(1 + p);
        if (!parameter.hasRank() || parameter.rank() == 0) { continue; }
        const bool fits =
            parameter.rank() == 1 && (parameter[0] == 1 || parameter[0] == kUnknownDim ||
                                      !shape.hasRank() || mergeDim(parameter[0], shape[0]).ok());
        if (!fits) {
            const Status error = invalidArgument(concat(
                "Input ", kParameterNames[p],
                " should be a scalar or a vector of length 1 or shape[0], got shape: ", parameter));
            return parameter.rank() > 1 ? error : leftToRun(error);
        }
    }
    return shape;
}

/// How the output is cut into batches.
struct Batches {
    std::int64_t count;
    std::int64_t length;
};
Batches batchesOf(const KernelContext& context) {
    const Tensor& shape = context.input(0);
    const bool equal = context.input(1).elements() == 1 && context.input(2).elements() == 1 &&
                       context.input(3).rank() == 0 && context.input(4).rank() == 0;
    std::int64_t elements = 1;
    for (std::int64_t i = 0; i < shape.elements(); ++i) { elements *= intAt(shape, i); }
    if (equal) { return {(elements + kBatchOfEqual - 1) / kBatchOfEqual, kBatchOfEqual}; }
    return {intAt(shape, 0), elements / std::max<std::int64_t>(1, intAt(shape, 0))};
}

template <class T>
Status parameterizedFromNode(KernelContext& context) {
    const std::span<T> out = context.outputValues<T>(0);
    if (out.empty()) { return okStatus(); }
    const Batches batches = batchesOf(context);
    const Philox stream = WEFT_TRY(
        random::reserveBlocks(context, static_cast<std::uint64_t>(batches.count) * kBlocksOfTries *
                                           static_cast<std::uint64_t>(batches.length + 3) / 4));
    const auto total = static_cast<std::int64_t>(out.size());
    std::uint64_t next = 0;
    for (std::int64_t b = 0; b < batches.count; ++b) {
        const auto normal = WEFT_TRY(distribution<T>(
            context, 1, [&](int p) { return context.input(1 + p).elements() == 1 ? 0 : b; }));
        const std::int64_t first = b * batches.length;
        normal.draw(stream, next, std::min(batches.length, total - first),
                    [&](std::int64_t i, Number<T> number) {
                        out[static_cast<std::size_t>(first + i)] = stored<T>(number);
                    });
    }
    return okStatus();
}

/// The shape that the four parameters, inputs 2 to 5, broadcast to.
Result<PartialShape> parametersShape(const ShapeContext& context) {
    PartialShape all = context.input(2);
    for (int i = 3; i < 6; ++i) { all = WEFT_TRY(broadcastShapes(all, context.input(i))); }
    return all;
}

Result<PartialShape> statelessParameterizedShape(const ShapeContext& context) {
    const PartialShape shape = WEFT_TRY(random::seedShape(context));
    WEFT_TRY(random::checkEndsWith(shape, WEFT_TRY(parametersShape(context))));
    return shape;
}

/// Index in a tensor of this shape of element `flat` of the shape it broadcasts to.
std::int64_t broadcastIndex(const Shape& shape, const Shape& all, std::int64_t flat) {
    std::int64_t index = 0;
    std::int64_t stride = 1;
    for (int axis = all.rank() - 1, own = shape.rank() - 1; own >= 0; --axis, --own) {
        if (shape[own] != 1) { index += flat % all[axis] * stride; }
        flat /= all[axis];
        stride *= shape[own];
    }
    return index;
}

template <class T>
Status parameterizedFromSeed(KernelContext& context) {
    const std::span<T> out = context.outputValues<T>(0);
    if (out.empty()) { return okStatus(); }
    // The shape function has found that they fit.
    Shape all = context.input(2).shape();
    for (int i = 3; i < 6; ++i) {
        all = *WEFT_TRY(broadcastShapes(all, context.input(i).shape())).full();
    }
    const std::int64_t sets = all.elements();
    const Philox stream = random::seedStream(context, 1);
    std::uint64_t next = 0;
    for (std::int64_t set = 0; set < sets; ++set) {
        const auto normal = WEFT_TRY(distribution<T>(context, 2, [&](int p) {
            return broadcastIndex(context.input(2 + p).shape(), all, set);
        }));
        normal.draw(stream, next, static_cast<std::int64_t>(out.size()) / sets,
                    [&](std::int64_t i, Number<T> number) {
                        out[static_cast<std::size_t>(i * sets + set)] = stored<T>(number);
                    });
    }
    return okStatus();
}

WEFT_OP("ParameterizedTruncatedNormal")
    .summary("Random normal numbers between bounds, with parameters of their own for each batch.")
    .category("random")
    .attr(random::kSeed)
    .attr(random::kSeed2)
    .attr("dtype: {half, bfloat16, float, double}")
    .attr("T: {int32, int64}")
    .input("shape: T", "[rank >= 1] the wanted shape [batches, ...]")
    .input("means: dtype", "scalar or [batches] means of the distributions before the cut")
    .input("stdevs: dtype", "scalar or [batches] standard deviations, above 0")
    .input("minvals: dtype", "scalar or [batches] the smallest numbers")
    .input("maxvals: dtype", "scalar or [batches] the largest numbers")
    .output("output: dtype", "random numbers of the wanted shape")
    .stateful()
    .hostInput("shape")
    .shape(parameterizedShape)
    .noGradient(random::kNoGradient)
    .parameters(random::parseSeeds)
    .cpuKernel<float>(parameterizedFromNode<float>)
    .cpuKernel<double>(parameterizedFromNode<double>)
    .cpuKernel<Half>(parameterizedFromNode<Half>);

WEFT_OP("StatelessParameterizedTruncatedNormal")
    .summary("Normal numbers between bounds that a seed fixes.")
    .category("random")
    .attr("S: {int32, int64}")
    .attr("Tseed: {int32, int64} = DT_INT64")
    .attr("dtype: {half, float, double}")
    .input("shape: S", "[rank] the wanted shape; it ends with that of the parameters")
    .input("seed: Tseed", "[2] names the stream")
    .input("means: dtype", "means of the distributions before the cut")
    .input("stddevs: dtype", "standard deviations, above 0")
    .input("minvals: dtype", "the smallest numbers")
    .input("maxvals: dtype", "the largest numbers")
    .output("output: dtype", "random numbers of the wanted shape")
    .hostInput("shape")
    .shape(statelessParameterizedShape)
    .noGradient(random::kStatelessNoGradient)
    .kernel({.types = {{"dtype", {DType::Float}}}, .run = parameterizedFromSeed<float>})
    .kernel({.types = {{"dtype", {DType::Double}}}, .run = parameterizedFromSeed<double>})
    .kernel({.types = {{"dtype", {DType::Half}}}, .run = parameterizedFromSeed<Half>});

}  // namespace
}  // namespace weft
