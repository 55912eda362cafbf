// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <span>

#include "engine/kernel/state/philox_blocks.h"
#include "engine/ops/random/generator.h"
#include "engine/ops/random/samplers.h"

/// @file
/// From a sampler to a kernel: what is common to the ops whose output is one group after another.

namespace weft::random {

/// Shape function of ops whose input 0 is the wanted shape.
Result<PartialShape> randomShape(const ShapeContext& context);

/// Fills output 0: group g of it with the first elements of sampler(stream, g).
template <class T, class Sampler>
void fillGroups(KernelContext& context, const Philox& stream, const Sampler& sampler) {
    const std::int64_t n = context.output(0).elements();
    T* out = context.outputValues<T>(0).data();
    const std::int64_t groups = (n + kGroup<T> - 1) / kGroup<T>;
    parallelFor(groups, Sampler::kNs, [&](std::int64_t begin, std::int64_t end) {
        const auto put = [&](std::int64_t g, const auto& numbers) {
            const std::int64_t first = g * kGroup<T>;
            const std::int64_t last = std::min(n, first + kGroup<T>);
            for (std::int64_t i = first; i < last; ++i) {
                out[i] = static_cast<T>(numbers[static_cast<std::size_t>(i - first)]);
            }
        };
        if constexpr (requires(const Block& block) { sampler.ofBlock(block); }) {
            std::array<Block, 64> blocks;
            for (std::int64_t g = begin; g < end; g += std::ssize(blocks)) {
                const std::int64_t some = std::min<std::int64_t>(end - g, std::ssize(blocks));
                blocksOf(stream, static_cast<std::uint64_t>(g),
                         std::span(blocks).first(static_cast<std::size_t>(some)));
                for (std::int64_t i = 0; i < some; ++i) {
                    put(g + i, sampler.ofBlock(blocks[static_cast<std::size_t>(i)]));
                }
            }
        } else {
            for (std::int64_t g = begin; g < end; ++g) {
                put(g, sampler(stream, static_cast<std::uint64_t>(g)));
            }
        }
    });
}

/// Fills output 0 from the node's generator, which moves by 256 blocks an element; an empty output
/// moves nothing.
template <class T, class Sampler>
Status fillFromNode(KernelContext& context, const Sampler& sampler) {
    const std::int64_t n = context.output(0).elements();
    if (n == 0) { return okStatus(); }
    const Philox stream =
        WEFT_TRY(reserveBlocks(context, kBlocksPerOutput * static_cast<std::uint64_t>(n)));
    fillGroups<T>(context, stream, sampler);
    return okStatus();
}

/// The kernel of a stateful op that needs nothing but its shape.
template <class T, template <class> class Sampler>
Status sampleFromNode(KernelContext& context) {
    return fillFromNode<T>(context, Sampler<T>());
}

/// What the stateful ops of one input have in common.
inline void seededOp(OpBuilder& op) {
    op.category("random")
        .attr(kSeed)
        .attr(kSeed2)
        .attr("dtype: {half, bfloat16, float, double}")
        .attr("T: {int32, int64}")
        .input("shape: T", "[rank] the wanted shape")
        .output("output: dtype", "random numbers of the wanted shape")
        .stateful()
        .hostInput("shape")
        .shape(randomShape)
        .noGradient(kNoGradient)
        .parameters(parseSeeds);
}

}  // namespace weft::random
