// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/limits.h"
#include "engine/base/status.h"

namespace weft {

/// True for bytes that start as a gzip file does.
bool isGzip(std::string_view bytes);

/// Decompresses gzip bytes piece by piece, into memory of the caller; checks the checksums.
/// Threading: one thread.
class GzipReader {
public:
    /// @param bytes must live as long as the reader
    explicit GzipReader(std::string_view bytes);
    GzipReader(GzipReader&&) noexcept;
    GzipReader& operator=(GzipReader&&) noexcept;
    ~GzipReader();

    /// Fills `out` as far as there are bytes; fewer only at the end.
    /// Errors: DataLoss for damaged or cut bytes.
    Result<std::size_t> read(std::span<char> out);
    /// Compressed bytes consumed: where an error was found.
    std::int64_t position() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// More than deflate can ever make of so many bytes: what a header claims beyond it is a lie.
std::int64_t gzipUpperBound(std::string_view bytes);

/// All of it. Errors: DataLoss for damaged or cut bytes; ResourceExhausted above limits.fileBytes.
Result<std::string> gunzip(std::string_view bytes, const Limits& limits = defaultLimits());

/// The bytes of a file, decompressed where they are gzip. Errors: those of readFile() and gunzip().
Result<std::string> readMaybeGzip(const std::string& path, const Limits& limits = defaultLimits());

}  // namespace weft
