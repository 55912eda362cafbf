// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/figures/flow_controller.h"

#include <QAction>
#include <algorithm>

#include "ui/base/settings.h"
#include "ui/canvas/canvas_view.h"
#include "ui/inspectors/iterations/iteration_page.h"
#include "ui/shell/actions.h"
#include "ui/shell/figures/flow_marks.h"
#include "ui/shell/session_controller.h"

namespace weft::ui {

FlowController::FlowController(CanvasView& canvas, Actions& actions, SessionController& sessions,
                               QWidget& window)
    : QObject(&window),
      m_canvas(canvas),
      m_actions(actions),
      m_sessions(sessions),
      m_page(new IterationPage(&window)) {
    m_actions.flows->setChecked(Settings().showsFlows());
    connect(m_actions.flows, &QAction::triggered, this, [this](bool shown) {
        Settings().setShowsFlows(shown);
        tellSessions();
        emit changed();
    });
    connect(&m_sessions, &SessionController::listChanged, this, &FlowController::tellSessions);
    connect(&m_canvas, &CanvasView::selectionChanged, this, &FlowController::showPage);
    connect(m_page, &IterationPage::turned, this, &FlowController::changed);
    connect(m_page, &IterationPage::keepWanted, this, [this](bool kept) {
        m_kept = kept ? selectedLoop() : 0;
        tellSessions();
        emit changed();
    });
    m_page->hide();
}

void FlowController::tellSessions() {
    const auto& all = m_sessions.sessions();
    const bool stays = std::ranges::any_of(
        all, [&](const auto& view) { return m_told.contains(view->feed.get()); });
    if (!stays) { m_kept = 0; }  // another document, in which the number says nothing
    const bool counts = m_actions.flows->isChecked();
    const Told wanted{counts, counts ? m_kept : 0};
    QHash<const SessionFeed*, Told> told;
    for (const auto& view : all) {
        const Told before = m_told.value(view->feed.get());
        if (before.counts != wanted.counts) { view->feed->setFlowsCounted(wanted.counts); }
        if (before.kept != wanted.kept) { view->feed->setLoopKept(wanted.kept); }
        told.insert(view->feed.get(), wanted);
    }
    m_told = std::move(told);
}

/// 0: none, or more.
quint64 FlowController::selectedLoop() const {
    const QList<quint64> chosen = m_canvas.selection();
    const Diagram& diagram = m_canvas.snapshot()->diagram;
    const int at = chosen.size() == 1 ? diagram.indexOf(chosen.front()) : -1;
    if (at < 0 || !m_actions.flows->isChecked()) { return 0; }
    const DiagramNode& node = diagram.nodes[static_cast<std::size_t>(at)];
    const bool isLoop =
        node.type.endsWith(QStringLiteral("While")) || node.type == QStringLiteral("For");
    return isLoop && !node.panes.empty() ? node.id : 0;
}

std::shared_ptr<const LoopValues> FlowController::values() const {
    const SessionView* view = m_sessions.active();
    if (view == nullptr || m_kept == 0) { return nullptr; }
    const auto found = view->nodes.constFind(m_kept);
    return found == view->nodes.constEnd() || !found->flow ? nullptr : found->flow->values;
}

void FlowController::showPage() {
    const quint64 loop = selectedLoop();
    // Of another loop than the one that is kept there is nothing to look at.
    if (loop == m_kept || loop == 0) {
        m_page->setLoop(m_kept != 0, values());
    } else {
        m_page->setLoop(false, nullptr);
    }
    m_page->setVisible(loop != 0 && m_sessions.active() != nullptr);
}

void FlowController::mark(CanvasLive& live) {
    showPage();
    const SessionView* view = m_sessions.active();
    if (view == nullptr || !m_actions.flows->isChecked()) { return; }
    for (const DiagramNode& node : m_canvas.snapshot()->diagram.nodes) {
        if (node.panes.empty()) { continue; }
        const auto found = view->nodes.constFind(node.id);
        if (found == view->nodes.constEnd() || !found->flow) { continue; }
        live[node.id].panes = paneMarks(*found->flow, node.panes.size());
    }
    markIteration(live);
}

/// The values of the chosen iteration, on the rows of the loop.
void FlowController::markIteration(CanvasLive& live) const {
    const std::shared_ptr<const LoopValues> kept = values();
    const LoopValues::Turn* turn = m_page->turn();
    const Diagram& diagram = m_canvas.snapshot()->diagram;
    const int at = diagram.indexOf(m_kept);
    if (kept == nullptr || turn == nullptr || at < 0) { return; }
    const DiagramNode& node = diagram.nodes[static_cast<std::size_t>(at)];
    QStringList pins(static_cast<qsizetype>(node.inputs.size()));
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        const auto variable = std::ranges::find(kept->variables, node.inputs[i].socket);
        if (variable == kept->variables.end()) { continue; }
        pins[static_cast<qsizetype>(i)] = turn->values[variable - kept->variables.begin()];
    }
    NodeLive& marked = live[m_kept];
    if (!marked.halted) { marked.pins = std::move(pins); }
}

}  // namespace weft::ui
