// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/status.h"

/// @file
/// Pieces of a sorted string table, the file `PREFIX.index` of a checkpoint:
///
///     file     = data block*, metaindex block, index block, footer
///     block    = contents, type (1 byte), masked crc32c of contents and type (4 bytes)
///     contents = entry*, restart offsets (4 bytes each), count of restarts (4 bytes)
///     entry    = varint shared, varint added, varint value size, key[shared:], value
///     footer   = metaindex handle, index handle, zeros up to 40 bytes, magic (8 bytes)
///
/// A key shares its first bytes with the key before it; at a restart it is whole. The index block
/// has an entry for each data block: a key no smaller than its last, and its handle. Numbers are
/// little-endian. Source: LevelDB's table_format.md.

namespace weft {

/// Where a block lies in its file.
struct BlockHandle {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;  ///< bytes of the contents, without the trailer
};

inline constexpr std::size_t kBlockTrailerBytes = 5;  // type and crc
inline constexpr std::size_t kFooterBytes = 48;
inline constexpr std::uint64_t kTableMagic = 0xDB4775248B80FB57U;
inline constexpr char kUncompressed = 0;

/// Base 128, low digits first, the high bit of a byte says that more follow.
void appendVarint(std::string& out, std::uint64_t value);
/// Takes a varint off the front of the bytes; nothing when it does not end within them, or is no
/// 64-bit number.
std::optional<std::uint64_t> takeVarint(std::string_view& bytes);
/// Four or eight bytes, little-endian.
void appendFixed32(std::string& out, std::uint32_t value);
void appendFixed64(std::string& out, std::uint64_t value);
/// The first four bytes as a number; the text must have them.
std::uint32_t fixed32At(std::string_view bytes);

/// Appends a block's contents and trailer to a file. @return where the block is.
BlockHandle appendBlock(std::string& file, std::string_view contents);
/// The contents of a block, a part of `file`.
/// Errors: DataLoss for a handle outside the file, a wrong checksum, compressed contents.
Result<std::string_view> blockAt(std::string_view file, const BlockHandle& handle);

void appendHandle(std::string& out, const BlockHandle& handle);
/// Takes a handle off the front of the bytes. Errors: DataLoss.
Result<BlockHandle> takeHandle(std::string_view& bytes);

}  // namespace weft
