// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/data_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "engine/base/strings.h"

namespace weft {
namespace {

Status readError(int error, const std::string& path) {
    const StatusCode code = error == ENOENT || error == ENOTDIR ? StatusCode::kNotFound
                            : error == EACCES || error == EPERM ? StatusCode::kPermissionDenied
                            : error == EIO                      ? StatusCode::kDataLoss
                                                                : StatusCode::kFailedPrecondition;
    return makeStatus(
        code, concat("cannot read: ", std::generic_category().message(error), " (", path, ")"));
}

}  // namespace

std::string indexFileName(const std::string& prefix) { return prefix + ".index"; }

std::string dataFileName(const std::string& prefix, int shard, int shards) {
    char ending[40];
    std::snprintf(ending, sizeof ending, ".data-%05d-of-%05d", shard, shards);
    return prefix + ending;
}

Result<DataFile> DataFile::open(const std::string& path) {
    DataFile opened;
    opened.m_path = path;
    opened.m_file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat info {};
    if (opened.m_file < 0 || ::fstat(opened.m_file, &info) != 0) { return readError(errno, path); }
    if (!S_ISREG(info.st_mode)) {
        return invalidArgument(concat("cannot read: want a regular file (", path, ")"));
    }
    opened.m_bytes = info.st_size;
    return opened;
}

DataFile::DataFile(DataFile&& other) noexcept
    : m_file(std::exchange(other.m_file, -1)),
      m_bytes(other.m_bytes),
      m_path(std::move(other.m_path)) {}

DataFile::~DataFile() {
    if (m_file >= 0) { ::close(m_file); }
}

Status DataFile::read(std::int64_t offset, std::span<std::byte> out) const {
    const auto wanted = out.size();
    while (!out.empty()) {
        const ssize_t count = ::pread(m_file, out.data(), out.size(), offset);
        if (count < 0 && errno == EINTR) { continue; }
        if (count < 0) { return readError(errno, m_path); }
        if (count == 0) {
            return dataLoss(concat("file is cut off: got ", wanted - out.size(), " bytes, want ",
                                   wanted, " (", m_path, ", byte ", offset, ")"));
        }
        out = out.subspan(static_cast<std::size_t>(count));
        offset += count;
    }
    return okStatus();
}

}  // namespace weft
