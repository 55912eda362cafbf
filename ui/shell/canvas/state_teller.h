// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "ui/session/step_report.h"

namespace weft::ui {

class Announcer;
class MainWindow;

/// Says to assistive tools what changes without a key having been pressed: a run began, ended or
/// failed, something was refused or is wrong now. GUI thread.
class StateTeller final : public QObject {
    Q_OBJECT

public:
    explicit StateTeller(MainWindow& window);

    /// What was said last. For tests.
    const QString& said() const;

private:
    void hear(const SessionReport& report);
    void countProblems();

    MainWindow& m_window;
    Announcer* m_announcer;  // child of the window
    RunState m_state = RunState::Empty;
    QString m_result;  // of the call that is going on
    int m_problems = 0;
};

}  // namespace weft::ui
