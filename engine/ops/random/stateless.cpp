// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/random/stateless.h"

#include "engine/graph/graph_inference.h"

namespace weft::random {
namespace {

constexpr std::uint64_t kScrambleKey = 0x02461E293EC8F720U;
constexpr std::int32_t kPhilox = 1;
constexpr std::int32_t kAutomatic = 3;

Status checkVector(const ShapeContext& context, int i, std::string_view what, std::int64_t size) {
    const Result<PartialShape> vector = context.input(i).withRank(1);
    if (!vector.ok() || !mergeDim((*vector)[0], size).ok()) {
        return invalidArgument(
            concat(what, " has a wrong shape: got ", context.input(i), ", want [", size, "]"));
    }
    return okStatus();
}

/// Signed numbers are extended by their sign.
std::uint64_t wideAt(const Tensor& seed, std::int64_t i) {
    const auto index = static_cast<std::size_t>(i);
    switch (seed.dtype()) {
        case DType::UInt32:
            return seed.values<std::uint32_t>()[index];
        case DType::UInt64:
            return seed.values<std::uint64_t>()[index];
        default:
            return static_cast<std::uint64_t>(intAt(seed, i));
    }
}

}  // namespace

Philox streamOfSeed(std::uint64_t a, std::uint64_t b) {
    const Block mixed = Philox{kScrambleKey, a, b}.block(0);
    const auto pair = [](std::uint32_t low, std::uint32_t high) {
        return low | (std::uint64_t{high} << 32U);
    };
    return {pair(mixed[0], mixed[1]), 0, pair(mixed[2], mixed[3])};
}

Philox seedStream(const KernelContext& context, int i) {
    const Tensor& seed = context.input(i);
    return streamOfSeed(wideAt(seed, 0), wideAt(seed, 1));
}

Result<Philox> keyStream(const KernelContext& context, int first) {
    const std::int32_t algorithm = context.inputValues<std::int32_t>(first + 2)[0];
    if (algorithm != kPhilox && algorithm != kAutomatic) {
        return invalidArgument(concat("unsupported algorithm: got alg ", algorithm, ", want ",
                                      kPhilox, " (Philox) or ", kAutomatic, " (automatic)"));
    }
    const auto counter = context.inputValues<std::uint64_t>(first + 1);
    return Philox{context.inputValues<std::uint64_t>(first)[0], counter[0], counter[1]};
}

Status checkSeed(const ShapeContext& context, int i) { return checkVector(context, i, "seed", 2); }

Status checkKey(const ShapeContext& context, int first) {
    WEFT_TRY(checkVector(context, first, "key", 1));
    WEFT_TRY(checkVector(context, first + 1, "counter", 2));
    WEFT_TRY(context.input(first + 2).withRank(0));
    return okStatus();
}

Status checkEndsWith(const PartialShape& shape, const PartialShape& parameters) {
    if (!shape.hasRank() || !parameters.hasRank()) { return okStatus(); }
    // A run that is asked for nothing does not look at the parameters.
    if (!isBuildingGraph() && shape.elements() == 0) { return okStatus(); }
    const int lead = shape.rank() - parameters.rank();
    if (lead < 0 || !shape.slice(lead).merge(parameters).ok()) {
        return leftToRun(
            invalidArgument(concat("Shape passed in must end with broadcasted shape: got ", shape,
                                   ", want an end of ", parameters)));
    }
    return okStatus();
}

Result<PartialShape> seedShape(const ShapeContext& context) {
    WEFT_TRY(checkSeed(context, 1));
    return randomShape(context);
}

Result<PartialShape> keyShape(const ShapeContext& context) {
    WEFT_TRY(checkKey(context, 1));
    return randomShape(context);
}

}  // namespace weft::random
