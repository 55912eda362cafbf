// SPDX-License-Identifier: Apache-2.0
/// @file
/// RandomUniformInt: whole numbers of [minval, maxval).
///
/// Shapes   shape [rank] of sizes >= 0, minval and maxval scalars; output has that shape.
/// Types    int32, int64; shape int32 or int64.
/// Errors   InvalidArgument when minval >= maxval, or for a shape that is no vector or has a
///          negative size.
/// Numerics minval + word mod (maxval - minval) in unsigned arithmetic: a little biased where the
///          range is no power of two, as in TensorFlow. Four numbers a block (int64: two).
/// Source   Op contract of TensorFlow "RandomUniformInt" (ops.pbtxt); same streams.

#include "engine/ops/random/fill.h"

namespace weft {
namespace {

Result<PartialShape> uniformIntShape(const ShapeContext& context) {
    WEFT_TRY(context.input(1).withRank(0));
    WEFT_TRY(context.input(2).withRank(0));
    return random::randomShape(context);
}

template <class T>
Status uniformInts(KernelContext& context) {
    if (context.output(0).elements() == 0) { return okStatus(); }
    const auto sampler = WEFT_TRY(random::RangeSampler<T>::between(context.inputValues<T>(1)[0],
                                                                   context.inputValues<T>(2)[0]));
    return random::fillFromNode<T>(context, sampler);
}

WEFT_OP("RandomUniformInt")
    .summary("Random whole numbers of [minval, maxval), all equally likely.")
    .category("random")
    .attr(random::kSeed)
    .attr(random::kSeed2)
    .attr("Tout: {int32, int64}")
    .attr("T: {int32, int64}")
    .input("shape: T", "[rank] the wanted shape")
    .input("minval: Tout", "scalar: the smallest number")
    .input("maxval: Tout", "scalar: one more than the largest number")
    .output("output: Tout", "random numbers of the wanted shape")
    .stateful()
    .hostInput("shape")
    .shape(uniformIntShape)
    .noGradient(random::kNoGradient)
    .parameters(random::parseSeeds)
    .cpuKernel<std::int32_t>(uniformInts<std::int32_t>)
    .cpuKernel<std::int64_t>(uniformInts<std::int64_t>);

}  // namespace
}  // namespace weft
