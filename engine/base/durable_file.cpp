// SPDX-License-Identifier: Apache-2.0
#include "engine/base/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "engine/base/strings.h"

namespace weft {
namespace {

/// An open file descriptor, closed at the end of its scope.
class File {
public:
    explicit File(int fd) : m_fd(fd) {}
    ~File() {
        if (m_fd >= 0) { ::close(m_fd); }
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int fd() const { return m_fd; }
    /// Closes now; an error here means that earlier writes were lost.
    int close() {
        const int fd = m_fd;
        m_fd = -1;
        return ::close(fd);
    }

private:
    int m_fd;
};

Status fileError(int error, std::string_view what, const std::string& path,
                 std::string_view detail = {}) {
    const std::string text = concat(what, ": ", std::strerror(error), detail, " (", path, ")");
    switch (error) {
        case ENOENT:
        case ENOTDIR:
            return notFound(text);
        case EACCES:
        case EPERM:
        case EROFS:
            return permissionDenied(text);
        case ENOSPC:
        case EDQUOT:
        case EFBIG:
            return resourceExhausted(text);
        default:
            return makeStatus(StatusCode::kUnavailable, text);
    }
}

std::string folderOf(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) { return "."; }
    return slash == 0 ? "/" : path.substr(0, slash);
}

Status writeAll(int fd, std::string_view content, const std::string& path) {
    std::size_t done = 0;
    while (done < content.size()) {
        const ssize_t wrote = ::write(fd, content.data() + done, content.size() - done);
        if (wrote < 0 && errno == EINTR) { continue; }
        if (wrote < 0) {
            return fileError(
                errno, "cannot save", path,
                concat(", ", content.size() - done, " of ", content.size(), " bytes are missing"));
        }
        done += static_cast<std::size_t>(wrote);
    }
    return okStatus();
}

/// Writes, syncs and renames; the caller removes the temporary file on failure.
Status writeAndRename(int fd, std::string_view content, const std::string& temporary,
                      const std::string& path) {
    File file(fd);
    WEFT_TRY(writeAll(fd, content, path));
    if (::fsync(fd) != 0) { return fileError(errno, "cannot save to the disk", path); }
    if (file.close() != 0) { return fileError(errno, "cannot save", path); }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        return fileError(errno, "cannot replace the file", path);
    }
    const File folder(::open(folderOf(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // Some file systems cannot sync folders (EINVAL): then the rename is as safe as they make it.
    if (folder.fd() >= 0 && ::fsync(folder.fd()) != 0 && errno != EINVAL) {
        return fileError(errno, "cannot save the folder to the disk", path);
    }
    return okStatus();
}

}  // namespace

Result<std::string> readFile(const std::string& path, const Limits& limits) {
    const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.fd() < 0) { return fileError(errno, "cannot open", path); }
    struct stat info {};
    if (::fstat(file.fd(), &info) != 0) { return fileError(errno, "cannot read", path); }
    if (S_ISDIR(info.st_mode)) {
        return invalidArgument(concat("this is a folder, not a file (", path, ")"));
    }
    if (info.st_size > limits.fileBytes) {
        return invalidArgument(concat("the file is too large: got ", info.st_size,
                                      " bytes, want at most ", limits.fileBytes, " (", path, ")"));
    }
    std::string content;
    content.resize(static_cast<std::size_t>(info.st_size));
    std::size_t done = 0;
    while (true) {
        // A file that grows while it is read, or a pipe, has no size to trust.
        if (done == content.size()) { content.resize(content.size() + 65536); }
        const ssize_t got = ::read(file.fd(), content.data() + done, content.size() - done);
        if (got < 0 && errno == EINTR) { continue; }
        if (got < 0) { return fileError(errno, "cannot read", path); }
        if (got == 0) { break; }
        done += static_cast<std::size_t>(got);
        if (static_cast<std::int64_t>(done) > limits.fileBytes) {
            return invalidArgument(concat("the file is too large: want at most ", limits.fileBytes,
                                          " bytes (", path, ")"));
        }
    }
    content.resize(done);
    return content;
}

Status writeFileDurably(const std::string& path, std::string_view content) {
    // A write beyond the process's size limit must come back as an error, not as a signal.
    static const bool ignored = std::signal(SIGXFSZ, SIG_IGN) != SIG_ERR;
    static_cast<void>(ignored);
    std::string temporary = concat(path, ".XXXXXX");
    const int fd = ::mkostemp(temporary.data(), O_CLOEXEC);
    if (fd < 0) { return fileError(errno, "cannot save: no temporary file can be made", path); }
    struct stat old {};
    // The new file keeps the old one's permissions; a first one gets what the umask leaves.
    const mode_t mask = ::umask(0);
    ::umask(mask);
    const mode_t mode = ::stat(path.c_str(), &old) == 0 ? old.st_mode & 07777U : 0666U & ~mask;
    Status status =
        ::fchmod(fd, mode) == 0 ? okStatus() : fileError(errno, "cannot set permissions", path);
    if (!status.ok()) {
        ::close(fd);
    } else {
        status = writeAndRename(fd, content, temporary, path);
    }
    if (!status.ok()) { ::unlink(temporary.c_str()); }
    return status;
}

}  // namespace weft
