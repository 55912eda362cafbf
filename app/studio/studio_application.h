// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <memory>

#include "app/studio/gui_watch.h"
#include "app/studio/options.h"
#include "app/studio/quit_signals.h"
#include "app/studio/test_edits.h"
#include "app/studio/verb_bench.h"
#include "ui/shell/files/file_controller.h"
#include "ui/shell/main_window.h"
#include "ui/shell/window_state.h"

namespace weft::studio {

/// Puts window and files together, and does what the command
/// line asked: train, picture, quit. GUI thread.
class StudioApplication final : public QObject {
    Q_OBJECT

public:
    explicit StudioApplication(Options options);

    /// Shows the window and begins.
    void start();
    ui::MainWindow& window() { return m_window; }
    ui::FileController& files() { return m_files; }

public slots:
    void open(const QString& path);

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void opened();
    void openFailed(const QString& path, const QString& message);
    void afterOpening();
    void exportPicture();
    void quit();
    void checkDone();
    void finish(int exitCode);

    Options m_options;
    ui::MainWindow m_window;
    ui::FileController m_files;
    ui::WindowState m_state;
    QuitSignals m_signals;
    TestEdits m_testEdits;
    VerbBench m_verbs;
    GuiWatch m_watch;
    bool m_asked = false;      // the command line's training goes on
    bool m_startedUp = false;  // the command line was followed; later files only open
};

/// Example projects where this program can find them: beside the source, or installed.
QStringList examplePaths();
/// Recipes and ops that this build knows, for the palette.
std::vector<ui::PaletteEntry> paletteEntries();

}  // namespace weft::studio
