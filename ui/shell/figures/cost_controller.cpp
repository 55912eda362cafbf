// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/figures/cost_controller.h"

#include <QAction>

#include "ui/base/number_format.h"
#include "ui/base/settings.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/overlay/cost_legend.h"
#include "ui/document/project_diagram.h"
#include "ui/shell/actions.h"
#include "ui/shell/session_controller.h"

namespace weft::ui {
namespace {

double partOf(qint64 part, qint64 whole) {
    return whole <= 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

CostController::CostController(CanvasView& canvas, Actions& actions, SessionController& sessions,
                               QObject* parent)
    : QObject(parent), m_canvas(canvas), m_actions(actions), m_sessions(sessions) {
    for (QAction* action : {actions.costTime, actions.costMemory, actions.costPlace}) {
        connect(action, &QAction::triggered, this, &CostController::choose);
    }
    m_actions.previews->setChecked(weft::ui::Settings().previews());
    connect(actions.previews, &QAction::triggered, this, [this](bool shown) {
        weft::ui::Settings().setPreviews(shown);
        tellSessions();
        emit changed();
    });
    connect(&m_sessions, &SessionController::listChanged, this, &CostController::tellSessions);
}

void CostController::choose() {
    m_kind = m_actions.costTime->isChecked()     ? CostKind::Time
             : m_actions.costMemory->isChecked() ? CostKind::Memory
             : m_actions.costPlace->isChecked()  ? CostKind::Place
                                                 : CostKind::None;
    tellSessions();
    emit changed();
}

void CostController::tellSessions() {
    const Told wanted{measures(), m_actions.previews->isChecked()};
    QHash<const SessionFeed*, Told> told;
    for (const auto& view : m_sessions.sessions()) {
        const Told before = m_told.value(view->feed.get());
        if (before.measured != wanted.measured) { view->feed->setMeasured(wanted.measured); }
        if (before.previewed != wanted.previewed) { view->feed->setPreviewed(wanted.previewed); }
        told.insert(view->feed.get(), wanted);
    }
    m_told = std::move(told);
}

void CostController::mark(CanvasLive& live) {
    const SessionView* view = m_sessions.active();
    if (m_kind == CostKind::None) {
        m_canvas.setCostKey({});
        return;
    }
    if (view != nullptr && m_kind == CostKind::Place) {
        markPlaces(live, view->cost);
    } else if (view != nullptr) {
        StepCost cost = view->cost;
        // Nodes inside of groups are known by their place in the graph, which is another now.
        if (view->difference == Difference::Graph) {
            cost.nodes.removeIf([](const QHash<quint64, NodeCost>::iterator it) {
                return it.key() >= nodeIdIn(NodeId{0});
            });
        }
        markCosts(live, cost);
    }
    showLegend(view);
}

void CostController::markPlaces(CanvasLive& live, const StepCost& cost) const {
    for (auto it = live.begin(); it != live.end(); ++it) {
        if (it->devices.empty()) { continue; }
        CostMark mark;
        mark.share = 1;
        mark.device = it->devices.front().colour;
        QStringList names;
        for (const DeviceMark& device : it->devices) { names.append(device.name); }
        mark.figure = names.join(' ');
        mark.words = {tr("runs on %1").arg(names.join(QStringLiteral(", ")))};
        mark.words += cost.nodes.value(it.key()).fallbacks;
        mark.warns = mark.words.size() > 1;
        it->cost = std::move(mark);
    }
}

void CostController::markCosts(CanvasLive& live, const StepCost& cost) const {
    const bool isTime = m_kind == CostKind::Time;
    for (auto it = cost.nodes.constBegin(); it != cost.nodes.constEnd(); ++it) {
        CostMark mark;
        mark.share = isTime ? partOf(it->timeNs, cost.timeNs) : partOf(it->bytes, cost.bytes);
        const QString time = formatTime(it->timeNs);
        const QString timeShare = formatShare(partOf(it->timeNs, cost.timeNs));
        // A chain of ops that is computed at once stands with its last one.
        const bool within = it->timeNs == 0;
        mark.figure = !isTime ? formatBytes(it->bytes) : within ? tr("fused") : time;
        if (!isTime || !within) { mark.beside = formatShare(mark.share); }
        mark.words = {within ? tr("computed together with a later op, which has the time")
                             : tr("%1, %2 of the step").arg(time, timeShare),
                      tr("makes %1, %2 of the step")
                          .arg(formatBytes(it->bytes), formatShare(partOf(it->bytes, cost.bytes)))};
        mark.words += it->fallbacks;
        mark.warns = !it->fallbacks.isEmpty();
        live[it.key()].cost = std::move(mark);
    }
}

void CostController::showLegend(const SessionView* view) const {
    const StepCost cost = view == nullptr ? StepCost() : view->cost;
    CostKey key;
    const bool isTime = m_kind == CostKind::Time;
    const bool isPlace = m_kind == CostKind::Place;
    key.head = isPlace ? tr("Devices") : isTime ? tr("Time of a step") : tr("Memory of a step");
    key.heat = !isPlace;
    for (int i = 0; view != nullptr && isPlace && i < view->devices.size(); ++i) {
        key.devices.push_back({view->devices[i], i, {}});
        for (const auto& [name, timeNs] : cost.devices) {
            if (name == view->devices[i]) { key.devices.back().figure = formatTime(timeNs); }
        }
    }
    if (isPlace && key.devices.empty()) { key.lines.append(tr("Known when something has run")); }
    if (!isPlace && cost.ops == 0) {
        key.lines.append(tr("Measured in the next call or step that runs"));
        m_canvas.setCostKey(key);
        return;
    }
    if (isTime) {
        key.sum = formatTime(cost.wallNs);
        key.lines.append(tr("%1 in %2 ops").arg(formatTime(cost.timeNs), formatCount(cost.ops)));
    } else if (!isPlace) {
        key.sum = formatBytes(cost.bytes);
        key.lines.append(tr("made by %1 ops; most at once %2")
                             .arg(formatCount(cost.ops), formatBytes(cost.peakBytes)));
    }
    if (cost.copiedBytes > 0) {
        key.lines.append(tr("copied between devices: %1, %2")
                             .arg(formatBytes(cost.copiedBytes), formatTime(cost.copyNs)));
    }
    if (cost.fallbacks > 0) {
        key.lines.append(
            cost.fallbacks == 1
                ? tr("1 op is kept from the GPU: see its triangle")
                : tr("%1 ops are kept from the GPU: see their triangles").arg(cost.fallbacks));
    }
    m_canvas.setCostKey(key);
}

}  // namespace weft::ui
