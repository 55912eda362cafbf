// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// FileController: edits that an earlier window left behind.

#include <QFile>
#include <QFileInfo>

#include "ui/base/background.h"
#include "ui/base/settings.h"
#include "ui/base/to_qt.h"
#include "ui/document/drawing.h"
#include "ui/shell/files/file_controller.h"
#include "ui/shell/main_window.h"
#include "ui/shell/welcome/welcome_page.h"

namespace weft::ui {
namespace {

/// Those at the beginning that can be applied one after the other.
std::vector<Delta> fitting(const Document& base, const std::vector<Delta>& deltas) {
    Document document = base;
    std::vector<Delta> out;
    for (const Delta& delta : deltas) {
        if (!document.apply(delta).ok()) { break; }
        out.push_back(delta);
    }
    return out;
}

QString keyOf(const LoggedEdits& logged) { return QStringLiteral("left ") + logged.log; }

}  // namespace

QString sayEdits(qint64 count) {
    return count == 1 ? FileController::tr("1 edit") : FileController::tr("%1 edits").arg(count);
}

QString sayWhen(const QDateTime& time, const QDateTime& now) {
    const QString clock = time.toString(QStringLiteral("HH:mm"));
    const qint64 days = time.date().daysTo(now.date());
    if (days == 0) { return FileController::tr("today %1").arg(clock); }
    if (days == 1) { return FileController::tr("yesterday %1").arg(clock); }
    return time.toString(QStringLiteral("yyyy-MM-dd ")) + clock;
}

/// Bars about edits of this file that were not saved.
void FileController::offer(const Read& read) {
    for (const LoggedEdits& logged : read.left) {
        const QString what = tr("%1 of %2").arg(sayEdits(logged.edits), sayWhen(logged.last));
        const FileOffer discarding = {tr("Discard"), [this, logged] { discard(logged); }};
        const FileOffer copying = {tr("Open as copy"), [this, logged] { openLeft(logged.log); }};
        if (logged.base.fileHash == read.hash) {
            bar().tell(keyOf(logged), FileBar::Level::Notice, tr("%1 were not saved.").arg(what),
                       {{tr("Recover"), [this, logged] { recover(logged); }}, discarding},
                       logged.damage);
            continue;
        }
        // Saved, and stopped before the log was told.
        const Result<Document> document = documentOf(logged);
        if (document.ok() && documentToBytes(*document) == documentToBytes(drawing()->document())) {
            QFile::remove(logged.log);
            continue;
        }
        bar().tell(keyOf(logged), FileBar::Level::Notice,
                   tr("%1 were made on another state of this file. They are kept.").arg(what),
                   {copying, discarding}, logged.damage);
    }
}

void FileController::recover(const LoggedEdits& logged) {
    if (drawing() == nullptr) { return; }
    // Over what was edited since, they may not fit.
    if (m_log->edits() > 0) {
        openLeft(logged.log);
        return;
    }
    const std::vector<Delta> deltas = fitting(drawing()->document(), logged.deltas);
    LoggedEdits taken = logged;
    QStringList words = {logged.damage};
    if (deltas.size() < logged.deltas.size()) {
        words.append(tr("Some edits did not fit the file and are left out"));
    }
    words.removeAll(QString());
    if (const Status status = drawing()->replay(deltas); !status.ok()) {
        words.append(toQt(status));
    }
    bar().clear(keyOf(logged));
    if (deltas.size() == logged.deltas.size()) {
        m_log->resume(taken);
    } else {
        for (const Delta& delta : deltas) { m_log->append(delta); }
    }
    bar().tell(QStringLiteral("recovered"), FileBar::Level::Notice,
               tr("Recovered %1 of %2.").arg(sayEdits(logged.edits), sayWhen(logged.last)), {},
               words.join(QStringLiteral(". ")));
}

void FileController::discard(const LoggedEdits& logged) {
    QFile::remove(logged.log);
    bar().clear(keyOf(logged));
}

void FileController::openLeft(const QString& log) {
    read([log] {
        Read read;
        Result<LoggedEdits> logged = FileLock::isHeld(log)
                                         ? failedPrecondition("it is open in another window")
                                         : readEditLog(log);
        if (!logged.ok()) {
            read.path = log;
            read.document = logged.status();
            return read;
        }
        // Of a file: a copy without one, whose log begins with all that it was.
        read.document = projectOf(logged->base.document, {});
        read.taken = *std::move(logged);
        return read;
    });
}

void FileController::offerLeftDrawings() {
    if (const QString lost = Settings().lostValues(); !lost.isEmpty()) {
        Settings().setLostValues({});
        bar().tell(QStringLiteral("lost"), FileBar::Level::Warning, lost, {});
    }
    const auto look = [folder = m_folder] {
        QList<LeftDrawing> left;
        for (const LoggedEdits& logged : EditLog::leftIn(folder)) {
            const QString& path = logged.base.path;
            left.append({logged.log, path,
                         tr("%1: %2 of %3, not saved")
                             .arg(path.isEmpty() ? tr("Untitled") : QFileInfo(path).fileName(),
                                  sayEdits(logged.edits), sayWhen(logged.last))});
        }
        return left;
    };
    inBackground(this, look,
                 [this](const QList<LeftDrawing>& left) { m_window.setLeftDrawings(left); });
}

}  // namespace weft::ui
