// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// MainWindow: what surrounds the session shown: its call line, options, variables and histograms.

#include <QPointer>

#include "ui/canvas/canvas_view.h"
#include "ui/panels/call_line.h"
#include "ui/panels/error_bar.h"
#include "ui/panels/options_popover.h"
#include "ui/panels/session_bar.h"
#include "ui/panels/variables_panel.h"
#include "ui/plots/histograms_panel.h"
#include "ui/session/run_call.h"
#include "ui/session/series_store.h"
#include "ui/shell/actions.h"
#include "ui/shell/canvas/unasked_controller.h"
#include "ui/shell/main_window.h"

namespace weft::ui {

void MainWindow::connectSessionPanels() {
    const Actions& a = *m_actions;
    SessionController* sessions = m_sessions.get();
    connect(sessions, &SessionController::chosenChanged, this, &MainWindow::showCall);
    connect(m_callLine, &CallLine::feedTyped, sessions, &SessionController::feed);
    connect(m_callLine, &CallLine::fetchAdded, this, [this](const QString& name) {
        if (m_sessions->active() == nullptr) { return; }
        QStringList fetches = m_sessions->active()->chosen.fetches;
        const QString tensor = name.contains(':') ? name : name + QStringLiteral(":0");
        if (!fetches.contains(tensor)) { fetches.append(tensor); }
        m_sessions->choose(fetches);
    });
    connect(m_callLine, &CallLine::fetchRemoved, this, [this](const QString& name) {
        if (m_sessions->active() == nullptr) { return; }
        QStringList fetches = m_sessions->active()->chosen.fetches;
        fetches.removeAll(name);
        m_sessions->choose(fetches);
    });
    connect(m_variables, &VariablesPanel::initRequested, this, [this](const QStringList& names) {
        m_sessions->ask([names](SessionFeed& feed) { feed.initialise(names); });
    });
    connect(m_variables, &VariablesPanel::assignRequested, this,
            [this](const QString& name, const QString& text) {
                m_sessions->ask([=](SessionFeed& feed) { feed.assign(name, text); });
            });
    connect(m_variables, &VariablesPanel::viewChanged, this, [this](const QSet<QString>& names) {
        if (session() != nullptr) { session()->setVariablesInView(names); }
    });
    connect(a.initAll, &QAction::triggered, this,
            [this] { m_sessions->ask([](SessionFeed& feed) { feed.initialise({}); }); });
    connect(a.rewind, &QAction::triggered, this, [this] {
        if (session() != nullptr) { session()->rewind(); }
    });
    connect(m_sessionBar, &SessionBar::optionsRequested, this, &MainWindow::showOptions);
    connect(m_canvas, &CanvasView::selectionChanged, this, &MainWindow::tellTensor);
    m_histograms->setWatchAction(a.watchLayer);
    connect(a.watchLayer, &QAction::triggered, this, &MainWindow::watchLayer);
    connect(m_histograms, &HistogramsPanel::sampleWanted, this, &MainWindow::sampleHistograms);
}

/// The call that is chosen, else the one that trains.
void MainWindow::showCall() {
    const SessionView* view = m_sessions->active();
    m_unasked->setFetches(view == nullptr ? QStringList() : view->chosen.fetches);
    if (view == nullptr) {
        m_callLine->setCall({}, {}, QStringList());
        return;
    }
    const SessionInfo info = m_sessions->coming();
    if (view->chosen.fetches.isEmpty()) {
        m_callLine->setCall(info.name, info.fetches, info.feeds);
        return;
    }
    m_callLine->setChosen(info.name, view->chosen.fetches, m_sessions->feedsOfChosen());
}

/// Selecting what has not run says what it is: a tensor, not yet a value.
void MainWindow::tellTensor() {
    const SessionView* view = m_sessions->active();
    const QStringList tensors = chosenTensors();
    m_actions->run->setToolTip(
        tensors.isEmpty() ? tr("Run (Ctrl+Return)")
                          : tr("Run %1 (Ctrl+Return)").arg(tensors.join(QStringLiteral(", "))));
    m_actions->watchLayer->setEnabled(view != nullptr && m_canvas->selection().size() == 1);
    if (view == nullptr || tensors.size() != 1 || m_canvas->selection().size() != 1) { return; }
    if (!m_canvas->live().value(m_canvas->selection().front()).value.isEmpty()) { return; }
    const auto& document = m_sessions->drawn() != nullptr ? m_sessions->drawn() : view->document;
    if (document == nullptr) { return; }
    TranscriptLine line;
    line.kind = TranscriptLine::Kind::Result;
    line.text = tensorText(document->graph(), tensors.front());
    line.python = QStringLiteral("print(tf.get_default_graph().get_tensor_by_name(\"%1\"))")
                      .arg(tensors.front());
    if (!line.text.isEmpty()) { view->transcript->add({line}); }
}

void MainWindow::showOptions(QPoint corner) {
    if (session() == nullptr) { return; }
    SessionChoices choices;
    choices.editable = m_drawing != nullptr;
    choices.logPlacement = session()->info().logPlacement;
    if (m_drawing != nullptr) {
        const weft::Settings& settings = m_drawing->document().settings();
        choices.cpuDevices = settings.cpuDevices;
        choices.seed = settings.seed;
        choices.softPlacement = settings.softPlacement;
        choices.strict = settings.strict;
    }
    auto* popover = new OptionsPopover(choices, this);
    connect(popover, &OptionsPopover::projectChanged, this, [this](const SessionChoices& chosen) {
        if (m_drawing == nullptr) { return; }
        const auto fill = [&chosen](Edit& edit) -> Status {
            weft::Settings settings = edit.document().settings();
            settings.cpuDevices = chosen.cpuDevices;
            settings.seed = chosen.seed;
            settings.softPlacement = chosen.softPlacement;
            settings.strict = chosen.strict;
            edit.put(std::move(settings));
            return okStatus();
        };
        // What is refused is told by the drawing.
        (void)m_drawing->edit(tr("Change session options"), 0, fill,
                              QStringLiteral("session options"));
    });
    connect(popover, &OptionsPopover::logPlacementChanged, this, [this](bool on) {
        if (session() != nullptr) { session()->setLogPlacement(on); }
    });
    popover->adjustSize();
    popover->move(corner - QPoint(popover->width(), 0));
    popover->show();
}

/// Histograms of the variables of the selected node, and of their gradients.
void MainWindow::watchLayer() {
    const SessionView* view = m_sessions->active();
    if (view == nullptr || m_canvas->selection().size() != 1) { return; }
    const quint64 item = m_canvas->selection().front();
    const int at = m_canvas->snapshot()->diagram.indexOf(item);
    if (at < 0) { return; }
    const QString name = m_canvas->snapshot()->node(at).name;
    QStringList variables;
    for (const VariableRow& row : view->variables) {
        const bool ours = row.item == item || row.name == name || row.name.startsWith(name + '/');
        if (ours) { variables.append(row.name); }
    }
    if (variables.isEmpty()) {
        m_errorBar->tell(tr("%1 has no variables to watch").arg(name));
        return;
    }
    m_histograms->watch(name, variables);
    openDock(m_histograms->objectName());
}

void MainWindow::sampleHistograms(const QStringList& variables) {
    if (session() == nullptr) {
        m_histograms->add({});
        return;
    }
    session()->ask(std::make_shared<WatchTask>(
        variables, m_histograms,
        [panel = m_histograms](const HistogramSample& sample) { panel->add(sample); }));
}

}  // namespace weft::ui
