// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace weft::random {

/// One call of the generator: four 32-bit words.
using Block = std::array<std::uint32_t, 4>;

/// Philox 4x32 with 10 rounds: block i of a stream is the encryption of counter + i under a key, so
/// any block is found without those before it.
/// Source: Salmon et al., Parallel random numbers: as easy as 1, 2, 3, 2011, section 3.3.
struct Philox {
    std::uint64_t key = 0;
    std::uint64_t counterLow = 0;
    std::uint64_t counterHigh = 0;

    /// This stream from block n on.
    Philox skipped(std::uint64_t n) const {
        const std::uint64_t low = counterLow + n;
        return {key, low, counterHigh + (low < n ? 1U : 0U)};
    }

    /// Block i.
    Block block(std::uint64_t i) const {
        const Philox at = skipped(i);
        Block c{static_cast<std::uint32_t>(at.counterLow),
                static_cast<std::uint32_t>(at.counterLow >> 32U),
                static_cast<std::uint32_t>(at.counterHigh),
                static_cast<std::uint32_t>(at.counterHigh >> 32U)};
        auto k0 = static_cast<std::uint32_t>(key);
        auto k1 = static_cast<std::uint32_t>(key >> 32U);
        for (int round = 0; round < kRounds; ++round) {
            const std::uint64_t p = std::uint64_t{kMultiplier0} * c[0];
            const std::uint64_t q = std::uint64_t{kMultiplier1} * c[2];
            c = {static_cast<std::uint32_t>(q >> 32U) ^ c[1] ^ k0, static_cast<std::uint32_t>(q),
                 static_cast<std::uint32_t>(p >> 32U) ^ c[3] ^ k1, static_cast<std::uint32_t>(p)};
            k0 += kWeyl0;
            k1 += kWeyl1;
        }
        return c;
    }

    static constexpr int kRounds = 10;
    static constexpr std::uint32_t kMultiplier0 = 0xD2511F53U;
    static constexpr std::uint32_t kMultiplier1 = 0xCD9E8D57U;
    static constexpr std::uint32_t kWeyl0 = 0x9E3779B9U;
    static constexpr std::uint32_t kWeyl1 = 0xBB67AE85U;
};

/// The words of a stream one by one.
class Words {
public:
    explicit Words(const Philox& stream) : m_stream(stream) {}
    std::uint32_t next() {
        if (m_used == m_block.size()) {
            m_block = m_stream.block(m_index++);
            m_used = 0;
        }
        return m_block[m_used++];
    }

private:
    const Philox m_stream;
    std::uint64_t m_index = 0;
    Block m_block{};
    std::size_t m_used = 4;
};

}  // namespace weft::random
