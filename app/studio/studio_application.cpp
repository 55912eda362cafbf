// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/studio_application.h"

#include <QCoreApplication>
#include <QDir>
#include <QGuiApplication>
#include <QScreen>
#include <QStandardPaths>
#include <QTimer>
#include <cstdio>
#include <utility>

#include "ui/base/motion.h"
#include "ui/base/proxy_style.h"
#include "ui/base/settings.h"
#include "ui/base/to_qt.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/export/graph_picture.h"
#include "ui/palette/catalogue.h"
#include "ui/panels/transcript_panel.h"
#include "ui/session/engine_session.h"

namespace weft::studio {
namespace {

constexpr QSize kUsualSize(1366, 768);
constexpr int kTitleBar = 40;   // of a window manager, at most
constexpr int kSettleMs = 250;  // for the last report and the plots before a picture

}  // namespace

StudioApplication::StudioApplication(Options options)
    : m_options(std::move(options)),
      m_files(m_window, ui::Recovery::defaultFolder()),
      m_state(m_window),
      m_testEdits(m_window, m_files, nullptr),
      m_verbs(m_window) {
    ui::Settings settings;
    if (m_options.resetSettings) { settings.reset(); }
    ui::applyTheme(m_options.theme.value_or(settings.theme()));
    // What is scripted looks the same each time.
    const bool scripted = m_options.quit || !m_options.screenshot.isEmpty();
    ui::setMotionAllowed(!scripted && !settings.reducedMotion());
    const bool placed = !scripted && m_options.size.isEmpty() && m_state.restoreGeometry();
    if (!placed) { m_window.resize(m_options.size.isEmpty() ? kUsualSize : m_options.size); }
    const QScreen* screen = QGuiApplication::primaryScreen();
    const bool small =
        screen != nullptr && (screen->availableSize().height() < kUsualSize.height() + kTitleBar ||
                              screen->availableSize().width() < kUsualSize.width());
    // With its frame it would reach beyond the screen.
    if (!placed && !scripted && m_options.size.isEmpty() && small) {
        m_window.setWindowState(Qt::WindowMaximized);
    }
    connect(&m_signals, &QuitSignals::asked, this, &StudioApplication::quit);
    m_window.setPaletteEntries(paletteEntries());
    m_window.setExamples(examplePaths());
    // Only the first session of a document takes up and leaves values.
    m_window.setSessionFactory([](std::shared_ptr<const ui::EngineDocument> document, int number) {
        return std::make_unique<ui::EngineSession>(std::move(document), ui::Recovery(), number);
    });
    m_files.setExamples(examplePaths());
    // What the command line trains is the same each time: it takes up nothing and leaves nothing.
    m_files.setTakesUpValues(!m_options.trainSteps && !m_options.benchVerbs);
    connect(&m_files, &ui::FileController::opened, this, &StudioApplication::opened);
    connect(&m_files, &ui::FileController::openFailed, this, &StudioApplication::openFailed);
    connect(&m_window, &ui::MainWindow::progressChanged, this, &StudioApplication::checkDone);
}

void StudioApplication::start() {
    if (m_options.benchStart) { m_window.installEventFilter(this); }
    m_window.show();
    if (!m_options.quit && m_options.screenshot.isEmpty()) { m_state.restoreParts(); }
    if (!m_options.files.isEmpty()) {
        open(m_options.files.front());
    } else {
        m_files.offerLeftDrawings();
        afterOpening();
    }
}

void StudioApplication::open(const QString& path) { m_files.open(path); }

void StudioApplication::openFailed(const QString& path, const QString& message) {
    std::fprintf(stderr, "weft-studio: %s\n", qPrintable(message));
    if (m_options.quit && m_options.files.contains(path)) { finish(1); }
}

void StudioApplication::opened() {
    m_files.setTakesUpValues(!m_options.benchVerbs);
    if (std::exchange(m_startedUp, true)) { return; }
    // The layout comes from another thread; what follows wants to see it.
    connect(&m_window.canvas(), &ui::CanvasView::snapshotChanged, this,
            &StudioApplication::afterOpening, Qt::SingleShotConnection);
}

void StudioApplication::afterOpening() {
    if (m_options.testEdits > 0) { m_testEdits.edit(m_options.testEdits); }
    if (m_options.testRecover) { m_testEdits.recover(); }
    if (!m_options.dock.isEmpty() && !m_window.openDock(m_options.dock)) {
        std::fprintf(stderr, "weft-studio: NOT_FOUND: there is no panel '%s'\n",
                     qPrintable(m_options.dock));
        finish(1);
        return;
    }
    if (m_options.benchVerbs) {
        connect(&m_verbs, &VerbBench::done, this, [this](const QByteArray& json) {
            std::printf("%s\n", json.constData());
            quit();
        });
        m_verbs.start();
        return;
    }
    if (m_options.trainSteps && m_window.session() != nullptr) {
        m_asked = true;
        m_window.session()->train(*m_options.trainSteps);
        if (m_options.wait) { return; }
    }
    if (!m_options.exported.isEmpty()) {
        exportPicture();
        return;
    }
    if (m_options.quit || !m_options.screenshot.isEmpty()) {
        QTimer::singleShot(kSettleMs, this, [this] { finish(0); });
    }
}

void StudioApplication::exportPicture() {
    const ui::CanvasView& canvas = m_window.canvas();
    const Status status = ui::writePicture(*canvas.snapshot(), ui::appTheme(), m_options.exported,
                                           {.allShapes = canvas.allShapes()});
    if (!status.ok()) { std::fprintf(stderr, "weft-studio: %s\n", qPrintable(ui::toQt(status))); }
    finish(status.ok() ? 0 : 1);
}

/// The end of the first painting: whatever comes after it in the queue.
bool StudioApplication::eventFilter(QObject* object, QEvent* event) {
    if (event->type() == QEvent::Paint && std::exchange(m_options.benchStart, false)) {
        QTimer::singleShot(0, this, [this] {
            std::printf("{\"first_pixel_ms\":%.0f}\n", msSinceProcessStart());
            m_window.close();
            QCoreApplication::exit(0);
        });
    }
    return QObject::eventFilter(object, event);
}

/// The window closes as if a person had: session and edits are kept.
void StudioApplication::quit() {
    m_window.close();
    QCoreApplication::exit(0);
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
