// SPDX-License-Identifier: Apache-2.0
#include "engine/base/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "engine/base/strings.h"

namespace weft {
namespace {

StatusCode codeOf(int error) {
    switch (error) {
        case ENOENT:
        case ENOTDIR:
            return StatusCode::kNotFound;
        case EACCES:
        case EPERM:
        case EROFS:
            return StatusCode::kPermissionDenied;
        case ENOSPC:
        case EDQUOT:
        case EFBIG:
        case ENOMEM:
        case EMFILE:
        case ENFILE:
            return StatusCode::kResourceExhausted;
        case EISDIR:
        case EINVAL:
        case ELOOP:
        case ENAMETOOLONG:
            return StatusCode::kInvalidArgument;
        case EIO:
            return StatusCode::kDataLoss;
        default:
            return StatusCode::kFailedPrecondition;
    }
}

Status fileError(int error, std::string_view what, const std::string& path) {
    return makeStatus(codeOf(error),
                      concat(what, ": ", std::generic_category().message(error), " (", path, ")"));
}

/// A name nobody else uses, in the same folder: rename() works within one file system only.
std::string temporaryName(const std::string& path) {
    static std::atomic<int> counter{0};
    constexpr std::size_t kNameKept = 200;  // of the 255 bytes that a name may have
    const std::string name = path.substr(path.rfind('/') + 1);
    return concat(folderOf(path), "/.", name.substr(0, kNameKept), ".weft-", getpid(), "-",
                  counter.fetch_add(1));
}

/// Where the name leads: the target of a symbolic link, which shall go on being one.
std::string resolved(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_symlink(path, error)) { return path; }
    const std::filesystem::path target = std::filesystem::weakly_canonical(path, error);
    return error ? path : target.string();
}

/// Closes a descriptor at the end of a scope.
struct Descriptor {
    int file = -1;
    ~Descriptor() {
        if (file >= 0) { ::close(file); }
    }
};

}  // namespace

std::string folderOf(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) { return "."; }
    return slash == 0 ? "/" : path.substr(0, slash);
}

Result<DurableFile> DurableFile::create(const std::string& path, const FileCalls& calls) {
    DurableFile made;
    made.m_calls = &calls;
    made.m_path = resolved(path);
    struct stat old {};
    const bool exists = ::stat(made.m_path.c_str(), &old) == 0;
    if (exists && S_ISDIR(old.st_mode)) {
        return invalidArgument(concat("cannot write: got a folder, want a file (", path, ")"));
    }
    constexpr mode_t kNewMode = 0666;  // less the umask
    if (exists && !S_ISREG(old.st_mode)) {
        made.m_file = calls.open(made.m_path.c_str(), O_WRONLY | O_CLOEXEC, 0);
    } else {
        made.m_temporary = temporaryName(made.m_path);
        made.m_file =
            calls.open(made.m_temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kNewMode);
        if (made.m_file < 0) {
            const int error = errno;
            made.m_temporary.clear();
            return fileError(error, "cannot write", path);
        }
        if (exists) { (void)::fchmod(made.m_file, old.st_mode & 0777); }
    }
    if (made.m_file < 0) { return fileError(errno, "cannot write", path); }
    return made;
}

DurableFile::DurableFile(DurableFile&& other) noexcept
    : m_calls(other.m_calls),
      m_path(std::move(other.m_path)),
      m_temporary(std::exchange(other.m_temporary, {})),
      m_file(std::exchange(other.m_file, -1)),
      m_written(other.m_written) {}

DurableFile& DurableFile::operator=(DurableFile&& other) noexcept {
    if (this == &other) { return *this; }
    discard();
    m_calls = other.m_calls;
    m_path = std::move(other.m_path);
    m_temporary = std::exchange(other.m_temporary, {});
    m_file = std::exchange(other.m_file, -1);
    m_written = other.m_written;
    return *this;
}

DurableFile::~DurableFile() { discard(); }

void DurableFile::discard() noexcept {
    if (m_file >= 0) { m_calls->close(std::exchange(m_file, -1)); }
    if (!m_temporary.empty()) {
        m_calls->unlink(m_temporary.c_str());
        m_temporary.clear();
    }
}

Status DurableFile::fail(int error, std::string_view what) {
    discard();
    return fileError(error, what, m_path);
}

Status DurableFile::append(std::string_view bytes) {
    if (m_file < 0) { return failedPrecondition(concat("file is closed (", m_path, ")")); }
    while (!bytes.empty()) {
        const ssize_t count = m_calls->write(m_file, bytes.data(), bytes.size());
        if (count > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
            m_written += count;
            continue;
        }
        const int error = count < 0 ? errno : ENOSPC;
        if (error == EINTR) { continue; }
        if (codeOf(error) == StatusCode::kResourceExhausted) {
            return fail(error, concat("disk is full, ", bytes.size(), " bytes short after ",
                                      m_written, " bytes"));
        }
        return fail(error, "cannot write");
    }
    return okStatus();
}

Status DurableFile::commit() {
    if (m_file < 0) { return failedPrecondition(concat("file is closed (", m_path, ")")); }
    const bool inPlace = m_temporary.empty();
    // Devices and pipes cannot be synchronised, and need not be. A failed fsync is final: a second
    // one would report success for pages the system has already given up.
    if (!inPlace && m_calls->sync(m_file) != 0) { return fail(errno, "cannot make lasting"); }
    const int file = std::exchange(m_file, -1);
    if (m_calls->close(file) != 0 && errno != EINTR) { return fail(errno, "cannot close"); }
    if (inPlace) { return okStatus(); }
    if (m_calls->rename(m_temporary.c_str(), m_path.c_str()) != 0) {
        return fail(errno, "cannot replace");
    }
    m_temporary.clear();
    const int folder =
        m_calls->open(folderOf(m_path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (folder < 0) { return fail(errno, "cannot make the folder lasting"); }
    const int synced = m_calls->sync(folder);
    const int error = errno;
    m_calls->close(folder);
    // EINVAL: a file system that has nothing to synchronise for folders.
    if (synced != 0 && error != EINVAL) { return fail(error, "cannot make the folder lasting"); }
    return okStatus();
}

Status writeFileDurably(const std::string& path, std::string_view bytes, const FileCalls& calls) {
    DurableFile file = WEFT_TRY(DurableFile::create(path, calls));
    WEFT_TRY(file.append(bytes));
    return file.commit();
}

Result<std::string> readFile(const std::string& path, const Limits& limits) {
    const Descriptor descriptor{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (descriptor.file < 0) { return fileError(errno, "cannot read", path); }
    struct stat info {};
    if (::fstat(descriptor.file, &info) != 0) { return fileError(errno, "cannot read", path); }
    if (S_ISDIR(info.st_mode)) {
        return invalidArgument(concat("cannot read: got a folder, want a file (", path, ")"));
    }
    const auto tooLarge = [&](std::int64_t size) {
        return invalidArgument(concat("file is too large: got ", size, " bytes, want at most ",
                                      limits.fileBytes, " (", path, ")"));
    };
    if (info.st_size > limits.fileBytes) { return tooLarge(info.st_size); }
    constexpr std::size_t kChunkBytes = std::size_t{1} << 16U;  // where the size is not known
    constexpr std::size_t kMostAtOnce = std::size_t{1} << 22U;  // between looks at cancellation
    const auto expected = static_cast<std::size_t>(info.st_size);
    std::string bytes;
    std::size_t size = 0;
    for (;;) {
        // One byte more than expected shows the end without another round.
        if (size == bytes.size()) {
            bytes.resize(size == 0 && expected > 0 ? expected + 1
                                                   : std::max(2 * size, kChunkBytes));
        }
        WEFT_TRY(limits.checkCancelled());
        const ssize_t count = ::read(descriptor.file, bytes.data() + size,
                                     std::min(bytes.size() - size, kMostAtOnce));
        if (count == 0) { break; }
        if (count < 0) {
            if (errno == EINTR) { continue; }
            return fileError(errno, "cannot read", path);
        }
        size += static_cast<std::size_t>(count);
        if (size > static_cast<std::size_t>(limits.fileBytes)) {
            return tooLarge(static_cast<std::int64_t>(size));
        }
    }
    bytes.resize(size);
    return bytes;
}

}  // namespace weft
