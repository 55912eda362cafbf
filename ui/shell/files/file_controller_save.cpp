// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// FileController: saving, and what other programs do to the file meanwhile.

#include <QFile>
#include <QFileInfo>
#include <utility>

#include "ui/base/background.h"
#include "ui/base/settings.h"
#include "ui/base/to_qt.h"
#include "ui/document/drawing.h"
#include "ui/shell/actions.h"
#include "ui/shell/files/file_controller.h"
#include "ui/shell/main_window.h"

namespace weft::ui {
namespace {

bool isProjectName(const QString& path) {
    return path.endsWith(QStringLiteral(".weft")) || path.endsWith(QStringLiteral(".weft.pbtxt"));
}

QString withEnding(const QString& path) {
    return isProjectName(path) ? path : path + QStringLiteral(".weft");
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
    // A graph that was made elsewhere is never written over: it becomes a project beside it.
    if (m_path.isEmpty() || isExample(m_path) || !isProjectName(m_path) ||
        !drawing()->readOnlyReason().isEmpty()) {
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
        inBackground(
            this,
            [path, graph = m_read]() -> Status {
                return writeProject(WEFT_TRY(adoptGraph(graph->graph(), graph->metaBytes)),
                                    path.toStdString());
            },
            [this, path](const Status& status) {
                if (!status.ok()) {
                    tellSaveFailed({path, status, {}, false, {}, 0});
                    return;
                }
                emit saved(path);
                open(path);
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
    Written wanted;
    wanted.path = path;
    wanted.document = drawing()->document();
    wanted.state = drawing()->stateId();
    const bool backup = !m_backedUp && path == m_path;
    const auto result = std::make_shared<std::promise<Written>>();
    m_result = result->get_future();
    const auto work = [result, backup, overChanges, known = m_hash, written = wanted]() mutable {
        const QByteArray found = hashOfFile(written.path);
        written.changedOutside = !overChanges && !found.isEmpty() && found != known;
        if (!written.changedOutside) {
            if (backup) { backUp(written.path); }
            written.status = writeProject(written.document, written.path.toStdString());
        }
        written.hash = hashOfFile(written.path);
        result->set_value(std::move(written));
    };
    // Unless settle() was there first.
    const auto take = [this, number = ++m_saveNumber] {
        if (m_saving && number == m_saveNumber) { written(m_result.get()); }
    };
    inBackground(this, work, take, m_writing);
}

void FileController::written(const Written& written) {
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
    struct Found {
        bool there = false;
        QByteArray hash;
    };
    inBackground(
        this,
        [path = m_path] {
            return Found{QFileInfo::exists(path), hashOfFile(path)};
        },
        [this, path = m_path](const Found& found) {
            if (m_path != path || m_saving) { return; }
            watch();
            if (!found.there) {
                bar().tell(
                    QStringLiteral("outside"), FileBar::Level::Warning,
                    tr("%1 is gone. Saving writes it again.").arg(QFileInfo(path).fileName()), {});
            } else if (!found.hash.isEmpty() && found.hash != m_hash) {
                tellChangedOutside(found.hash);
            } else {
                bar().clear(QStringLiteral("outside"));
            }
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
