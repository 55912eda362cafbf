// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/ops/random/distributions/double_stream.h"
#include "engine/ops/random/stateless.h"

/// @file
/// Ops that draw some samples for each element of a parameter (gamma's alpha, Poisson's rate).

namespace weft::random {

/// Output shape of the stateful ops: input 0 as a shape, then the shape of input 1.
Result<PartialShape> samplesThenParameter(const ShapeContext& context);
/// Output shape of the stateless ops: input 0 as a shape. Errors: InvalidArgument unless it ends
/// with the shape of the parameter, input 2.
Result<PartialShape> endsWithParameter(const ShapeContext& context);

/// Element i as a double, and back: the types of these ops are half, bfloat16, float, double, int32
/// and int64; the samples are drawn in double whatever the types.
double numberAt(const Tensor& tensor, std::int64_t i);
void setNumber(Tensor& tensor, std::int64_t i, double value);
/// The largest number that a type of these ops holds.
double largestOf(DType type);

/// Sample i of parameter a, of n each, is drawn from block 256 (a n + i) on and stored as element
/// i * parameters + a. `draw(double parameter, double
/// largest, DoubleStream&)` gives one sample that is at most `largest`.
template <class F>
void fillByParameter(KernelContext& context, const Philox& stream, const Tensor& parameter,
                     double nanosecondsASample, const F& draw) {
    Tensor& output = context.output(0);
    const std::int64_t parameters = parameter.elements();
    if (output.elements() == 0) { return; }
    const std::int64_t samples = output.elements() / parameters;
    const double largest = largestOf(output.dtype());
    parallelFor(output.elements(), nanosecondsASample, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t k = begin; k < end; ++k) {
            const std::int64_t a = k / samples;
            DoubleStream numbers(stream.skipped(kBlocksPerOutput * static_cast<std::uint64_t>(k)));
            setNumber(output, (k % samples) * parameters + a,
                      draw(numberAt(parameter, a), largest, numbers));
        }
    });
}

/// Kernels: the parameter is input 1 of stateful ops, input 2 of stateless ones.
template <auto kDraw>
Status byParameterFromNode(KernelContext& context) {
    const auto n = static_cast<std::uint64_t>(context.output(0).elements());
    if (n == 0) { return okStatus(); }
    const Philox stream = WEFT_TRY(reserveBlocks(context, kBlocksPerOutput * n));
    fillByParameter(context, stream, context.input(1), 100, kDraw);
    return okStatus();
}
template <auto kDraw>
Status byParameterFromSeed(KernelContext& context) {
    fillByParameter(context, seedStream(context, 1), context.input(2), 100, kDraw);
    return okStatus();
}

}  // namespace weft::random
