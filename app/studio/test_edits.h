// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include "ui/shell/files/file_controller.h"
#include "ui/shell/main_window.h"

namespace weft::studio {

/// What tests that kill the program ask of it (hidden options `--test-edits N`, `--test-recover`):
/// edits one after the other, or the recovery of those. Prints `EDIT CRC` for each edit that is on
/// disk, `recovered CRC`, CRC being that of the document's bytes. GUI thread.
class TestEdits final : public QObject {
    Q_OBJECT

public:
    TestEdits(ui::MainWindow& window, ui::FileController& files, QObject* parent);

    /// Adds, moves and takes away notes.
    void edit(int count);
    /// Presses the bar's button Recover, says what came of it and quits.
    void recover();

private:
    void editOnce();
    void say(const QByteArray& what) const;

    ui::MainWindow& m_window;
    ui::FileController& m_files;
    QTimer m_timer;
    int m_left = 0;
    int m_done = 0;
};

}  // namespace weft::studio
