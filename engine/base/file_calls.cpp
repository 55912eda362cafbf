// SPDX-License-Identifier: Apache-2.0
#include "engine/base/file_calls.h"

#include <fcntl.h>
#include <unistd.h>
#include <cstdio>

namespace weft {

int FileCalls::open(const char* path, int flags, mode_t mode) const {
    return ::open(path, flags, mode);
}
ssize_t FileCalls::write(int file, const void* bytes, std::size_t count) const {
    return ::write(file, bytes, count);
}
int FileCalls::sync(int file) const { return ::fsync(file); }
int FileCalls::close(int file) const { return ::close(file); }
int FileCalls::rename(const char* from, const char* to) const { return std::rename(from, to); }
int FileCalls::unlink(const char* path) const { return ::unlink(path); }

const FileCalls& systemFileCalls() {
    static const FileCalls calls;
    return calls;
}

}  // namespace weft
