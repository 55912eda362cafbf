// SPDX-License-Identifier: Apache-2.0
/// @file
/// StatelessRandomGetKeyCounter: the stream that a seed names, as key and counter.
/// StatelessRandomGetAlg: the algorithm of streams, Philox.
///
/// Shapes   seed [2]; key [1], counter [2]; alg [].
/// Errors   InvalidArgument for a seed of another shape.
/// Source   Op contracts of TensorFlow (ops.pbtxt); Philox: see philox.h.

#include "engine/ops/random/stateless.h"

namespace weft {
namespace {

Result<std::vector<PartialShape>> keyCounterShapes(const ShapeContext& context) {
    WEFT_TRY(random::checkSeed(context, 0));
    return std::vector<PartialShape>{PartialShape{1}, PartialShape{2}};
}

Status keyCounter(KernelContext& context) {
    const random::Philox stream = random::seedStream(context, 0);
    context.outputValues<std::uint64_t>(0)[0] = stream.key;
    context.outputValues<std::uint64_t>(1)[0] = stream.counterLow;
    context.outputValues<std::uint64_t>(1)[1] = stream.counterHigh;
    return okStatus();
}

WEFT_OP("StatelessRandomGetKeyCounter")
    .summary("The key and the counter of the stream that a seed names.")
    .category("random")
    .attr("Tseed: {int32, int64} = DT_INT64")
    .input("seed: Tseed", "[2] names the stream")
    .output("key: uint64", "[1] the key")
    .output("counter: uint64", "[2] the counter, lower half first")
    .shape(keyCounterShapes)
    .noGradient(random::kStatelessNoGradient)
    .cpuKernel(keyCounter);

Result<PartialShape> algShape(const ShapeContext&) { return PartialShape::scalar(); }

Status alg(KernelContext& context) {
    context.outputValues<std::int32_t>(0)[0] = 1;
    return okStatus();
}

WEFT_OP("StatelessRandomGetAlg")
    .summary("The number of the algorithm that streams use: 1, Philox.")
    .category("random")
    .output("alg: int32", "scalar: 1")
    .stateful()
    .shape(algShape)
    .noGradient("it has no input")
    .cpuKernel(alg);

}  // namespace
}  // namespace weft
