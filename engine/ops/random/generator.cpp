// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/random/generator.h"

#include <random>

namespace weft::random {
namespace {

/// Keeps the generators apart from resources that graphs name.
constexpr const char* kContainer = "_generator";

std::uint64_t unpredictable() {
    std::random_device device;
    return (std::uint64_t{device()} << 32U) | device();
}

Philox startOf(const Seeds& seeds, const Seeds& defaults) {
    Seeds used = seeds;
    if (used.seed == 0 && used.seed2 == 0) { used = defaults; }
    if (used.seed == 0 && used.seed2 == 0) { return {unpredictable(), 0, unpredictable()}; }
    return {static_cast<std::uint64_t>(used.seed), 0, static_cast<std::uint64_t>(used.seed2)};
}

}  // namespace

Philox Generator::reserve(std::uint64_t blocks) {
    const MutexLock lock(m_mutex);
    const Philox first = m_stream;
    m_stream = m_stream.skipped(blocks);
    return first;
}

std::string Generator::describe() const {
    const MutexLock lock(m_mutex);
    return concat("philox generator at block ", m_stream.counterLow);
}

Result<std::map<std::string, Tensor>> Generator::save() const {
    const MutexLock lock(m_mutex);
    return std::map<std::string, Tensor>{
        {"key", Tensor::vector<std::uint64_t>({m_stream.key})},
        {"counter", Tensor::vector<std::uint64_t>({m_stream.counterLow, m_stream.counterHigh})},
    };
}

Status Generator::restore(const std::map<std::string, Tensor>& state) {
    const auto key = state.find("key");
    const auto counter = state.find("counter");
    if (key == state.end() || counter == state.end() || key->second.dtype() != DType::UInt64 ||
        counter->second.dtype() != DType::UInt64 || key->second.elements() != 1 ||
        counter->second.elements() != 2) {
        return invalidArgument(
            "state of a generator does not fit: want 'key' uint64[1] and 'counter' uint64[2]");
    }
    const auto words = counter->second.values<std::uint64_t>();
    const MutexLock lock(m_mutex);
    m_stream = {key->second.values<std::uint64_t>()[0], words[0], words[1]};
    return okStatus();
}

Result<Seeds> parseSeeds(const AttrMap& attrs) {
    return Seeds{WEFT_TRY(attrs.get<std::int64_t>("seed")),
                 WEFT_TRY(attrs.get<std::int64_t>("seed2"))};
}

Result<Philox> reserveBlocks(KernelContext& context, std::uint64_t blocks) {
    const auto generator =
        WEFT_TRY(context.resources().findOrMake<Generator>(kContainer, context.node().name, [&] {
            return std::make_shared<Generator>(startOf(
                context.parameters<Seeds>(), {context.defaultSeed(), context.defaultSeed2()}));
        }));
    return generator->reserve(blocks);
}

}  // namespace weft::random
