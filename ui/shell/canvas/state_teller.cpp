// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/canvas/state_teller.h"

#include "ui/base/announce.h"
#include "ui/base/number_format.h"
#include "ui/canvas/canvas_view.h"
#include "ui/panels/problems_panel.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/main_window.h"
#include "ui/shell/session_controller.h"

namespace weft::ui {
namespace {

bool isOver(RunState state) { return state == RunState::Idle || state == RunState::Paused; }

}  // namespace

StateTeller::StateTeller(MainWindow& window)
    : QObject(&window), m_window(window), m_announcer(new Announcer(&window)) {
    connect(&window.sessions(), &SessionController::reported, this, &StateTeller::hear);
    connect(&window.sessions(), &SessionController::refused, m_announcer, &Announcer::say);
    connect(&window.sessions(), &SessionController::told, m_announcer, &Announcer::say);
    connect(&window.edits(), &EditController::refused, m_announcer, &Announcer::say);
    connect(&window.canvas(), &CanvasView::snapshotChanged, this, &StateTeller::countProblems);
}

const QString& StateTeller::said() const { return m_announcer->said(); }

void StateTeller::hear(const SessionReport& report) {
    const RunState before = std::exchange(m_state, report.progress.state);
    if (report.error) {
        m_announcer->say(
            tr("Error: %1")
                .arg(report.error->plain.isEmpty() ? report.error->message : report.error->plain));
        return;
    }
    for (const TranscriptLine& line : report.lines) {
        if (line.kind == TranscriptLine::Kind::Result) { m_result = line.result; }
    }
    if (before == m_state) { return; }
    const Progress& p = report.progress;
    if (m_state == RunState::Training) {
        m_announcer->say(tr("Training began"));
    } else if (m_state == RunState::Paused) {
        m_announcer->say(tr("Paused at step %1").arg(p.step));
    } else if (isOver(m_state) && before != RunState::Empty && before != RunState::Busy) {
        const QString loss = p.loss ? tr(", loss %1").arg(formatNumber(*p.loss)) : QString();
        m_announcer->say(tr("Training ended at step %1").arg(p.step) + loss);
    } else if (isOver(m_state) && before == RunState::Busy) {
        m_announcer->say(m_result.isEmpty() ? tr("Done") : tr("Done: %1").arg(m_result));
        m_result.clear();
    }
}

/// More is wrong than before: how much, and the first of it.
void StateTeller::countProblems() {
    const std::vector<ProblemRow>& rows = m_window.problems().problems();
    const auto now = static_cast<int>(rows.size());
    const int before = std::exchange(m_problems, now);
    if (now <= before) { return; }
    const QString count = now == 1 ? tr("1 problem") : tr("%1 problems").arg(now);
    m_announcer->say(count + QStringLiteral(": ") + rows.back().text);
}

}  // namespace weft::ui
