// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// MainWindow: what sessions report, and what is asked of them.

#include <QSet>

#include "ui/base/number_format.h"
#include "ui/canvas/canvas_view.h"
#include "ui/inspectors/data/data_page.h"
#include "ui/inspectors/item_page.h"
#include "ui/panels/error_bar.h"
#include "ui/panels/node_page.h"
#include "ui/panels/problems_panel.h"
#include "ui/panels/session_bar.h"
#include "ui/panels/transcript_panel.h"
#include "ui/panels/variables_panel.h"
#include "ui/session/series_store.h"
#include "ui/shell/actions.h"
#include "ui/shell/main_window.h"
#include "ui/shell/run_bar.h"

namespace weft::ui {

void MainWindow::onReport(const SessionReport& report) {
    const RunState before = m_progress.state;
    const bool unfinished = m_progress.unfinished;
    m_progress = report.progress;
    if (report.clearCurves) { m_series->clear(); }
    m_series->add(report.points, report.epochs);
    m_transcript->add(report.lines);
    if (report.variables) { m_variables->setVariables(*report.variables); }
    if (report.nodes) { showNodes(*report.nodes); }
    if (report.error) {
        showError(*report.error);
    } else if (report.clearError) {
        m_errorBar->hide();
        if (!m_error.code.isEmpty()) {
            m_error = {};
            m_problems->setProblems(m_document.problems);
            updateLive();
        }
    }
    if (report.notice && !report.error) { m_errorBar->tell(*report.notice); }
    m_answered += report.answered;
    m_runBar->setProgress(m_progress);
    m_sessionBar->setProgress(m_progress);
    if (before != m_progress.state || unfinished != m_progress.unfinished) {
        updateVerbs();
        updateTitle();
    }
    emit progressChanged();
}

void MainWindow::showNodes(const QHash<quint64, NodeReport>& nodes) {
    m_nodes = nodes;
    QStringList names;
    for (const NodeReport& node : nodes) {
        for (const QString& device : node.devices) {
            if (!names.contains(device)) { names.append(device); }
        }
    }
    // Sorted, so that the colours do not depend on a hash's order; old devices keep theirs.
    names.sort();
    for (const QString& name : names) {
        if (!m_devices.contains(name)) { m_devices.append(name); }
    }
    m_sessionBar->setDevices(m_devices);
    updateLive();
}

void MainWindow::showError(const ErrorReport& error) {
    m_error = error;
    m_errorBar->show(error);
    std::vector<ProblemRow> rows = m_document.problems;
    rows.insert(rows.begin(),
                {ProblemRow::Severity::Error, error.plain,
                 error.nodeName.isEmpty() ? tr("session") : error.nodeName, error.item});
    m_problems->setProblems(std::move(rows));
    updateLive();
}

void MainWindow::updateLive() {
    CanvasLive live;
    for (auto it = m_nodes.constBegin(); it != m_nodes.constEnd(); ++it) {
        NodeLive& node = live[it.key()];
        node.value = it->value;
        node.running = it->running;
        node.hasVariables = it->hasVariables;
        node.initialised = it->initialised;
        for (const QString& device : it->devices) {
            node.devices.push_back({device, static_cast<int>(m_devices.indexOf(device))});
        }
    }
    if (m_error.item != 0) {
        const quint64 shown =
            m_canvas->snapshot()->diagram.indexOf(m_error.item) >= 0 || !m_document.topOf
                ? m_error.item
                : m_document.topOf(m_error.item);
        live[shown].error = m_error.plain;
    }
    for (const DiagramNode& node : m_canvas->snapshot()->diagram.nodes) {
        if (!node.problem.isEmpty() && live[node.id].error.isEmpty()) {
            live[node.id].error = node.problem;
        }
    }
    m_canvas->setLive(std::move(live));
    updateInspector();
}

void MainWindow::updateInspector() {
    const QList<quint64> chosen = m_canvas->selection();
    const int at = chosen.size() == 1 ? m_canvas->snapshot()->diagram.indexOf(chosen.front()) : -1;
    // A data source has a page of its own; of a placeholder that page says what feeds it.
    const bool isData = m_dataPage->setItem(m_drawing.get(), at < 0 ? 0 : chosen.front());
    const bool items = m_itemPage->showItems(isData ? QList<quint64>() : chosen);
    m_itemPage->setVisible(items);
    m_nodePage->setVisible(!items && !isData);
    if (at < 0) {
        m_nodePage->setNode(nullptr, {});
        m_itemPage->setFacts({});
        return;
    }
    const DiagramNode& node = m_canvas->snapshot()->node(at);
    const NodeLive live = m_canvas->live().value(chosen.front());
    if (!items) {
        m_nodePage->setNode(&node, live);
        return;
    }
    std::vector<std::pair<QString, QString>> facts;
    if (node.ops > 1) { facts.emplace_back(tr("made of"), tr("%1 ops").arg(node.ops)); }
    for (const DeviceMark& mark : live.devices) { facts.emplace_back(tr("runs on"), mark.name); }
    if (!live.value.isEmpty()) { facts.emplace_back(tr("last value"), live.value); }
    if (!live.error.isEmpty()) { facts.emplace_back(tr("error"), live.error); }
    m_itemPage->setFacts(facts);
}

void MainWindow::updateVerbs() {
    const Actions& a = *m_actions;
    const bool there = m_session != nullptr;
    const RunState state = m_progress.state;
    const bool active = state == RunState::Training || state == RunState::Pausing ||
                        state == RunState::Stopping || state == RunState::Busy;
    const SessionInfo info = there ? m_session->info() : SessionInfo();
    a.closeFile->setEnabled(!m_document.title.isEmpty());
    a.save->setEnabled(m_drawing != nullptr);
    a.saveAs->setEnabled(!m_document.title.isEmpty());
    a.init->setEnabled(there && !active);
    a.step->setEnabled(there && !active && info.trains);
    a.run->setEnabled(there && !active);
    const bool paused = !active && m_progress.unfinished;
    a.stop->setEnabled(there && (active || paused));
    // The button says exactly what will happen.
    QString text = info.trains || !there ? tr("Train") : tr("Run");
    if (state == RunState::Training) {
        text = tr("Pause");
    } else if (state == RunState::Pausing) {
        text = tr("Pausing");
    } else if (state == RunState::Stopping) {
        text = tr("Stopping");
    } else if (paused) {
        text = tr("Continue");
    } else if (there && info.trains && !info.trainText.isEmpty()) {
        text = info.trainText;
    }
    a.train->setText(text);
    a.train->setToolTip(text + QStringLiteral(" (F5)"));
    a.train->setEnabled(there && (!active || state == RunState::Training));
}

void MainWindow::trainOrPause() {
    if (!m_session) { return; }
    if (m_progress.state == RunState::Training) {
        m_session->pause();
    } else if (m_session->info().trains) {
        m_session->train(-1);
    } else {
        runChosen();
    }
}

/// Fetches the outputs of the selected nodes; none selected: what the session thinks best.
void MainWindow::runChosen() {
    if (!m_session) { return; }
    QStringList fetches;
    for (const quint64 id : m_canvas->selection()) {
        const int at = m_canvas->snapshot()->diagram.indexOf(id);
        if (at < 0) { continue; }
        for (const PortInfo& port : m_canvas->snapshot()->node(at).outputs) {
            if (!port.tensor.isEmpty()) { fetches.append(port.tensor); }
        }
    }
    m_session->run(fetches);
}

void MainWindow::updateTitle() {
    if (m_document.title.isEmpty()) {
        setWindowTitle(tr("Weft"));
        m_sessionBar->setPlace({});
        return;
    }
    const QString state = SessionBar::stateText(m_progress);
    const bool tell =
        m_progress.state == RunState::Training || m_progress.state == RunState::Failed;
    const QString star = m_drawing && m_drawing->modified() ? QStringLiteral("*") : QString();
    setWindowTitle(star + m_document.title +
                   (tell ? QStringLiteral(" \u2013 ") + state.section(' ', 0, 0) : QString()) +
                   QStringLiteral(" \u2013 Weft"));
    QStringList place = {m_document.title};
    place.append(m_groupNames);
    m_sessionBar->setPlace(place.join(QStringLiteral(" / ")));
}

}  // namespace weft::ui
