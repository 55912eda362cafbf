// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// FileController: files coming and going. Saving and what others do to the file are in
/// file_controller_save.cpp, edits left behind in file_controller_recover.cpp.

#include "ui/shell/files/file_controller.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <utility>

#include "ui/base/background.h"
#include "ui/base/settings.h"
#include "ui/base/to_qt.h"
#include "ui/document/drawing.h"
#include "ui/session/engine_session.h"
#include "ui/shell/actions.h"
#include "ui/shell/adopt/place_views.h"
#include "ui/shell/main_window.h"

namespace weft::ui {
namespace {

constexpr int kLookMs = 150;

}  // namespace

FileController::FileController(MainWindow& window, const QString& folder, QObject* parent)
    : QObject(parent), m_window(window), m_folder(folder) {
    m_writing.setMaxThreadCount(1);
    m_lookSoon.setSingleShot(true);
    m_lookSoon.setInterval(kLookMs);
    const Actions& a = window.actions();
    connect(a.newFile, &QAction::triggered, this, &FileController::newFile);
    connect(a.open, &QAction::triggered, this, [this] {
        const QString path = askPath(Asked::Open, Settings().lastFolder());
        if (!path.isEmpty()) { open(path); }
    });
    connect(a.save, &QAction::triggered, this, &FileController::save);
    connect(a.saveAs, &QAction::triggered, this, &FileController::saveAs);
    connect(&window, &MainWindow::openRequested, this, &FileController::open);
    connect(&window, &MainWindow::leftRequested, this, &FileController::openLeft);
    connect(&window, &MainWindow::documentClosing, this, &FileController::letGo);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, &m_lookSoon, qOverload<>(&QTimer::start));
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, &m_lookSoon,
            qOverload<>(&QTimer::start));
    connect(&m_lookSoon, &QTimer::timeout, this, &FileController::lookOutside);
    window.setRecentFiles(Settings().recentFiles());
}

FileController::~FileController() {
    settle();
    m_log.reset();
}

Drawing* FileController::drawing() const { return m_window.drawing(); }
FileBar& FileController::bar() const { return m_window.fileBar(); }

QString FileController::askPath(Asked what, const QString& suggestion) {
    if (m_ask) { return m_ask(what, suggestion); }
    QFileDialog dialog(&m_window);
    dialog.setOption(QFileDialog::DontUseNativeDialog);
    const QFileInfo info(suggestion);
    dialog.setDirectory(info.isDir() ? suggestion : info.absolutePath());
    if (what == Asked::Save) {
        dialog.setWindowTitle(tr("Save as"));
        dialog.setAcceptMode(QFileDialog::AcceptSave);
        dialog.setNameFilters({tr("Projects (*.weft)"), tr("Projects as text (*.weft.pbtxt)")});
        dialog.setDefaultSuffix(QStringLiteral("weft"));
        if (!info.isDir()) { dialog.selectFile(info.fileName()); }
    } else {
        dialog.setWindowTitle(tr("Open"));
        dialog.setFileMode(QFileDialog::ExistingFile);
        dialog.setNameFilters({tr("Projects and graphs (*.weft *.weft.pbtxt *.pb *.pbtxt *.meta)"),
                               tr("All files (*)")});
    }
    return dialog.exec() == QDialog::Accepted ? dialog.selectedFiles().value(0) : QString();
}

void FileController::newFile() {
    ++m_request;  // what is being read comes too late now
    Read made;
    made.document = emptyProject();
    show(std::move(made));
}

void FileController::open(const QString& path) {
    read([path, folder = m_folder] {
        Read read;
        read.path = path;
        // Before reading: a change in between is noticed as one from outside.
        read.hash = hashOfFile(path);
        read.document = readDocument(path);
        if (read.document.ok()) { read.document = placedDocument(*read.document); }
        if (read.document.ok()) { read.left = EditLog::leftIn(folder, path); }
        return read;
    });
}

void FileController::read(std::function<Read()> work) {
    const quint64 request = ++m_request;
    ++m_reading;
    inBackground(this, std::move(work), [this, request](Read result) {
        --m_reading;
        // An older file that took longer does not replace a newer one.
        if (m_request == request) { show(std::move(result)); }
    });
}

void FileController::show(Read read) {
    if (!read.document.ok()) {
        const QString message = toQt(read.document.status());
        m_window.showOpenError(read.path, message);
        emit openFailed(read.path, message);
        return;
    }
    // The session before saves its values first, and the log its edits: the file may be the same.
    const QString before = m_path;
    m_window.closeDocument();
    if (!before.isEmpty() && before == read.path) {
        // What was edited a moment ago is offered here, and needs no other word.
        read.left = EditLog::leftIn(m_folder, read.path);
        bar().clear(QStringLiteral("kept"));
    }
    m_path = read.path;
    m_hash = read.hash;
    m_read = *read.document;
    m_backedUp = false;
    if (m_read->project) {
        showProject(read);
    } else {
        const bool left = m_takesUpValues;
        m_window.showDocument(presented(m_read),
                              std::make_unique<EngineSession>(
                                  m_read, left ? Recovery(m_folder, m_path) : Recovery()));
    }
    if (!m_path.isEmpty()) { remember(m_path); }
    emit opened(m_path);
}

void FileController::showProject(Read& read) {
    auto drawing = std::make_unique<Drawing>(m_read);
    if (!m_path.isEmpty() && !isExample(m_path)) { m_lock = FileLock::take(m_path); }
    const bool elsewhere = m_lock.state() == FileLock::State::Elsewhere;
    if (elsewhere) { drawing->setReadOnly(tr("Read only: edited by %1").arg(m_lock.holder())); }
    const bool left = m_takesUpValues && !m_path.isEmpty() && !elsewhere;
    Recovery values = left ? Recovery(m_folder, m_path) : Recovery();
    m_window.showDrawing(std::move(drawing),
                         std::make_unique<EngineSession>(m_read, std::move(values)));
    beginLog(read.hash);
    if (read.taken) { recover(*read.taken); }
    if (elsewhere) {
        std::vector<FileOffer> offers = {{tr("Try again"), [this, path = m_path] { open(path); }},
                                         {tr("Save as\u2026"), [this] { saveAs(); }}};
        if (m_lock.isRemote()) {
            offers.push_back(
                {tr("Edit anyway"), [this] { lockFile(m_path, FileLock::Force::Yes); }});
        }
        bar().tell(QStringLiteral("lock"), FileBar::Level::Warning,
                   tr("Read only: %1 is being edited by %2.")
                       .arg(QFileInfo(m_path).fileName(), m_lock.holder()),
                   std::move(offers));
        return;
    }
    watch();
    offer(read);
}

void FileController::lockFile(const QString& path, FileLock::Force force) {
    m_lock = FileLock::take(path, force);
    if (m_lock.state() == FileLock::State::Elsewhere) { return; }
    bar().clear(QStringLiteral("lock"));
    if (drawing() != nullptr) { drawing()->setReadOnly({}); }
    watch();
}

void FileController::beginLog(const QByteArray& hash) {
    m_log = std::make_unique<EditLog>(m_folder);
    m_log->begin({m_path, hash, drawing()->document()});
    connect(drawing(), &Drawing::edited, this, &FileController::edited);
    connect(m_log.get(), &EditLog::failed, this, [this](const QString& reason) {
        bar().tell(QStringLiteral("log"), FileBar::Level::Warning,
                   tr("Edits cannot be logged now: save soon. They are kept while Weft runs."), {},
                   reason);
    });
    connect(m_log.get(), &EditLog::working, this, [this] { bar().clear(QStringLiteral("log")); });
}

void FileController::edited(const Delta& delta) {
    if (m_log) { m_log->append(delta); }
}

/// The document is about to go: nothing is asked, the log keeps what was not saved.
void FileController::letGo() {
    settle();
    m_lookSoon.stop();
    const QStringList watched = m_watcher.files() + m_watcher.directories();
    if (!watched.isEmpty()) { m_watcher.removePaths(watched); }
    const bool unsaved = m_log && drawing() != nullptr && drawing()->modified();
    const qint64 edits = m_log ? m_log->edits() : 0;
    if (m_log && !unsaved) { m_log->remove(); }
    m_log.reset();
    m_lock.release();
    const QString name =
        m_path.isEmpty() ? tr("The untitled drawing") : QFileInfo(m_path).fileName();
    m_path.clear();
    m_hash.clear();
    m_read.reset();
    bar().clear();
    if (!unsaved) { return; }
    bar().tell(QStringLiteral("kept"), FileBar::Level::Notice,
               tr("%1 was closed with %2 not saved: kept, and offered when it is opened "
                  "again.")
                   .arg(name, sayEdits(edits)),
               {});
    offerLeftDrawings();
}

void FileController::settle() {
    // A save asked for meanwhile begins when the one before is over.
    while (m_saving) { written(m_result.get()); }
    if (m_log) { m_log->flush(); }
}

void FileController::remember(const QString& path) {
    Settings settings;
    const QFileInfo file(path);
    settings.addRecentFile(file.absoluteFilePath());
    settings.setLastFolder(file.absolutePath());
    m_window.setRecentFiles(settings.recentFiles());
}

}  // namespace weft::ui
