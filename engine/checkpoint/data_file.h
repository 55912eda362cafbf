// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "engine/base/status.h"

namespace weft {

/// Names of the files behind a checkpoint's prefix.
std::string indexFileName(const std::string& prefix);
/// `PREFIX.data-00000-of-00001`.
std::string dataFileName(const std::string& prefix, int shard, int shards);

/// A file that is read in parts. Threading: any thread, one at a time or several.
class DataFile {
public:
    /// Errors: NotFound, PermissionDenied, InvalidArgument for what is no regular file.
    static Result<DataFile> open(const std::string& path);
    DataFile(DataFile&& other) noexcept;
    DataFile& operator=(DataFile&&) = delete;
    ~DataFile();

    std::int64_t bytes() const { return m_bytes; }
    /// Fills `out` from byte `offset` on. Errors: DataLoss when the file does not reach that far.
    Status read(std::int64_t offset, std::span<std::byte> out) const;

private:
    DataFile() = default;
    int m_file = -1;
    std::int64_t m_bytes = 0;
    std::string m_path;
};

}  // namespace weft
