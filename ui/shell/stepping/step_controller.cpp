// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/stepping/step_controller.h"

#include <QAction>
#include <algorithm>

#include "ui/canvas/canvas_view.h"
#include "ui/shell/actions.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/session_controller.h"

namespace weft::ui {

StepController::StepController(const Window& window, QObject* parent)
    : QObject(parent), m_w(window) {
    connect(m_w.actions.breakpoint, &QAction::triggered, this, &StepController::toggle);
    connect(m_w.actions.clearBreakpoints, &QAction::triggered, this, [this] {
        (void)m_w.edits.edit(tr("Clear all breakpoints"), [](Edit& e) {
            clearBreakpoints(e);
            return okStatus();
        });
    });
    connect(m_w.actions.nextOp, &QAction::triggered, this, &StepController::nextOp);
    connect(m_w.actions.resume, &QAction::triggered, this, [this] { (void)resume(); });
    connect(&m_w.sessions, &SessionController::listChanged, this, &StepController::tellSessions);
    connect(&m_w.sessions, &SessionController::reported, this, &StepController::showPlace);
    connect(&m_w.sessions, &SessionController::refused, this, [this] {
        // What was to be stepped through did not begin.
        if (m_w.sessions.active() != nullptr && !isHalted()) {
            m_w.sessions.active()->feed->proceed(Pace::ToBreakpoint);
        }
    });
}

void StepController::look(const EngineDocument* document) {
    m_breakpoints.clear();
    m_marked.clear();
    if (document != nullptr && document->project) {
        m_breakpoints = breakpointsOf(*document->project);
        for (const NodeRole& each : m_breakpoints) {
            const DrawnNode node = nodeOf(*document, each.item, each.role);
            if (!node.valid()) { continue; }
            for (const quint64 id : idsShowing(*document, node)) { m_marked.insert(id); }
            // Of a body: at its calls, too.
            for (const QString& name : namesRun(*document, node)) {
                for (const DrawnNode& call : drawnAs(*document, name.toStdString()).way) {
                    for (const quint64 id : idsShowing(*document, call)) { m_marked.insert(id); }
                }
            }
        }
    }
    m_w.actions.clearBreakpoints->setEnabled(!m_breakpoints.empty());
    tellSessions();
}

/// By the graph that each runs, which need not be the one drawn.
void StepController::tellSessions() {
    QHash<const SessionFeed*, Told> told;
    for (const auto& view : m_w.sessions.sessions()) {
        const SessionFeed* feed = view->feed.get();
        Told now = m_told.value(feed);
        const bool isNew = !m_told.contains(feed);
        const QSet<QString> names =
            view->document == nullptr ? QSet<QString>() : namesOf(m_breakpoints, *view->document);
        if (names != now.names || (isNew && !names.isEmpty())) {
            view->feed->setBreakpoints(names);
        }
        told.insert(feed, {view->document, names});
    }
    m_told = std::move(told);
}

void StepController::toggle() {
    Drawing* drawing = m_w.edits.drawing();
    const QList<quint64> chosen = m_w.canvas.selection();
    if (drawing == nullptr || chosen.isEmpty()) { return; }
    const std::shared_ptr<const EngineDocument> document = drawing->current();
    (void)m_w.edits.edit(tr("Breakpoint"), [&](Edit& e) {
        return toggleBreakpoints(e, *document, {chosen.begin(), chosen.end()});
    });
}

bool StepController::isHalted() const {
    const SessionView* view = m_w.sessions.active();
    return view != nullptr && view->progress.state == RunState::Halted;
}

bool StepController::resume() {
    if (!isHalted()) { return false; }
    m_w.sessions.active()->feed->proceed(Pace::ToBreakpoint);
    return true;
}

bool StepController::finishStep() {
    if (!isHalted()) { return false; }
    m_w.sessions.active()->feed->proceed(Pace::ToEnd);
    return true;
}

/// Of a halted call, or of one at work, the next op; else a call begins, halted at its first.
void StepController::nextOp() {
    const SessionView* view = m_w.sessions.active();
    if (view == nullptr) { return; }
    view->feed->proceed(Pace::OneOp);
    if (view->atWork()) { return; }
    if (m_w.sessions.coming().trains && view->chosen.fetches.isEmpty()) {
        m_w.sessions.ask([](SessionFeed& feed) { feed.step(); });
    } else {
        emit runWanted();
    }
}

QString StepController::haltWords() const {
    if (!isHalted()) { return {}; }
    const HaltReport& halt = m_w.sessions.active()->halt;
    const auto key = [](const QAction* action) {
        return action->shortcut().toString(QKeySequence::NativeText);
    };
    const Actions& a = m_w.actions;
    const bool named = halt.node.contains(halt.op);
    const QString place = named ? halt.node : QStringLiteral("%1 (%2)").arg(halt.node, halt.op);
    return tr("Halted before %1. %2 next op, %3 on, %4 to the step's end, %5 stop")
        .arg(place, key(a.nextOp), key(a.train), key(a.step), key(a.stop));
}

/// A halt that is not in view is brought there, where the view shows any of it.
void StepController::showPlace() {
    const SessionView* view = m_w.sessions.active();
    const QString at = view == nullptr || !isHalted() ? QString() : view->halt.node;
    if (at == m_shownAt) { return; }
    m_shownAt = at;
    if (at.isEmpty()) { return; }
    const CanvasSnapshot& shown = *m_w.canvas.snapshot();
    for (const quint64 id : view->halt.ids) {
        const int index = shown.diagram.indexOf(id);
        if (index < 0) { continue; }
        m_w.canvas.bringIntoView(shown.rect(index));
        return;
    }
}

void StepController::mark(CanvasLive& live) const {
    for (const quint64 id : m_marked) { live[id].breakpoint = true; }
    const SessionView* view = m_w.sessions.active();
    if (view == nullptr || !isHalted() || view->halt.node.isEmpty()) { return; }
    const Diagram& diagram = m_w.canvas.snapshot()->diagram;
    for (const quint64 id : view->halt.ids) {
        const int index = diagram.indexOf(id);
        if (index < 0) { continue; }
        const DiagramNode& node = diagram.nodes[static_cast<std::size_t>(index)];
        live[id].halted = true;
        live[id].pins = pinsOf(*view, node, index);
    }
}

/// A value for each input of a node that is known: of the node itself by their order, of what it
/// lies in by the tensors that come in.
QStringList StepController::pinsOf(const SessionView& view, const DiagramNode& node,
                                   int index) const {
    const HaltReport& halt = view.halt;
    QStringList pins(static_cast<qsizetype>(node.inputs.size()));
    const bool itself = std::ranges::find(halt.exact, node.id) != halt.exact.end();
    if (itself) {
        std::size_t next = 0;
        for (std::size_t i = 0; i < node.inputs.size() && next < halt.inputs.size(); ++i) {
            if (node.inputs[i].spare) { continue; }
            pins[static_cast<qsizetype>(i)] = halt.inputs[next++].value;
        }
        return pins;
    }
    const Diagram& diagram = m_w.canvas.snapshot()->diagram;
    for (const DiagramWire& wire : diagram.wires) {
        if (wire.toNode != index || wire.control) { continue; }
        const DiagramNode& from = diagram.nodes[static_cast<std::size_t>(wire.fromNode)];
        const QString& tensor = from.outputs[static_cast<std::size_t>(wire.fromPort)].tensor;
        for (const HaltReport::Input& input : halt.inputs) {
            if (input.tensor == tensor) { pins[wire.toPort] = input.value; }
        }
    }
    return pins;
}

}  // namespace weft::ui
