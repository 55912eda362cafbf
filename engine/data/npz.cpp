// SPDX-License-Identifier: Apache-2.0
/// @file
/// The zip around the arrays of an .npz file. Source: APPNOTE.TXT 6.3, sections 4.3 and 4.4.

#include <zlib.h>
#include <algorithm>
#include <limits>
#include <set>

#include "engine/base/strings.h"
#include "engine/data/npy.h"

namespace weft {
namespace {

/// One stored file of the archive.
struct Entry {
    std::string name;
    std::uint32_t crc = 0;
    std::uint32_t size = 0;
    std::uint32_t offset = 0;
};

template <class T>
void put(std::string& out, std::initializer_list<T> values) {
    for (const T value : values) {
        for (std::size_t i = 0; i < sizeof(T); ++i) {
            out.push_back(static_cast<char>(value >> (8 * i)));
        }
    }
}
void put16(std::string& out, std::initializer_list<std::uint16_t> values) { put(out, values); }
void put32(std::string& out, std::initializer_list<std::uint32_t> values) { put(out, values); }

/// The fields that a file's local header and its central one share. The date is 1 January 1980: the
/// same arrays give the same bytes.
void putCommon(std::string& out, const Entry& entry) {
    constexpr std::uint16_t kVersion = 20;
    constexpr std::uint16_t kUtf8Names = 0x0800;
    constexpr std::uint16_t kStored = 0;
    constexpr std::uint16_t kDate = 0x0021;
    put16(out, {kVersion, kUtf8Names, kStored, 0, kDate});
    put32(out, {entry.crc, entry.size, entry.size});
    put16(out, {static_cast<std::uint16_t>(entry.name.size()), 0});
}

std::uint32_t zipCrc(std::string_view bytes) {
    return static_cast<std::uint32_t>(
        crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

std::string centralDirectory(const std::vector<Entry>& entries, std::size_t start) {
    std::string out;
    for (const Entry& entry : entries) {
        constexpr std::uint16_t kMadeBy = 20;
        put32(out, {0x02014B50});
        put16(out, {kMadeBy});
        putCommon(out, entry);
        put16(out, {0, 0, 0});
        put32(out, {0, entry.offset});
        out.append(entry.name);
    }
    const auto count = static_cast<std::uint16_t>(entries.size());
    const auto bytes = static_cast<std::uint32_t>(out.size());
    put32(out, {0x06054B50});
    put16(out, {0, 0, count, count});
    put32(out, {bytes, static_cast<std::uint32_t>(start)});
    put16(out, {0});
    return out;
}

}  // namespace

Result<std::string> npzToBytes(const std::vector<std::pair<std::string, Tensor>>& arrays) {
    constexpr std::size_t kMostBytes = std::numeric_limits<std::uint32_t>::max();
    constexpr std::size_t kMostEntries = 0xFFFE;
    std::string out;
    std::vector<Entry> entries;
    std::set<std::string_view> names;
    for (const auto& [name, tensor] : arrays) {
        if (!names.insert(name).second) { continue; }
        const std::string array = WEFT_TRY(npyToBytes(tensor));
        if (name.size() > 0xFF00U || entries.size() == kMostEntries ||
            out.size() + array.size() + name.size() > kMostBytes / 2) {
            return unimplemented(
                "npz files over 2 GiB, 65534 arrays or with names over 65280 bytes");
        }
        entries.push_back({name + ".npy", zipCrc(array), static_cast<std::uint32_t>(array.size()),
                           static_cast<std::uint32_t>(out.size())});
        put32(out, {0x04034B50});
        putCommon(out, entries.back());
        out.append(entries.back().name).append(array);
    }
    out.append(centralDirectory(entries, out.size()));
    return out;
}

}  // namespace weft
