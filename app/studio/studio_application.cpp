// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/studio_application.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QPointer>
#include <QStandardPaths>
#include <QThreadPool>
#include <QTimer>
#include <cstdio>
#include <utility>

#include "ui/base/proxy_style.h"
#include "ui/base/settings.h"
#include "ui/base/to_qt.h"
#include "ui/canvas/canvas_view.h"
#include "ui/panels/transcript_panel.h"
#include "ui/palette/catalogue.h"
#include "ui/session/engine_session.h"

namespace weft::studio {
namespace {

constexpr QSize kUsualSize(1366, 768);
constexpr int kSettleMs = 250;  // for the last report and the plots before a picture

}  // namespace

StudioApplication::StudioApplication(Options options) : m_options(std::move(options)) {
    ui::Settings settings;
    if (m_options.resetSettings) { settings.reset(); }
    ui::applyTheme(m_options.theme.value_or(settings.theme()));
    m_window.resize(m_options.size.isEmpty() ? kUsualSize : m_options.size);
    m_window.setPaletteEntries(paletteEntries());
    m_window.setExamples(examplePaths());
    m_window.setRecentFiles(settings.recentFiles());
    connect(&m_window, &ui::MainWindow::openRequested, this, &StudioApplication::open);
    connect(&m_window, &ui::MainWindow::progressChanged, this, &StudioApplication::checkDone);
}

void StudioApplication::start() {
    m_window.show();
    if (!m_options.files.isEmpty()) {
        open(m_options.files.front());
    } else {
        afterOpening();
    }
}

void StudioApplication::open(const QString& path) {
    const quint64 request = ++m_request;
    const QPointer<StudioApplication> self(this);
    QThreadPool::globalInstance()->start([self, request, path] {
        Result<std::shared_ptr<const ui::EngineDocument>> document = ui::readDocument(path);
        QMetaObject::invokeMethod(qApp, [self, request, path, document] {
            // An older file that took longer does not replace a newer one.
            if (self != nullptr && self->m_request == request) { self->opened(document, path); }
        });
    });
}

void StudioApplication::opened(const Result<std::shared_ptr<const ui::EngineDocument>>& document,
                               const QString& path) {
    if (!document.ok()) {
        const QString message = ui::toQt(document.status());
        std::fprintf(stderr, "weft-studio: %s\n", qPrintable(message));
        m_window.showOpenError(path, message);
        if (m_options.quit) { finish(1); }
        return;
    }
    // The session before saves its values first: the file may be the same.
    m_window.closeDocument();
    // What the command line trains is the same each time: it takes up nothing and leaves nothing.
    const bool scripted = m_options.trainSteps && !m_startedUp;
    ui::Recovery recovery;
    if (!scripted) { recovery = ui::Recovery(ui::Recovery::defaultFolder(), path); }
    auto session = std::make_unique<ui::EngineSession>(*document, std::move(recovery));
    if ((*document)->project) {
        m_window.showDrawing(std::make_unique<ui::Drawing>(*document), std::move(session));
    } else {
        m_window.showDocument(ui::presented(*document), std::move(session));
    }
    ui::Settings settings;
    settings.addRecentFile(QFileInfo(path).absoluteFilePath());
    m_window.setRecentFiles(settings.recentFiles());
    if (std::exchange(m_startedUp, true)) { return; }
    // The layout comes from another thread; what follows wants to see it.
    connect(&m_window.canvas(), &ui::CanvasView::snapshotChanged, this,
            &StudioApplication::afterOpening, Qt::SingleShotConnection);
}

void StudioApplication::afterOpening() {
    if (!m_options.dock.isEmpty() && !m_window.openDock(m_options.dock)) {
        std::fprintf(stderr, "weft-studio: NOT_FOUND: there is no panel '%s'\n",
                     qPrintable(m_options.dock));
        finish(1);
        return;
    }
    if (m_options.trainSteps && m_window.session() != nullptr) {
        m_asked = true;
        m_window.session()->train(*m_options.trainSteps);
        if (m_options.wait) { return; }
    }
    if (m_options.quit || !m_options.screenshot.isEmpty()) {
        QTimer::singleShot(kSettleMs, this, [this] { finish(0); });
    }
}

void StudioApplication::checkDone() {
    const bool training = m_window.progress().state == ui::RunState::Training;
    if (m_asked && m_options.benchWatch && !m_watch.started() && training) { m_watch.start(); }
    if (!m_asked || !m_options.wait) { return; }
    // Whoever watches only states may miss a short training: reports are coalesced.
    if (m_window.answered() == 0) { return; }
    const ui::RunState state = m_window.progress().state;
    m_asked = false;
    if (m_watch.started()) { std::printf("%s\n", m_watch.result().constData()); }
    if (state == ui::RunState::Failed) {
        for (const ui::TranscriptLine& line : m_window.transcript().lines()) {
            if (line.kind == ui::TranscriptLine::Kind::Error) {
                std::fprintf(stderr, "weft-studio: %s\n", qPrintable(line.text));
            }
        }
    }
    if (m_options.quit || !m_options.screenshot.isEmpty()) {
        QTimer::singleShot(kSettleMs, this,
                           [this, state] { finish(state == ui::RunState::Failed ? 1 : 0); });
    }
}

void StudioApplication::finish(int exitCode) {
    if (!m_options.screenshot.isEmpty() && !m_window.grab().save(m_options.screenshot)) {
        std::fprintf(stderr, "weft-studio: UNAVAILABLE: the picture could not be written (%s)\n",
                     qPrintable(m_options.screenshot));
        exitCode = 1;
    }
    m_options.screenshot.clear();
    if (!m_options.quit) { return; }
    m_window.close();
    QCoreApplication::exit(exitCode);
}

QStringList examplePaths() {
    const QString program = QCoreApplication::applicationDirPath();
    QStringList folders = {program + QStringLiteral("/../../../resources/graphs"),
                           program + QStringLiteral("/../share/weft/graphs")};
    for (const QString& folder :
         QStandardPaths::standardLocations(QStandardPaths::GenericDataLocation)) {
        folders.append(folder + QStringLiteral("/weft/graphs"));
    }
    for (const QString& folder : folders) {
        const QFileInfoList files = QDir(folder).entryInfoList({QStringLiteral("*.weft")});
        QStringList paths;
        for (const QFileInfo& file : files) { paths.append(file.canonicalFilePath()); }
        if (!paths.isEmpty()) { return paths; }
    }
    return {};
}

std::vector<ui::PaletteEntry> paletteEntries() { return ui::catalogue(); }

}  // namespace weft::studio
