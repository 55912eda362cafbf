// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>
#include <cstddef>

namespace weft {

/// The system calls that write files, one each, with errno as they leave it. Tests pass their own
/// to make the N-th one fail. Threading: any thread.
class FileCalls {
public:
    virtual ~FileCalls() = default;
    virtual int open(const char* path, int flags, mode_t mode) const;
    virtual ssize_t write(int file, const void* bytes, std::size_t count) const;
    virtual int sync(int file) const;
    virtual int close(int file) const;
    virtual int rename(const char* from, const char* to) const;
    virtual int unlink(const char* path) const;
};

/// The system's own.
const FileCalls& systemFileCalls();

}  // namespace weft
