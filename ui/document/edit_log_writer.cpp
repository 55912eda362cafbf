// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/edit_log_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "ui/document/edit_log_file.h"

namespace weft::ui {
namespace {

constexpr int kMostRecords = 500;
constexpr qint64 kMostBytes = qint64{8} << 20;
constexpr mode_t kMode = 0600;  // drawings are their owner's business

std::string_view viewOf(const QByteArray& bytes) {
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

Status failure(int error, const char* what, const QString& path) {
    const std::string text =
        concat(what, ": ", std::strerror(error), " (", path.toStdString(), ")");
    if (error == ENOSPC || error == EDQUOT || error == EFBIG) { return resourceExhausted(text); }
    return error == EACCES || error == EROFS ? permissionDenied(text) : dataLoss(text);
}

}  // namespace

EditLogWriter::~EditLogWriter() {
    if (m_file >= 0) { m_calls.close(m_file); }
}

Status EditLogWriter::openFile() {
    if (m_file >= 0) { m_calls.close(m_file); }
    m_file =
        m_calls.open(QFile::encodeName(m_path).constData(), O_WRONLY | O_APPEND | O_CLOEXEC, kMode);
    return m_file < 0 ? failure(errno, "the edit log cannot be opened", m_path) : okStatus();
}

Status EditLogWriter::start(const QString& path, const QByteArray& bytes) {
    if (m_file >= 0) { m_calls.close(m_file); }
    m_file = -1;
    m_path = path;
    m_pending = bytes;
    return push();
}

Status EditLogWriter::resume(const QString& path, qint64 wholeBytes) {
    m_path = path;
    m_whole = wholeBytes;
    WEFT_TRY(openFile());
    if (ftruncate(m_file, wholeBytes) != 0) {
        return failure(errno, "the edit log cannot be cut", m_path);
    }
    m_dirty = true;
    return okStatus();
}

Status EditLogWriter::append(const QByteArray& frame) {
    m_pending += frame;
    ++m_records;
    WEFT_TRY(push());
    if (m_records >= kMostRecords || m_grown >= kMostBytes) { compact(); }
    return okStatus();
}

Status EditLogWriter::push() {
    if (m_file < 0) {
        QDir().mkpath(QFileInfo(m_path).absolutePath());
        WEFT_TRY(writeFileDurably(m_path.toStdString(), viewOf(m_pending), m_calls));
        m_whole = m_pending.size();
        m_pending.clear();
        m_records = 0;
        m_grown = 0;
        return openFile();
    }
    qsizetype done = 0;
    while (done < m_pending.size()) {
        const ssize_t count = m_calls.write(m_file, m_pending.constData() + done,
                                            static_cast<std::size_t>(m_pending.size() - done));
        if (count < 0 && errno == EINTR) { continue; }
        if (count <= 0) {
            const int error = count < 0 ? errno : ENOSPC;
            // Half a record in the file would hide those after it.
            if (ftruncate(m_file, m_whole) != 0) {
                return failure(errno, "the edit log cannot be cut", m_path);
            }
            return failure(error, "edits cannot be logged", m_path);
        }
        done += count;
    }
    m_whole += done;
    m_grown += done;
    m_pending.clear();
    m_dirty = m_dirty || done > 0;
    return okStatus();
}

Status EditLogWriter::sync() {
    if (!m_pending.isEmpty()) { WEFT_TRY(push()); }
    if (m_file < 0 || !m_dirty) { return okStatus(); }
    m_dirty = false;
    if (m_calls.sync(m_file) != 0) { return failure(errno, "the edit log is not lasting", m_path); }
    return okStatus();
}

/// Many edits become few. Where that does not work out the long log is as good.
void EditLogWriter::compact() {
    m_records = 0;
    m_grown = 0;
    const Result<LoggedEdits> logged = readEditLog(m_path);
    if (!logged.ok() || !logged->damage.isEmpty()) { return; }
    QByteArray bytes = editLogHead(logged->base);
    const std::vector<Delta> joined = joinedDeltas(logged->deltas);
    qint64 rest = logged->edits;
    for (std::size_t i = 0; i < joined.size(); ++i) {
        const qint64 count = i + 1 == joined.size() ? rest : 1;
        bytes += editLogFrame({joined[i], std::max<qint64>(count, 1), logged->last});
        rest -= count;
    }
    if (!writeFileDurably(m_path.toStdString(), viewOf(bytes), m_calls).ok()) { return; }
    m_whole = bytes.size();
    // Should it not open, the next record says so.
    if (!openFile().ok()) {
        m_file = -1;
        m_pending = bytes;
    }
}

void EditLogWriter::remove() {
    if (m_file >= 0) { m_calls.close(m_file); }
    m_file = -1;
    m_pending.clear();
    if (!m_path.isEmpty()) { m_calls.unlink(QFile::encodeName(m_path).constData()); }
    m_path.clear();
}

}  // namespace weft::ui
