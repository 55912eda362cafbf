// SPDX-License-Identifier: Apache-2.0
#include "engine/base/crc32c.h"

#include <array>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace weft {
namespace {

static_assert(std::endian::native == std::endian::little, "words are read as little-endian");

using Table = std::array<std::uint32_t, 256>;

/// tables[k][b]: what byte b does to the CRC when k more bytes follow it.
constexpr std::array<Table, 8> makeTables() {
    constexpr std::uint32_t kPolynomial = 0x82F63B78U;  // Castagnoli's, bits reversed
    std::array<Table, 8> tables{};
    for (std::uint32_t b = 0; b < 256; ++b) {
        std::uint32_t crc = b;
        for (int bit = 0; bit < 8; ++bit) { crc = (crc >> 1U) ^ ((crc & 1U) * kPolynomial); }
        tables[0][b] = crc;
    }
    for (std::size_t k = 1; k < tables.size(); ++k) {
        for (std::size_t b = 0; b < 256; ++b) {
            const std::uint32_t crc = tables[k - 1][b];
            tables[k][b] = (crc >> 8U) ^ tables[0][crc & 0xFFU];
        }
    }
    return tables;
}

constexpr std::array<Table, 8> kTables = makeTables();

std::uint64_t wordAt(const char* bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    return word;
}

std::uint32_t tablesUpdate(std::uint32_t crc, const char* at, std::size_t count) {
    for (; count >= 8; at += 8, count -= 8) {
        const std::uint64_t word = wordAt(at) ^ crc;
        crc = 0;
        for (unsigned k = 0; k < 8; ++k) { crc ^= kTables[7 - k][(word >> (8 * k)) & 0xFFU]; }
    }
    for (; count > 0; ++at, --count) {
        crc = (crc >> 8U) ^ kTables[0][(crc ^ static_cast<unsigned char>(*at)) & 0xFFU];
    }
    return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t sseUpdate(std::uint32_t crc, const char* at,
                                                          std::size_t count) {
    std::uint64_t wide = crc;
    for (; count >= 8; at += 8, count -= 8) { wide = _mm_crc32_u64(wide, wordAt(at)); }
    crc = static_cast<std::uint32_t>(wide);
    for (; count > 0; ++at, --count) { crc = _mm_crc32_u8(crc, static_cast<unsigned char>(*at)); }
    return crc;
}
#endif

}  // namespace

std::uint32_t crc32c(std::string_view bytes, std::uint32_t before) {
#if defined(__x86_64__)
    static const bool hasInstruction = __builtin_cpu_supports("sse4.2");
    if (hasInstruction) { return ~sseUpdate(~before, bytes.data(), bytes.size()); }
#endif
    return detail::crc32cByTables(bytes, before);
}

std::uint32_t detail::crc32cByTables(std::string_view bytes, std::uint32_t before) {
    return ~tablesUpdate(~before, bytes.data(), bytes.size());
}

}  // namespace weft
