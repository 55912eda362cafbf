// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <vector>

#include "engine/weft.h"

/// @file
/// What an edit log looks like on disk: records framed as TensorFlow's (length, its checksum, bytes,
/// their checksum). The first says what the edits were made on, each later one holds one edit, or
/// several joined to one. Pure functions on bytes; any thread.

namespace weft::ui {

/// What edits were made on.
struct EditBase {
    QString path;         ///< of the file; empty: untitled
    QByteArray fileHash;  ///< of the file's bytes when it was read or written; empty: untitled
    Document document;    ///< as read or written, so that a log can be taken up without its file
};

/// What a log holds.
struct LoggedEdits {
    QString log;  ///< the log's own path
    EditBase base;
    std::vector<Delta> deltas;  ///< to be applied one after the other
    qint64 edits = 0;           ///< how many the person made; joined ones count as many
    QDateTime last;             ///< of the last edit
    QString damage;             ///< why what follows was left out; empty: nothing was
    qint64 wholeBytes = 0;      ///< up to the last whole record
};

/// Changes of one or several edits as one record.
struct EditRecord {
    Delta delta;
    qint64 count = 1;
    QDateTime time;
};

inline constexpr quint32 kEditLogSchema = 1;

QByteArray editLogHead(const EditBase& base);
QByteArray editLogFrame(const EditRecord& record);
/// Reads what is whole; a cut or damaged tail is left out and told in `damage`.
/// Errors: DataLoss where not even the head is whole; Unimplemented for a newer schema.
Result<LoggedEdits> editLogFromBytes(const QByteArray& bytes, const QString& file = {});
/// Errors: those of reading a file, and above.
Result<LoggedEdits> readEditLog(const QString& file);
/// The document that these edits lead to. Errors: those of Document::apply().
Result<Document> documentOf(const LoggedEdits& logged);

/// Few deltas that do what many did, in order; ids that were given once stay given.
std::vector<Delta> joinedDeltas(const std::vector<Delta>& deltas);

/// Checksum of a file's bytes; empty where it cannot be read.
QByteArray hashOfFile(const QString& path);
/// Where logs of a file lie, without number and ending; of an untitled drawing a new place.
QString editLogStem(const QString& folder, const QString& path);

}  // namespace weft::ui
