// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace weft {

/// CRC-32C (Castagnoli) of bytes that follow others whose CRC was `before`:
/// crc32c("ab") == crc32c("b", crc32c("a")). Source: RFC 3720, appendix B.4.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0);

/// As TFRecord and checkpoint files store a CRC: a CRC of data that itself holds CRCs would be
/// weak. Source: TensorFlow's record format.
inline std::uint32_t maskedCrc(std::uint32_t crc) {
    return ((crc >> 15U) | (crc << 17U)) + 0xA282EAD8U;
}
/// Inverse of maskedCrc().
inline std::uint32_t unmaskedCrc(std::uint32_t masked) {
    const std::uint32_t rotated = masked - 0xA282EAD8U;
    return (rotated >> 17U) | (rotated << 15U);
}

namespace detail {
/// crc32c() without special instructions; for tests.
std::uint32_t crc32cByTables(std::string_view bytes, std::uint32_t before);
}  // namespace detail

}  // namespace weft
