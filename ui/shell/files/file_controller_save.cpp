// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// FileController: saving, and what other programs do to the file meanwhile.

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QPointer>
#include <utility>

#include "ui/base/settings.h"
#include "ui/base/to_qt.h"
#include "ui/document/drawing.h"
#include "ui/shell/actions.h"
#include "ui/shell/files/file_controller.h"
#include "ui/shell/main_window.h"

namespace weft::ui {
namespace {

QString withEnding(const QString& path) {
    const bool written =
        path.endsWith(QStringLiteral(".weft")) || path.endsWith(QStringLiteral(".weft.pbtxt"));
    return written ? path : path + QStringLiteral(".weft");
}

/// The last good version stays beside the file. Where it cannot, saving is as safe as before.
void backUp(const QString& path) {
    const QString backup = path + QStringLiteral("~1");
    QFile::remove(backup);
    QFile::copy(path, backup);
}

}  // namespace

void FileController::save() {
    if (drawing() == nullptr) { return; }
    if (m_path.isEmpty() || isExample(m_path) || !drawing()->readOnlyReason().isEmpty()) {
        saveAs();
        return;
    }
    write(m_path, false);
}

void FileController::saveAs() {
    if (!m_read) { return; }
    const QString folder = Settings().lastFolder();
    const QString path = m_path.isEmpty() || isExample(m_path)
                             ? folder + '/' + titleOfPath(m_path) + QStringLiteral(".weft")
                             : QFileInfo(m_path).absolutePath() + '/' + titleOfPath(m_path) +
                                   QStringLiteral(".weft");
    const QString asked = askPath(Asked::Save, path);
    if (!asked.isEmpty()) { saveTo(asked); }
}

void FileController::saveTo(const QString& asked) {
    if (!m_read) { return; }
    const QString path = withEnding(asked);
    if (drawing() == nullptr) {
        // A graph that is only shown: a project is made of it and opened.
        const QPointer<FileController> self(this);
        QThreadPool::globalInstance()->start([self, path, graph = m_read] {
            const auto made = [&]() -> Status {
                return writeProject(WEFT_TRY(adoptGraph(graph->graph(), graph->metaBytes)),
                                    path.toStdString());
            };
            QMetaObject::invokeMethod(
                qApp,
                [self, path, status = made()] {
                    if (self == nullptr) { return; }
                    if (!status.ok()) {
                        self->tellSaveFailed({path, status, {}, false, {}, 0});
                        return;
                    }
                    emit self->saved(path);
                    self->open(path);
                },
                Qt::QueuedConnection);
        });
        return;
    }
    if (path != m_path && FileLock::isHeld(path)) {
        tellSaveFailed(
            {path, failedPrecondition("it is being edited by another process"), {}, false, {}, 0});
        return;
    }
    write(path, path != m_path);
}

/// @param overChanges also where the file is not as it was read.
void FileController::write(const QString& path, bool overChanges) {
    if (m_saving) {
        m_saveAgain = true;
        return;
    }
    m_saving = true;
    m_log->beginSave();
    auto result = std::make_shared<Written>();
    m_result = result;
    result->path = path;
    result->document = drawing()->document();
    result->state = drawing()->stateId();
    const bool backup = !m_backedUp && path == m_path;
    const quint64 number = ++m_saveNumber;
    m_writing.start([this, result, number, backup, overChanges, known = m_hash] {
        const QByteArray found = hashOfFile(result->path);
        result->changedOutside = !overChanges && !found.isEmpty() && found != known;
        if (!result->changedOutside) {
            if (backup) { backUp(result->path); }
            result->status = writeProject(result->document, result->path.toStdString());
        }
        result->hash = hashOfFile(result->path);
        // The destructor waits for this thread; what waited for it has handled this number.
        QMetaObject::invokeMethod(
            this,
            [this, result, number] {
                if (m_saving && number == m_saveNumber) { written(*result); }
            },
            Qt::QueuedConnection);
    });
}

void FileController::written(const Written& written) {
    const std::shared_ptr<Written> keep = std::exchange(m_result, nullptr);
    m_saving = false;
    const bool again = std::exchange(m_saveAgain, false);
    if (written.changedOutside) {
        m_log->endSave(std::nullopt);
        tellChangedOutside(written.hash);
        emit saveFailed(written.path, QStringLiteral("FAILED_PRECONDITION: changed outside"));
        return;
    }
    if (!written.status.ok()) {
        m_log->endSave(std::nullopt);
        tellSaveFailed(written);
        return;
    }
    m_hash = written.hash;
    m_log->endSave(EditBase{written.path, written.hash, written.document});
    if (written.path != m_path) {
        m_path = written.path;
        m_lock = FileLock::take(m_path);
        drawing()->setReadOnly({});
        drawing()->setPath(m_path);
        bar().clear(QStringLiteral("lock"));
        remember(m_path);
    }
    m_backedUp = true;
    drawing()->markSaved(written.state);
    for (const char* key : {"save", "outside", "recovered"}) { bar().clear(QLatin1String(key)); }
    watch();
    emit saved(m_path);
    if (again && drawing()->modified()) { write(m_path, false); }
}

void FileController::tellSaveFailed(const Written& written) {
    const QString message = toQt(written.status);
    std::vector<FileOffer> offers = {
        {tr("Try again"), [this, path = written.path] { saveTo(path); }},
        {tr("Save as\u2026"), [this] { saveAs(); }}};
    bar().tell(QStringLiteral("save"), FileBar::Level::Error,
               tr("%1 could not be saved. Nothing is lost: your edits are kept.")
                   .arg(QFileInfo(written.path).fileName()),
               std::move(offers), message);
    emit saveFailed(written.path, message);
}

void FileController::watch() {
    const QStringList before = m_watcher.files() + m_watcher.directories();
    if (!before.isEmpty()) { m_watcher.removePaths(before); }
    if (m_path.isEmpty() || isExample(m_path)) { return; }
    // A file that is replaced is a new one: its folder tells.
    m_watcher.addPath(QFileInfo(m_path).absolutePath());
    if (QFileInfo::exists(m_path)) { m_watcher.addPath(m_path); }
}

void FileController::lookOutside() {
    if (m_path.isEmpty() || m_saving) { return; }
    const QPointer<FileController> self(this);
    QThreadPool::globalInstance()->start([self, path = m_path] {
        const bool there = QFileInfo::exists(path);
        const QByteArray hash = hashOfFile(path);
        QMetaObject::invokeMethod(
            qApp,
            [self, path, there, hash] {
                if (self == nullptr || self->m_path != path || self->m_saving) { return; }
                self->watch();
                if (!there) {
                    self->bar().tell(
                        QStringLiteral("outside"), FileBar::Level::Warning,
                        tr("%1 is gone. Saving writes it again.").arg(QFileInfo(path).fileName()),
                        {});
                } else if (!hash.isEmpty() && hash != self->m_hash) {
                    self->tellChangedOutside(hash);
                } else {
                    self->bar().clear(QStringLiteral("outside"));
                }
            },
            Qt::QueuedConnection);
    });
}

void FileController::tellChangedOutside(const QByteArray& hash) {
    bar().tell(
        QStringLiteral("outside"), FileBar::Level::Warning,
        tr("%1 was changed by another program.").arg(QFileInfo(m_path).fileName()),
        {{tr("Reload"), [this] { open(m_path); }}, {tr("Keep mine"), [this, hash] {
                                                        // From here on that version is the one that saving replaces.
                                                        m_hash = hash;
                                                        bar().clear(QStringLiteral("outside"));
                                                    }}});
}

}  // namespace weft::ui
