// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"

namespace weft {

/// A key of a sorted string table and what is stored under it.
struct IndexEntry {
    std::string key;
    std::string value;
};

/// All entries of a table, keys strictly increasing. Every block's checksum is looked at.
/// Errors: DataLoss for a file that is cut off, damaged, compressed, or out of order, with the key
/// where there is one; never more memory than a small multiple of the file.
Result<std::vector<IndexEntry>> readIndex(std::string_view file);

/// The value under a key, or nothing.
const IndexEntry* findKey(const std::vector<IndexEntry>& entries, std::string_view key);

}  // namespace weft
