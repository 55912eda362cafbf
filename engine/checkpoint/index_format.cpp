// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/index_format.h"

#include <bit>
#include <cstring>

#include "engine/base/crc32c.h"
#include "engine/base/strings.h"

namespace weft {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are stored little-endian");

template <class T>
void appendFixed(std::string& out, T value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out.append(bytes, sizeof value);
}

}  // namespace

void appendVarint(std::string& out, std::uint64_t value) {
    for (; value >= 0x80U; value >>= 7U) { out.push_back(static_cast<char>(value | 0x80U)); }
    out.push_back(static_cast<char>(value));
}

std::optional<std::uint64_t> takeVarint(std::string_view& bytes) {
    constexpr std::size_t kMostBytes = 10;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size() && i < kMostBytes; ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        if (i == kMostBytes - 1 && byte > 1) { return std::nullopt; }  // more than 64 bits
        value |= std::uint64_t{byte & 0x7FU} << (7 * i);
        if (byte < 0x80U) {
            bytes.remove_prefix(i + 1);
            return value;
        }
    }
    return std::nullopt;
}

void appendFixed32(std::string& out, std::uint32_t value) { appendFixed(out, value); }
void appendFixed64(std::string& out, std::uint64_t value) { appendFixed(out, value); }

std::uint32_t fixed32At(std::string_view bytes) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
}

BlockHandle appendBlock(std::string& file, std::string_view contents) {
    const BlockHandle handle{file.size(), contents.size()};
    file.append(contents);
    file.push_back(kUncompressed);
    appendFixed32(file, maskedCrc(crc32c({&kUncompressed, 1}, crc32c(contents))));
    return handle;
}

Result<std::string_view> blockAt(std::string_view file, const BlockHandle& handle) {
    const std::size_t size = file.size();
    if (handle.offset > size || handle.size > size - handle.offset ||
        size - handle.offset - handle.size < kBlockTrailerBytes) {
        return dataLoss(concat("block lies outside the file: got bytes ", handle.offset, " + ",
                               handle.size, ", want at most ", size));
    }
    const std::string_view contents = file.substr(handle.offset, handle.size);
    const std::string_view trailer = file.substr(handle.offset + handle.size, kBlockTrailerBytes);
    const std::uint32_t stored = unmaskedCrc(fixed32At(trailer.substr(1)));
    const std::uint32_t computed = crc32c(trailer.substr(0, 1), crc32c(contents));
    if (stored != computed) {
        return dataLoss(concat("checksum of the block at byte ", handle.offset,
                               " does not match: got ", computed, ", want ", stored));
    }
    if (trailer[0] != kUncompressed) {
        return dataLoss(concat("block at byte ", handle.offset, " is compressed: got type ",
                               int{static_cast<unsigned char>(trailer[0])}, ", want ",
                               int{kUncompressed}));
    }
    return contents;
}

void appendHandle(std::string& out, const BlockHandle& handle) {
    appendVarint(out, handle.offset);
    appendVarint(out, handle.size);
}

Result<BlockHandle> takeHandle(std::string_view& bytes) {
    const auto offset = takeVarint(bytes);
    const auto size = offset ? takeVarint(bytes) : std::nullopt;
    if (!size) { return dataLoss("place of a block is cut off"); }
    return BlockHandle{*offset, *size};
}

}  // namespace weft
