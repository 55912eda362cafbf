// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/base/file_calls.h"
#include "engine/base/limits.h"
#include "engine/base/status.h"

/// @file
/// Whole files in and out. All files that Weft leaves behind are written here, so that a crash, a
/// power cut or a full disk leaves either the old file or the new one, never a mix.

namespace weft {

/// A file being written beside the one it will replace: create() append()* commit()? . Without a
/// commit the destructor removes what was written. Threading: one thread.
class DurableFile {
public:
    /// Starts a temporary file in the folder of `path`; a symbolic link is followed, a device or a
    /// pipe is written in place.
    /// Errors: NotFound when the folder is absent; PermissionDenied; InvalidArgument for a folder.
    static Result<DurableFile> create(const std::string& path,
                                      const FileCalls& calls = systemFileCalls());
    DurableFile(DurableFile&&) noexcept;
    DurableFile& operator=(DurableFile&&) noexcept;
    ~DurableFile();

    /// Errors: ResourceExhausted when the disk is full, with the bytes that are short.
    Status append(std::string_view bytes);
    /// Makes all of it lasting under the final name: fsync, rename, fsync of the folder.
    /// Errors: as append(); the old file is then untouched, unless only the last fsync failed.
    Status commit();

private:
    DurableFile() = default;
    Status fail(int error, std::string_view what);
    void discard() noexcept;

    const FileCalls* m_calls = nullptr;
    std::string m_path;       // final name, links resolved
    std::string m_temporary;  // empty for devices and pipes, and when there is nothing to remove
    int m_file = -1;
    std::int64_t m_written = 0;
};

/// Replaces the file by these bytes. Errors: those of DurableFile.
Status writeFileDurably(const std::string& path, std::string_view bytes,
                        const FileCalls& calls = systemFileCalls());

/// The folder a path lies in: "." for a bare name.
std::string folderOf(const std::string& path);

/// All bytes of a file (or of a pipe to its end).
/// Errors: NotFound; PermissionDenied; InvalidArgument for a folder and above limits.fileBytes;
/// DataLoss when the disk cannot read it.
Result<std::string> readFile(const std::string& path, const Limits& limits = defaultLimits());

}  // namespace weft
