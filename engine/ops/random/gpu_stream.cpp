// SPDX-License-Identifier: Apache-2.0
/// @file
/// The streams of random ops that run on a GPU are counted here, by the generators that count them for
/// the processor's kernels: so their numbers are the same, and so is what a checkpoint of them holds.

#include "engine/kernel/gpu/gpu_node.h"
#include "engine/ops/random/generator.h"

namespace weft {
namespace {

Result<std::array<std::uint64_t, 4>> nextWords(KernelContext& context, std::int64_t elements) {
    const random::Philox stream = WEFT_TRY(random::reserveBlocks(
        context, random::kBlocksPerOutput * static_cast<std::uint64_t>(elements)));
    return std::array<std::uint64_t, 4>{stream.key, stream.counterLow, stream.counterHigh, 0};
}

const GpuWordsRegistration kUniform("RandomUniform", nextWords);
const GpuWordsRegistration kNormal("RandomStandardNormal", nextWords);
const GpuWordsRegistration kTruncated("TruncatedNormal", nextWords);

}  // namespace
}  // namespace weft
