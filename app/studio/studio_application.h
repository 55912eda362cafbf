// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <memory>

#include "app/studio/gui_watch.h"
#include "app/studio/options.h"
#include "ui/document/engine_document.h"
#include "ui/shell/main_window.h"

namespace weft::studio {

/// Opens files off the GUI thread, gives each a session and the window, and does what the command
/// line asked: train, picture, quit. GUI thread.
class StudioApplication final : public QObject {
    Q_OBJECT

public:
    explicit StudioApplication(Options options);

    /// Shows the window and begins.
    void start();
    ui::MainWindow& window() { return m_window; }

public slots:
    void open(const QString& path);

private:
    void opened(const Result<std::shared_ptr<const ui::EngineDocument>>& document,
                const QString& path);
    void afterOpening();
    void checkDone();
    void finish(int exitCode);

    Options m_options;
    ui::MainWindow m_window;
    GuiWatch m_watch;
    bool m_asked = false;      // the command line's training goes on
    bool m_startedUp = false;  // the command line was followed; later files only open
    quint64 m_request = 0;
};

/// Example projects where this program can find them: beside the source, or installed.
QStringList examplePaths();
/// Recipes and ops that this build knows, for the palette.
std::vector<ui::PaletteEntry> paletteEntries();

}  // namespace weft::studio
