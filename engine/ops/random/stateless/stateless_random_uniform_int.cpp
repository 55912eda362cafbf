// SPDX-License-Identifier: Apache-2.0
/// @file
/// StatelessRandomUniformInt, its V2, and StatelessRandomUniformFullInt: whole numbers that a seed
/// fixes, of [minval, maxval) or of all that the type has.
///
/// Shapes   shape [rank] of sizes >= 0, seed [2]; V2 has key [1], counter [2] and alg [] in place of
///          seed; minval and maxval scalars. The output has the wanted shape.
/// Types    int32, int64; V2 and FullInt also uint32, uint64.
/// Errors   InvalidArgument when minval >= maxval, for a shape that is no vector or has a negative
///          size, a seed, key or counter of another length, an algorithm other than Philox.
/// Numerics As RandomUniformInt, from block 0 of the stream; FullInt gives the words themselves.
/// Source   Op contracts of TensorFlow (ops.pbtxt); same streams.

#include "engine/ops/random/stateless.h"

namespace weft {
namespace {

Result<PartialShape> seedRangeShape(const ShapeContext& context) {
    WEFT_TRY(context.input(2).withRank(0));
    WEFT_TRY(context.input(3).withRank(0));
    return random::seedShape(context);
}
Result<PartialShape> keyRangeShape(const ShapeContext& context) {
    WEFT_TRY(context.input(4).withRank(0));
    WEFT_TRY(context.input(5).withRank(0));
    return random::keyShape(context);
}

/// @param low the input with minval; the next holds maxval.
template <class T>
Status fillRange(KernelContext& context, const random::Philox& stream, int low) {
    if (context.output(0).elements() == 0) { return okStatus(); }
    const auto sampler = WEFT_TRY(random::RangeSampler<T>::between(
        context.inputValues<T>(low)[0], context.inputValues<T>(low + 1)[0]));
    random::fillGroups<T>(context, stream, sampler);
    return okStatus();
}

template <class T>
Status rangeFromSeed(KernelContext& context) {
    return fillRange<T>(context, random::seedStream(context, 1), 2);
}
template <class T>
Status rangeFromKey(KernelContext& context) {
    return fillRange<T>(context, WEFT_TRY(random::keyStream(context, 1)), 4);
}

WEFT_OP("StatelessRandomUniformInt")
    .summary("Whole numbers of [minval, maxval), all equally likely, that a seed fixes.")
    .category("random")
    .attr("dtype: {int32, int64}")
    .attr("T: {int32, int64}")
    .attr("Tseed: {int32, int64} = DT_INT64")
    .input("shape: T", "[rank] the wanted shape")
    .input("seed: Tseed", "[2] names the stream")
    .input("minval: dtype", "scalar: the smallest number")
    .input("maxval: dtype", "scalar: one more than the largest number")
    .output("output: dtype", "random numbers of the wanted shape")
    .hostInput("shape")
    .shape(seedRangeShape)
    .noGradient(random::kStatelessNoGradient)
    .cpuKernel<std::int32_t>(rangeFromSeed<std::int32_t>)
    .cpuKernel<std::int64_t>(rangeFromSeed<std::int64_t>);

WEFT_OP("StatelessRandomUniformIntV2")
    .summary("Whole numbers of [minval, maxval), all equally likely, that a key fixes.")
    .category("random")
    .attr("dtype: {int32, int64, uint32, uint64}")
    .attr("Tshape: {int32, int64} = DT_INT32")
    .input("shape: Tshape", "[rank] the wanted shape")
    .input("key: uint64", "[1] names the stream")
    .input("counter: uint64", "[2] where in it, lower half first")
    .input("alg: int32", "scalar: 1 is Philox, 3 leaves the choice")
    .input("minval: dtype", "scalar: the smallest number")
    .input("maxval: dtype", "scalar: one more than the largest number")
    .output("output: dtype", "random numbers of the wanted shape")
    .hostInput("shape")
    .hostInput("alg")
    .shape(keyRangeShape)
    .noGradient(random::kStatelessNoGradient)
    .cpuKernel<std::int32_t>(rangeFromKey<std::int32_t>)
    .cpuKernel<std::int64_t>(rangeFromKey<std::int64_t>)
    .cpuKernel<std::uint32_t>(rangeFromKey<std::uint32_t>)
    .cpuKernel<std::uint64_t>(rangeFromKey<std::uint64_t>);

WEFT_OP("StatelessRandomUniformFullInt")
    .summary("Whole numbers of the type's whole range, all equally likely, that a seed fixes.")
    .category("random")
    .attr("dtype: {int32, int64, uint32, uint64} = DT_UINT64")
    .attr("T: {int32, int64} = DT_INT32")
    .attr("Tseed: {int32, int64, uint32, uint64} = DT_INT64")
    .input("shape: T", "[rank] the wanted shape")
    .input("seed: Tseed", "[2] names the stream")
    .output("output: dtype", "random numbers of the wanted shape")
    .hostInput("shape")
    .shape(random::seedShape)
    .noGradient(random::kStatelessNoGradient)
    .cpuKernel<std::int32_t>(random::sampleFromSeed<std::int32_t, random::BitsSampler>)
    .cpuKernel<std::int64_t>(random::sampleFromSeed<std::int64_t, random::BitsSampler>)
    .cpuKernel<std::uint32_t>(random::sampleFromSeed<std::uint32_t, random::BitsSampler>)
    .cpuKernel<std::uint64_t>(random::sampleFromSeed<std::uint64_t, random::BitsSampler>);

}  // namespace
}  // namespace weft
