// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// MainWindow: what sessions report, and what is asked of them.

#include <QSet>
#include <algorithm>

#include "ui/base/number_format.h"
#include "ui/canvas/canvas_view.h"
#include "ui/document/project_diagram.h"
#include "ui/inspectors/data/data_page.h"
#include "ui/inspectors/evaluate/evaluate_panel.h"
#include "ui/inspectors/item_page.h"
#include "ui/inspectors/try/try_panel.h"
#include "ui/panels/call_line.h"
#include "ui/panels/change_bar.h"
#include "ui/panels/error_bar.h"
#include "ui/panels/node_page.h"
#include "ui/panels/problems_panel.h"
#include "ui/panels/session_bar.h"
#include "ui/panels/transcript_panel.h"
#include "ui/panels/variables_panel.h"
#include "ui/plots/histograms_panel.h"
#include "ui/plots/plots_panel.h"
#include "ui/session/series_store.h"
#include "ui/shell/actions.h"
#include "ui/shell/adopt/adopt_controller.h"
#include "ui/shell/figures/cost_controller.h"
#include "ui/shell/figures/flow_controller.h"
#include "ui/shell/main_window.h"
#include "ui/shell/palette_controller.h"
#include "ui/shell/repair_controller.h"
#include "ui/shell/run_bar.h"
#include "ui/shell/stepping/step_controller.h"

namespace weft::ui {

SessionFeed* MainWindow::session() const {
    const SessionView* view = m_sessions->active();
    return view == nullptr ? nullptr : view->feed.get();
}

const Progress& MainWindow::progress() const {
    static const Progress kNone;
    const SessionView* view = m_sessions->active();
    return view == nullptr ? kNone : view->progress;
}

int MainWindow::answered() const {
    const SessionView* view = m_sessions->active();
    return view == nullptr ? 0 : view->answered;
}

void MainWindow::connectSessions() {
    SessionController* sessions = m_sessions.get();
    connect(sessions, &SessionController::activated, this, &MainWindow::showSession);
    connect(sessions, &SessionController::listChanged, this, &MainWindow::showTabs);
    connect(sessions, &SessionController::reported, this, &MainWindow::onReport);
    connect(sessions, &SessionController::told, m_errorBar, &ErrorBar::tell);
    connect(sessions, &SessionController::refused, this,
            [this](const QString& words, bool runAnyway) {
                m_errorBar->tell(words);
                if (runAnyway) { m_errorBar->offer(tr("Run anyway")); }
            });
    connect(m_errorBar, &ErrorBar::offerTaken, this, [this] {
        if (m_errorBar->report().code.isEmpty()) {
            m_sessions->run(chosenTensors(), true);
        } else {
            m_adopt->chooseFiles();
        }
    });
    connect(m_sessionBar, &SessionBar::activated, sessions, &SessionController::activate);
    connect(m_sessionBar, &SessionBar::closeRequested, sessions, &SessionController::close);
    connect(m_sessionBar, &SessionBar::addRequested, sessions, &SessionController::add);
    connect(m_actions->nextSession, &QAction::triggered, sessions,
            &SessionController::activateNext);
    connect(m_actions->addSession, &QAction::triggered, sessions, &SessionController::add);
    connect(m_changeBar, &ChangeBar::applyRequested, sessions, &SessionController::apply);
    connect(m_changeBar, &ChangeBar::restartRequested, sessions, &SessionController::restart);
}

void MainWindow::askVerb(void (SessionFeed::*verb)()) {
    m_sessions->ask([verb](SessionFeed& feed) { (feed.*verb)(); });
}

/// Another session is shown, or none: everything that it has told.
void MainWindow::showSession() {
    const SessionView* view = m_sessions->active();
    m_transcript->setTranscript(view == nullptr ? nullptr : view->transcript.get(),
                                view == nullptr ? 1 : view->number);
    m_variables->setVariables(view == nullptr ? std::vector<VariableRow>() : view->variables);
    if (view != nullptr && m_drawing != nullptr) {
        m_try->setDrawing(m_drawing.get(), view->feed.get());
        m_evaluate->setDrawing(m_drawing.get(), view->feed.get());
    }
    m_runBar->setProgress(progress());
    m_histograms->clear();
    showCall();
    showFailure();
    updateLive();
    updateVerbs();
    updateTitle();
    emit progressChanged();
}

void MainWindow::showTabs() {
    std::vector<SessionTab> tabs;
    for (const auto& view : m_sessions->sessions()) {
        const SessionInfo info = view->feed->info();
        tabs.push_back({info.name, info.target, view->devices, view->progress, view->number - 1,
                        m_sessions->needsApply(*view)});
    }
    m_sessionBar->setTabs(std::move(tabs), m_sessions->activeIndex(), m_sessions->canAdd());
    m_actions->addSession->setEnabled(m_sessions->canAdd());
    m_actions->nextSession->setEnabled(m_sessions->sessions().size() > 1);
    const SessionView* view = m_sessions->active();
    const bool waits = view != nullptr && m_sessions->needsApply(*view);
    const Difference difference = waits ? view->difference : Difference::None;
    if (difference == m_shownDifference && m_shownDrawn == m_sessions->drawn().get()) { return; }
    m_shownDifference = difference;
    m_shownDrawn = m_sessions->drawn().get();
    showCall();
    updateVerbs();
    switch (difference) {
        case Difference::None:
            m_changeBar->hide();
            return;
        case Difference::RunSheet:
            m_changeBar->show(tr("Run sheet changed"), {});
            return;
        case Difference::Options:
            m_changeBar->show(tr("Options changed"), m_sessions->changes());
            return;
        case Difference::Graph:
            m_changeBar->show(
                tr("Graph changed; %1 runs the one before").arg(view->feed->info().name),
                m_sessions->changes());
            return;
    }
}

void MainWindow::onReport(const SessionReport& report) {
    const SessionView& view = *m_sessions->active();
    if (report.variables) { m_variables->setVariables(view.variables); }
    if (report.info) { showCall(); }
    if (report.error || report.notice || report.clearError || report.halt) { showFailure(); }
    if (report.nodes || report.halt) { updateLive(); }
    m_runBar->setProgress(view.progress);
    if (m_shownState != view.progress.state || m_shownUnfinished != view.progress.unfinished ||
        report.info) {
        // What was asked before and while it worked is asked of the values that came of it.
        if (m_shownState != view.progress.state && !view.atWork()) { m_try->askSoon(); }
        updateVerbs();
        updateTitle();
    }
    emit progressChanged();
}

/// The session's failure in the bar, in the list of problems and at its node; or none.
void MainWindow::showFailure() {
    const SessionView* view = m_sessions->active();
    if (view != nullptr && !view->error.code.isEmpty()) {
        m_errorBar->show(view->error);
        const bool unfed =
            view->error.message.contains(QStringLiteral("must feed a value for placeholder"));
        if (unfed && m_drawing) { m_errorBar->offer(tr("Choose data\u2026")); }
    } else if (m_steps->isHalted()) {
        m_errorBar->tell(m_steps->haltWords());
    } else if (view != nullptr && !view->notice.isEmpty()) {
        m_errorBar->tell(view->notice);
    } else {
        m_errorBar->hide();
    }
    showProblems();
}

/// The drawing's problems, below that of the session.
void MainWindow::showProblems() {
    const SessionView* view = m_sessions->active();
    std::vector<ProblemRow> rows = m_document.problems;
    if (view != nullptr && !view->error.code.isEmpty()) {
        const ErrorReport& error = view->error;
        rows.insert(rows.begin(),
                    {ProblemRow::Severity::Error, error.plain,
                     error.nodeName.isEmpty() ? tr("session") : error.nodeName, error.item});
    }
    m_problems->setProblems(std::move(rows));
    updateLive();
}

void MainWindow::connectRepairs() {
    connect(m_problems, &ProblemsPanel::repairChosen, m_repairs, &RepairController::repair);
    connect(m_repairs, &RepairController::found, this, [this](const std::vector<ProblemRow>& rows) {
        m_document.problems = rows;
        showProblems();
    });
    connect(
        m_repairs, &RepairController::fitWanted, this, [this](quint64 item, const QString& port) {
            goTo(item);
            const QRectF there = m_canvas->viewRect(item);
            const QPointF at = m_canvas->viewTransform().toScene(there.topLeft() - QPointF(240, 0));
            m_palette->openAt(at, {item, port}, false);
        });
    connect(m_repairs, &RepairController::pageWanted, this, [this](quint64 item) {
        goTo(item);
        openDock(QStringLiteral("node"));
    });
    const auto tellTaken = [this](quint64 item, const QString& name) {
        m_repairs->tellNameTaken(item, name);
        openDock(QStringLiteral("problems"));
    };
    connect(m_canvas, &CanvasView::nameTaken, this, tellTaken);
    connect(m_itemPage, &ItemPage::nameTaken, this, tellTaken);
    connect(m_repairs, &RepairController::initWanted, m_actions->init, &QAction::trigger);
}

void MainWindow::updateLive() {
    const SessionView* view = m_sessions->active();
    CanvasLive live;
    if (view != nullptr) {
        // Nodes inside of groups are known by their place in the graph, which is another now.
        const bool moved = view->difference == Difference::Graph;
        for (auto it = view->nodes.constBegin(); it != view->nodes.constEnd(); ++it) {
            if (moved && it.key() >= nodeIdIn(NodeId{0})) { continue; }
            NodeLive& node = live[it.key()];
            node.value = it->value;
            if (m_actions->previews->isChecked()) { node.preview = it->preview; }
            node.running = it->running;
            node.hasVariables = it->hasVariables;
            node.initialised = it->initialised;
            for (const QString& device : it->devices) {
                node.devices.push_back({device, static_cast<int>(view->devices.indexOf(device))});
            }
        }
    }
    const Diagram& diagram = m_canvas->snapshot()->diagram;
    if (view != nullptr && view->error.item != 0) {
        const quint64 item = view->error.item;
        quint64 shown = m_drawing ? m_drawing->current()->folds.headOf(ItemId{item}).value : item;
        if (diagram.indexOf(item) < 0 && m_document.wayTo) {
            for (const quint64 around : m_document.wayTo(item)) {
                if (diagram.indexOf(around) >= 0) { shown = around; }
            }
        } else if (diagram.indexOf(item) < 0 && m_document.topOf) {
            shown = m_document.topOf(item);
        }
        live[shown].error = view->error.plain;
    }
    for (const DiagramNode& node : diagram.nodes) {
        if (!node.problem.isEmpty() && live[node.id].error.isEmpty()) {
            live[node.id].error = node.problem;
        }
        if (!node.warning.isEmpty()) { live[node.id].warning = node.warning; }
    }
    m_steps->mark(live);
    m_costs->mark(live);
    m_flows->mark(live);
    m_canvas->setLive(std::move(live));
    updateInspector();
}

void MainWindow::updateInspector() {
    const QList<quint64> chosen = m_canvas->selection();
    const int at = chosen.size() == 1 ? m_canvas->snapshot()->diagram.indexOf(chosen.front()) : -1;
    // A data source has a page of its own; of a placeholder that page says what feeds it.
    const bool isData = m_dataPage->setItem(m_drawing.get(), at < 0 ? 0 : chosen.front());
    if (isData && std::exchange(m_offerSources, false)) {
        openDock(QStringLiteral("node"));
        m_dataPage->offerSources();
    }
    QList<quint64> all = chosen;
    if (m_drawing) {
        // Of a stack all that it stands for.
        all = m_drawing->current()->folds.withSeries({chosen.begin(), chosen.end()}).values();
        std::ranges::sort(all);
    }
    const bool items = m_itemPage->showItems(isData ? QList<quint64>() : all);
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
    if (live.cost) {
        facts.emplace_back(tr("of a step"), live.cost->figure + ' ' + live.cost->beside);
    }
    if (live.breakpoint) { facts.emplace_back(tr("breakpoint"), tr("calls halt before it")); }
    for (qsizetype i = 0; i < live.pins.size(); ++i) {
        if (live.pins[i].isEmpty()) { continue; }
        facts.emplace_back(node.inputs[static_cast<std::size_t>(i)].name, live.pins[i]);
    }
    if (!live.error.isEmpty()) { facts.emplace_back(tr("error"), live.error); }
    m_itemPage->setFacts(facts);
}

void MainWindow::updateVerbs() {
    const Actions& a = *m_actions;
    const bool there = session() != nullptr;
    const RunState state = progress().state;
    m_shownState = state;
    m_shownUnfinished = progress().unfinished;
    const bool active = state == RunState::Training || state == RunState::Pausing ||
                        state == RunState::Stopping || state == RunState::Busy ||
                        state == RunState::Halted;
    const bool halted = state == RunState::Halted;
    const SessionInfo info = m_sessions->coming();
    a.closeFile->setEnabled(!m_document.title.isEmpty());
    a.save->setEnabled(m_drawing != nullptr);
    a.saveAs->setEnabled(!m_document.title.isEmpty());
    a.init->setEnabled(there && !active);
    a.step->setEnabled(there && (halted || (!active && info.trains)));
    a.nextOp->setEnabled(there && (halted || !active));
    a.resume->setEnabled(halted);
    a.run->setEnabled(there && !active);
    a.initAll->setEnabled(there && !active);
    a.rewind->setEnabled(there && progress().trained);
    const bool paused = !active && progress().unfinished;
    a.stop->setEnabled(there && (active || paused));
    // The button says exactly what will happen.
    QString text = info.trains || !there ? tr("Train") : tr("Run");
    if (state == RunState::Training) {
        text = tr("Pause");
    } else if (state == RunState::Pausing) {
        text = tr("Pausing");
    } else if (state == RunState::Stopping) {
        text = tr("Stopping");
    } else if (halted) {
        text = tr("Go on");
    } else if (paused) {
        text = tr("Continue");
    } else if (there && info.trains && !info.trainText.isEmpty()) {
        text = info.trainText;
    }
    a.train->setText(text);
    m_plots->setTrainText(info.trains ? text : QString());
    const QString key = a.train->shortcut().toString(QKeySequence::NativeText);
    a.train->setToolTip(key.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, key));
    a.train->setEnabled(there && (!active || halted || state == RunState::Training));
}

void MainWindow::trainOrPause() {
    if (session() == nullptr || m_steps->resume()) { return; }
    if (progress().state == RunState::Training) {
        session()->pause();
        return;
    }
    // What the session is brought up to may be the first that trains, or the last that did.
    m_sessions->askToTrain(chosenTensors());
}

/// The outputs of the selected nodes.
QStringList MainWindow::chosenTensors() const {
    QStringList tensors;
    for (const quint64 id : m_canvas->selection()) {
        const int at = m_canvas->snapshot()->diagram.indexOf(id);
        if (at < 0) { continue; }
        for (const PortInfo& port : m_canvas->snapshot()->node(at).outputs) {
            if (!port.tensor.isEmpty()) { tensors.append(port.tensor); }
        }
    }
    return tensors;
}

/// Fetches what was chosen, else the outputs of the selected nodes, else what the session thinks
/// best.
void MainWindow::runChosen() { m_sessions->run(chosenTensors()); }

void MainWindow::updateTitle() {
    m_sessionBar->setVisible(!m_document.title.isEmpty());
    if (m_document.title.isEmpty()) {
        setWindowTitle(tr("Weft"));
        m_sessionBar->setPlace({});
        return;
    }
    const QString state = SessionBar::stateText(progress());
    const bool tell =
        progress().state == RunState::Training || progress().state == RunState::Failed;
    const QString star = m_drawing && m_drawing->modified() ? QStringLiteral("*") : QString();
    setWindowTitle(star + m_document.title +
                   (tell ? QStringLiteral(" \u2013 ") + state.section(' ', 0, 0) : QString()) +
                   QStringLiteral(" \u2013 Weft"));
    QStringList place = {m_document.title};
    place.append(m_groupNames);
    m_sessionBar->setPlace(place.join(QStringLiteral(" / ")));
}

}  // namespace weft::ui
