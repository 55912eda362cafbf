// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace weft::app {

/// SHA-256 of bytes that come in pieces. Protocol: (add)* hex. Source: FIPS 180-4.
class Sha256 {
public:
    void add(std::string_view bytes);
    /// The digest as 64 hexadecimal digits.
    std::string hex();

private:
    void block(const unsigned char* bytes);

    std::array<std::uint32_t, 8> m_state{0x6A09E667U, 0xBB67AE85U, 0x3C6EF372U, 0xA54FF53AU,
                                         0x510E527FU, 0x9B05688CU, 0x1F83D9ABU, 0x5BE0CD19U};
    std::array<unsigned char, 64> m_rest{};
    std::size_t m_used = 0;  // of m_rest
    std::uint64_t m_bytes = 0;
};

}  // namespace weft::app
