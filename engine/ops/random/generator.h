// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "engine/kernel/op_builder.h"
#include "engine/kernel/state/philox.h"

/// @file
/// The lasting position of a random node's stream.

namespace weft::random {

/// Attributes that every seeded node has.
inline constexpr std::string_view kSeed = "seed: int = 0";
inline constexpr std::string_view kSeed2 = "seed2: int = 0";
inline constexpr std::string_view kNoGradient = "random numbers do not depend on the inputs";

/// The stream of one random node in one session. It lives as long as the session and moves only
/// when its kernel runs. Threading: any thread.
class Generator final : public Resource {
public:
    explicit Generator(const Philox& start) : m_stream(start) {}

    /// Takes the next n blocks: the stream at the first of them.
    Philox reserve(std::uint64_t blocks);

    std::string kind() const override { return "generator"; }
    std::string describe() const override;
    /// "key" uint64 [1] and "counter" uint64 [2], lower half first.
    Result<std::map<std::string, Tensor>> save() const override;
    Status restore(const std::map<std::string, Tensor>& state) override;

private:
    mutable Mutex m_mutex;
    Philox m_stream ABSL_GUARDED_BY(m_mutex);
};

/// The seeds of a node.
struct Seeds {
    std::int64_t seed = 0;
    std::int64_t seed2 = 0;
};
Result<Seeds> parseSeeds(const AttrMap& attrs);

/// Takes the next blocks of the node's generator, which is made at its first use. Seeds that are
/// both 0 mean the session's default seeds, and where those are 0 too an unpredictable stream.
/// The node's parameters are Seeds.
Result<Philox> reserveBlocks(KernelContext& context, std::uint64_t blocks);

/// Blocks that each output element of most ops reserves, however few it uses.
inline constexpr std::uint64_t kBlocksPerOutput = 256;

}  // namespace weft::random
