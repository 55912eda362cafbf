// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/verb_bench.h"

#include <QAction>
#include <QJsonDocument>
#include <cmath>

#include "ui/session/series_store.h"
#include "ui/shell/actions.h"

namespace weft::studio {
namespace {

constexpr int kTrainMs = 500;  // before it is disturbed
constexpr int kLookMs = 1;

}  // namespace

VerbBench::VerbBench(ui::MainWindow& window, QObject* parent) : QObject(parent), m_window(window) {
    m_leaving.setInterval(kLookMs);
    m_leaving.setTimerType(Qt::PreciseTimer);
    connect(&window, &ui::MainWindow::progressChanged, this, &VerbBench::look);
    connect(&m_leaving, &QTimer::timeout, this, [this] {
        if (m_window.sessions().leaving() > 0) { return; }
        m_leaving.stop();
        m_result["left_ms"] = elapsedMs();
        emit done(QJsonDocument(m_result).toJson(QJsonDocument::Compact));
    });
}

double VerbBench::elapsedMs() const {
    return std::round(static_cast<double>(m_time.nsecsElapsed()) / 1e4) / 100;
}

void VerbBench::start() { train(Phase::FirstLoss); }

void VerbBench::train(Phase phase) {
    m_phase = phase;
    m_time.start();
    m_window.actions().train->trigger();
}

/// After each report.
void VerbBench::look() {
    const ui::RunState state = m_window.progress().state;
    const bool atRest = state != ui::RunState::Training && state != ui::RunState::Stopping &&
                        state != ui::RunState::Busy;
    if (m_phase == Phase::FirstLoss && !m_window.series().series().empty()) {
        m_result["first_loss_ms"] = elapsedMs();
        m_phase = Phase::Training;
        QTimer::singleShot(kTrainMs, this, &VerbBench::stop);
    } else if (m_phase == Phase::Stopping && atRest) {
        m_result["stop_ms"] = elapsedMs();
        train(Phase::Again);
        QTimer::singleShot(kTrainMs, this, &VerbBench::close);
    }
}

void VerbBench::stop() {
    if (m_window.progress().state != ui::RunState::Training) {
        m_result["stop_ms"] = QJsonValue();
        close();
        return;
    }
    m_phase = Phase::Stopping;
    m_time.start();
    m_window.actions().stop->trigger();
}

void VerbBench::close() {
    m_phase = Phase::Closing;
    m_time.start();
    m_window.closeDocument();
    m_result["close_ms"] = elapsedMs();
    m_leaving.start();
}

}  // namespace weft::studio
