// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/ops/random/fill.h"

/// @file
/// Streams that inputs name: a seed of two numbers, or a key and a counter. The same inputs give
/// the same numbers, always.

namespace weft::random {

inline constexpr std::string_view kStatelessNoGradient =
    "random numbers do not depend on the inputs that are real numbers";

/// The stream of a seed (a, b): what Philox under a fixed key makes of it, so that seeds close to
/// each other give streams far apart.
Philox streamOfSeed(std::uint64_t a, std::uint64_t b);
/// The stream of the seed that input i holds, [2] of a 32-bit or 64-bit integer type.
Philox seedStream(const KernelContext& context, int i);
/// The stream of inputs first (key [1]), first + 1 (counter [2]) and first + 2 (algorithm).
/// Errors: InvalidArgument for an algorithm other than Philox (1) and "automatic" (3).
Result<Philox> keyStream(const KernelContext& context, int first);

/// Errors: InvalidArgument unless input i may have shape [2].
Status checkSeed(const ShapeContext& context, int i);
/// Errors: InvalidArgument unless inputs first to first + 2 may have shapes [1], [2] and [].
Status checkKey(const ShapeContext& context, int first);

/// Errors: InvalidArgument unless the wanted shape may end with that of the parameters.
Status checkEndsWith(const PartialShape& shape, const PartialShape& parameters);

/// Shape functions of ops with inputs (shape, seed) and (shape, key, counter, alg).
Result<PartialShape> seedShape(const ShapeContext& context);
Result<PartialShape> keyShape(const ShapeContext& context);

/// Kernels of ops that need nothing but a shape and a stream.
template <class T, template <class> class Sampler>
Status sampleFromSeed(KernelContext& context) {
    fillGroups<T>(context, seedStream(context, 1), Sampler<T>());
    return okStatus();
}
template <class T, template <class> class Sampler>
Status sampleFromKey(KernelContext& context) {
    fillGroups<T>(context, WEFT_TRY(keyStream(context, 1)), Sampler<T>());
    return okStatus();
}

/// What ops with a seed have in common, after their attribute of the output's dtype.
inline void seedOp(OpBuilder& op) {
    op.category("random")
        .attr("T: {int32, int64} = DT_INT32")
        .attr("Tseed: {int32, int64} = DT_INT64")
        .input("shape: T", "[rank] the wanted shape")
        .input("seed: Tseed", "[2] names the stream")
        .output("output: dtype", "random numbers of the wanted shape")
        .hostInput("shape")
        .shape(seedShape)
        .noGradient(kStatelessNoGradient);
}
/// What ops with a key and a counter have in common, after their attribute of the output's dtype.
inline void keyOp(OpBuilder& op) {
    op.category("random")
        .attr("Tshape: {int32, int64} = DT_INT32")
        .input("shape: Tshape", "[rank] the wanted shape")
        .input("key: uint64", "[1] names the stream")
        .input("counter: uint64", "[2] where in it, lower half first")
        .input("alg: int32", "scalar: 1 is Philox, 3 leaves the choice")
        .output("output: dtype", "random numbers of the wanted shape")
        .hostInput("shape")
        .hostInput("alg")
        .shape(keyShape)
        .noGradient(kStatelessNoGradient);
}

}  // namespace weft::random
