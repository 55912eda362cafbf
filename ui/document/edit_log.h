// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <functional>
#include <memory>
#include <optional>

#include "ui/document/edit_log_file.h"
#include "ui/document/file_lock.h"

namespace weft::ui {

class EditLogWriter;

/// Keeps on disk what was edited since the file was read or written, so that nothing is lost when
/// the process ends, however it does. Writing is done on a thread of its own, at once, and made
/// lasting at most kSyncMs later. The log comes into being with the first edit.
/// Protocol: (begin | resume) (append | beginSave | endSave)* (remove | keep)?
/// Threading: GUI's.
class EditLog final : public QObject {
    Q_OBJECT

public:
    static constexpr int kSyncMs = 200;

    /// @param folder of all logs; made when there is something to write.
    explicit EditLog(const QString& folder, QObject* parent = nullptr,
                     const FileCalls& calls = systemFileCalls());
    /// Writes what is not written yet; the log stays.
    ~EditLog() override;

    void begin(EditBase base);
    /// Goes on with a log as read; what of it was damaged is cut off.
    void resume(const LoggedEdits& logged);
    void append(const Delta& delta);
    /// What comes from here on is not in the file that is being saved now.
    void beginSave();
    /// The save is over. @param written what edits are made on from here on; nothing: it failed.
    void endSave(std::optional<EditBase> written);
    /// Nothing in it is wanted any more.
    void remove();
    /// Waits until all is written and lasting.
    void flush();

    /// Edits since the base.
    qint64 edits() const { return m_edits; }
    /// Its file; empty before the first edit.
    const QString& file() const { return m_file; }
    const EditBase& base() const { return m_base; }

    /// Logs that no living process writes to: of a file, or all. Newest first; those that cannot be
    /// read are left where they are, and left out.
    static std::vector<LoggedEdits> leftIn(const QString& folder, const QString& path);
    static std::vector<LoggedEdits> leftIn(const QString& folder);

signals:
    /// Edits cannot be written to the log; they are kept in memory and tried again.
    void failed(const QString& reason);
    /// They can again.
    void working();

private:
    void claimFile();
    void post(std::function<Status(EditLogWriter&)> work);
    void answered(const Status& status);

    QString m_folder;
    QString m_file;
    FileLock m_lock;
    EditBase m_base;
    qint64 m_edits = 0;
    bool m_saving = false;
    bool m_failing = false;
    std::vector<EditRecord> m_sinceSave;
    std::shared_ptr<EditLogWriter> m_writer;
    QThreadPool m_thread;
    QTimer m_syncTimer;
};

}  // namespace weft::ui
