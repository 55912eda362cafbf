// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/edit_log.h"

#include <QDir>
#include <QFile>
#include <algorithm>
#include <future>
#include <utility>

#include "ui/base/background.h"
#include "ui/base/to_qt.h"
#include "ui/document/edit_log_writer.h"

namespace weft::ui {
namespace {

constexpr const char* kEnding = ".editlog";

std::vector<LoggedEdits> leftNamed(const QString& folder, const QString& pattern) {
    std::vector<LoggedEdits> all;
    for (const QFileInfo& info :
         QDir(folder).entryInfoList({pattern + QLatin1String(kEnding)}, QDir::Files)) {
        if (FileLock::isHeld(info.filePath())) { continue; }
        Result<LoggedEdits> logged = readEditLog(info.filePath());
        if (logged.ok() && logged->edits > 0) { all.push_back(*std::move(logged)); }
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const LoggedEdits& a, const LoggedEdits& b) { return a.last > b.last; });
    return all;
}

}  // namespace

EditLog::EditLog(const QString& folder, QObject* parent, const FileCalls& calls)
    : QObject(parent), m_folder(folder), m_writer(std::make_shared<EditLogWriter>(calls)) {
    m_thread.setMaxThreadCount(1);
    m_syncTimer.setSingleShot(true);
    m_syncTimer.setInterval(kSyncMs);
    connect(&m_syncTimer, &QTimer::timeout, this,
            [this] { post([](EditLogWriter& writer) { return writer.sync(); }); });
}

EditLog::~EditLog() { flush(); }

void EditLog::post(std::function<Status(EditLogWriter&)> work) {
    inBackground(
        this, [writer = m_writer, work = std::move(work)] { return work(*writer); },
        [this](const Status& status) { answered(status); }, m_thread);
}

void EditLog::answered(const Status& status) {
    if (status.ok() == !m_failing) { return; }
    m_failing = !status.ok();
    if (m_failing) {
        emit failed(toQt(status));
    } else {
        emit working();
    }
}

void EditLog::begin(EditBase base) {
    m_base = std::move(base);
    m_edits = 0;
    m_sinceSave.clear();
    m_saving = false;
}

/// The first name that no other process writes to and that holds nothing.
void EditLog::claimFile() {
    QDir().mkpath(m_folder);
    const QString stem = editLogStem(m_folder, m_base.path);
    for (int i = 1;; ++i) {
        const QString file =
            stem + (i == 1 ? QString() : QStringLiteral("-%1").arg(i)) + QLatin1String(kEnding);
        if (QFileInfo::exists(file)) { continue; }
        FileLock lock = FileLock::take(file, FileLock::Force::Yes);
        if (lock.state() == FileLock::State::Elsewhere) { continue; }
        m_lock = std::move(lock);
        m_file = file;
        return;
    }
}

void EditLog::resume(const LoggedEdits& logged) {
    m_lock = FileLock::take(logged.log, FileLock::Force::Yes);
    m_base = logged.base;
    m_edits = logged.edits;
    m_file = logged.log;
    post([file = m_file, whole = logged.wholeBytes](EditLogWriter& writer) {
        return writer.resume(file, whole);
    });
}

void EditLog::append(const Delta& delta) {
    const EditRecord record{delta, 1, QDateTime::currentDateTime()};
    if (m_saving) { m_sinceSave.push_back(record); }
    ++m_edits;
    if (m_file.isEmpty()) {
        claimFile();
        post([file = m_file, base = m_base, record](EditLogWriter& writer) {
            return writer.start(file, editLogHead(base) + editLogFrame(record));
        });
        return;
    }
    post([record](EditLogWriter& writer) { return writer.append(editLogFrame(record)); });
    if (!m_syncTimer.isActive()) { m_syncTimer.start(); }
}

void EditLog::beginSave() {
    m_saving = true;
    m_sinceSave.clear();
}

void EditLog::endSave(std::optional<EditBase> written) {
    m_saving = false;
    const std::vector<EditRecord> later = std::exchange(m_sinceSave, {});
    if (!written) { return; }
    const bool moved = written->path != m_base.path;
    m_base = *std::move(written);
    if (later.empty()) {
        remove();
        return;
    }
    m_edits = static_cast<qint64>(later.size());
    const QString old = moved ? std::exchange(m_file, {}) : QString();
    auto oldLock = std::make_shared<FileLock>();
    if (moved) {
        *oldLock = std::move(m_lock);
        claimFile();
    }
    // The old log goes when the new one is lasting.
    post([file = m_file, old, oldLock, base = m_base, later](EditLogWriter& writer) {
        QByteArray bytes = editLogHead(base);
        for (const EditRecord& record : later) { bytes += editLogFrame(record); }
        WEFT_TRY(writer.start(file, bytes));
        if (!old.isEmpty()) { QFile::remove(old); }
        oldLock->release();
        return okStatus();
    });
}

void EditLog::remove() {
    m_edits = 0;
    if (m_file.isEmpty()) { return; }
    // The name stays ours until the file is gone.
    auto lock = std::make_shared<FileLock>(std::move(m_lock));
    post([lock](EditLogWriter& writer) {
        writer.remove();
        lock->release();
        return okStatus();
    });
    m_file.clear();
}

void EditLog::flush() {
    m_syncTimer.stop();
    const auto synced = std::make_shared<std::promise<void>>();
    post([synced](EditLogWriter& writer) {
        const Status status = writer.sync();
        synced->set_value();
        return status;
    });
    synced->get_future().wait();
}

std::vector<LoggedEdits> EditLog::leftIn(const QString& folder) {
    return leftNamed(folder, QStringLiteral("*"));
}

std::vector<LoggedEdits> EditLog::leftIn(const QString& folder, const QString& path) {
    return leftNamed(folder, QFileInfo(editLogStem(folder, path)).fileName() + '*');
}

}  // namespace weft::ui
