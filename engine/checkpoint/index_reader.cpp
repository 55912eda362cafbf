// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/index_reader.h"

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/checkpoint/index_format.h"

namespace weft {
namespace {

/// Keys grow out of shared prefixes: a small file could ask for far more bytes than it has. Whole
/// keys every 16 entries bound what an honest file asks for.
constexpr std::size_t kMostGrowth = 64;

/// Walks the entries of a block.
class BlockWalk {
public:
    /// Errors: DataLoss when the restart offsets are not all there.
    static Result<BlockWalk> begin(std::string_view contents) {
        constexpr std::size_t kNumberBytes = 4;
        const Status cut = dataLoss("block has no room for its restart offsets");
        if (contents.size() < kNumberBytes) { return cut; }
        const std::size_t restarts = fixed32At(contents.substr(contents.size() - kNumberBytes));
        if ((restarts + 1) * kNumberBytes > contents.size()) { return cut; }
        BlockWalk walk;
        walk.m_rest = contents.substr(0, contents.size() - (restarts + 1) * kNumberBytes);
        return walk;
    }

    bool atEnd() const { return m_rest.empty(); }
    /// The next key is built in `key`, which must still hold the last one.
    /// Errors: DataLoss for sizes beyond the block or the key before.
    Result<std::string_view> next(std::string& key) {
        const auto shared = takeVarint(m_rest);
        const auto added = shared ? takeVarint(m_rest) : std::nullopt;
        const auto value = added ? takeVarint(m_rest) : std::nullopt;
        if (!value || *shared > key.size() || *added > m_rest.size() ||
            *value > m_rest.size() - *added) {
            return dataLoss(concat("entry after key '", escaped(key), "' is damaged"));
        }
        key.resize(*shared);
        key.append(m_rest.substr(0, *added));
        const std::string_view stored = m_rest.substr(*added, *value);
        m_rest.remove_prefix(*added + *value);
        return stored;
    }

private:
    std::string_view m_rest;
};

/// Appends a data block's entries.
Status readBlock(std::string_view contents, std::size_t mostKeyBytes, std::size_t& keyBytes,
                 std::vector<IndexEntry>& entries) {
    BlockWalk walk = WEFT_TRY(BlockWalk::begin(contents));
    std::string key;
    while (!walk.atEnd()) {
        const std::string_view value = WEFT_TRY(walk.next(key));
        if (!entries.empty() && key <= entries.back().key) {
            return dataLoss(concat("keys are out of order: got '", escaped(key), "' after '",
                                   escaped(entries.back().key), "'"));
        }
        keyBytes += key.size();
        if (keyBytes > mostKeyBytes) {
            return dataLoss(concat("keys grow beyond any measure: got more than ", mostKeyBytes,
                                   " bytes of them"));
        }
        entries.push_back({key, std::string(value)});
    }
    return okStatus();
}

}  // namespace

Result<std::vector<IndexEntry>> readIndex(std::string_view file) {
    if (file.size() < kFooterBytes) {
        return dataLoss(concat("file is too short for a table: got ", file.size(),
                               " bytes, want at least ", kFooterBytes));
    }
    std::string_view footer = file.substr(file.size() - kFooterBytes);
    std::string magic;
    appendFixed64(magic, kTableMagic);
    if (!footer.ends_with(magic)) {
        return dataLoss("file does not end as a table does: wrong magic number");
    }
    const BlockHandle metaindex = WEFT_TRY(takeHandle(footer));
    const BlockHandle index = WEFT_TRY(takeHandle(footer));
    const std::string_view blocks = file.substr(0, file.size() - kFooterBytes);
    WEFT_TRY(blockAt(blocks, metaindex));

    std::vector<IndexEntry> entries;
    const std::size_t mostKeyBytes = kMostGrowth * file.size();
    std::size_t keyBytes = 0;
    BlockWalk walk = WEFT_TRY(BlockWalk::begin(WEFT_TRY(blockAt(blocks, index))));
    std::string separator;
    std::uint64_t end = 0;  // of the block before: no byte is read twice
    while (!walk.atEnd()) {
        std::string_view place = WEFT_TRY(walk.next(separator));
        const BlockHandle handle = WEFT_TRY(takeHandle(place));
        if (handle.offset < end) {
            return dataLoss(concat("blocks overlap: got one at byte ", handle.offset,
                                   ", want it at ", end, " or later"));
        }
        const std::string_view contents = WEFT_TRY(blockAt(blocks, handle));
        end = handle.offset + handle.size;
        WEFT_TRY(readBlock(contents, mostKeyBytes, keyBytes, entries));
        if (!entries.empty() && entries.back().key > separator) {
            return dataLoss(concat("keys are out of order: got '", escaped(entries.back().key),
                                   "' in a block that ends at '", escaped(separator), "'"));
        }
    }
    return entries;
}

const IndexEntry* findKey(const std::vector<IndexEntry>& entries, std::string_view key) {
    const auto found =
        std::lower_bound(entries.begin(), entries.end(), key,
                         [](const IndexEntry& entry, std::string_view k) { return entry.key < k; });
    return found != entries.end() && found->key == key ? &*found : nullptr;
}

}  // namespace weft
