// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include "engine/weft.h"

namespace weft::ui {

/// The file of an edit log while it is written. What could not be written stays here and is tried
/// again with the next record, so that an edit is in the file or here, never half in the file.
/// Threading: one thread at a time.
class EditLogWriter {
public:
    explicit EditLogWriter(const FileCalls& calls) : m_calls(calls) {}
    ~EditLogWriter();
    EditLogWriter(const EditLogWriter&) = delete;
    EditLogWriter& operator=(const EditLogWriter&) = delete;

    /// Replaces the file by these bytes, lasting; what comes is appended to them.
    Status start(const QString& path, const QByteArray& bytes);
    /// Appends to a log that is there, from this byte on.
    Status resume(const QString& path, qint64 wholeBytes);
    /// Errors: those of the disk; the record is kept.
    Status append(const QByteArray& frame);
    /// Makes it last. Errors: those of fsync.
    Status sync();
    void remove();

private:
    Status push();
    Status openFile();
    void compact();

    const FileCalls& m_calls;
    QString m_path;
    QByteArray m_pending;  // not in the file yet; all of it while there is no file
    int m_file = -1;
    qint64 m_whole = 0;  // bytes of the file that are whole records
    int m_records = 0;   // since it was last made small
    qint64 m_grown = 0;
    bool m_dirty = false;
};

}  // namespace weft::ui
