// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/session_controller.h"

#include <algorithm>
#include <utility>

#include "ui/base/number_format.h"
#include "ui/base/settings.h"
#include "ui/base/to_qt.h"
#include "ui/session/run_call.h"
#include "ui/session/train_run.h"

namespace weft::ui {
namespace {

constexpr std::size_t kMostSessions = 6;  // as many as there are colours

bool isActive(RunState state) {
    return state == RunState::Training || state == RunState::Pausing ||
           state == RunState::Stopping || state == RunState::Busy || state == RunState::Halted;
}

qint64 bytesOf(const std::vector<VariableRow>& variables) {
    qint64 bytes = 0;
    for (const VariableRow& row : variables) { bytes += row.initialised ? row.bytes : 0; }
    return bytes;
}

}  // namespace

bool SessionView::atWork() const { return isActive(progress.state); }

SessionController::SessionController(SeriesStore& series, QObject* parent)
    : QObject(parent), m_series(series) {}

SessionController::~SessionController() = default;

SessionView* SessionController::active() const {
    return m_active < 0 ? nullptr : m_sessions[static_cast<std::size_t>(m_active)].get();
}

bool SessionController::canAdd() const {
    const SessionView* shown = active();
    return m_factory && shown != nullptr && shown->document != nullptr &&
           m_sessions.size() < kMostSessions;
}

void SessionController::begin(std::unique_ptr<SessionFeed> first) {
    m_later.clear();
    m_expects = false;
    m_active = -1;
    for (auto& view : std::exchange(m_sessions, {})) { letGo(std::move(view->feed)); }
    m_drawn = nullptr;
    m_series.clear();
    if (first != nullptr) {
        take(std::move(first), 1);
        m_active = 0;
    }
    m_series.setShownRun(1);
    emit activated();
    emit listChanged();
}

void SessionController::take(std::unique_ptr<SessionFeed> feed, int number) {
    auto view = std::make_unique<SessionView>();
    view->number = number;
    view->document = feed->document();
    view->transcript = std::make_unique<Transcript>();
    view->progress.state = RunState::Idle;
    connect(feed.get(), &SessionFeed::reported, this,
            [this, view = view.get()](const std::shared_ptr<const SessionReport>& report) {
                hear(*view, *report);
            });
    view->feed = std::move(feed);
    m_sessions.push_back(std::move(view));
}

/// Nobody hears it any more while it ends, and nobody waits for it.
void SessionController::letGo(std::unique_ptr<SessionFeed> feed) {
    SessionFeed* leaver = feed.get();
    leaver->disconnect();
    connect(leaver, &SessionFeed::lost, this, [this](const QString& words) {
        weft::ui::Settings().setLostValues({});
        emit told(words);
    });
    connect(leaver, &SessionFeed::left, this, [this, leaver] {
        const auto at = std::ranges::find(m_leaving, leaver, &std::unique_ptr<SessionFeed>::get);
        if (at == m_leaving.end()) { return; }
        at->release()->deleteLater();
        m_leaving.erase(at);
    });
    m_leaving.push_back(std::move(feed));
    leaver->leave();
}

void SessionController::add() {
    if (!canAdd()) { return; }
    int number = 0;
    for (const auto& view : m_sessions) { number = std::max(number, view->number); }
    const std::shared_ptr<const EngineDocument> document =
        m_drawn != nullptr ? m_drawn : active()->document;
    std::unique_ptr<SessionFeed> feed = m_factory(document, number + 1);
    if (feed == nullptr) { return; }
    take(std::move(feed), number + 1);
    activate(static_cast<int>(m_sessions.size()) - 1);
    emit listChanged();
}

void SessionController::close(int index) {
    if (index < 0 || index >= static_cast<int>(m_sessions.size())) { return; }
    const auto at = m_sessions.begin() + index;
    const QString name = (*at)->feed->info().name;
    const qint64 freed = bytesOf((*at)->variables);
    const int number = (*at)->number;
    const bool shown = index == m_active;
    const std::unique_ptr<SessionView> gone = std::move(*at);
    m_sessions.erase(at);
    letGo(std::move(gone->feed));
    if (index < m_active || m_active == static_cast<int>(m_sessions.size())) { --m_active; }
    if (shown) {
        if (const SessionView* view = active()) { m_series.setShownRun(view->number); }
        emit activated();
    }
    m_series.clear(number);
    emit listChanged();
    emit told(tr("%1 closed: %2 of variables freed").arg(name, formatBytes(freed)));
}

void SessionController::activate(int index) {
    if (index < 0 || index >= static_cast<int>(m_sessions.size()) || index == m_active) { return; }
    m_active = index;
    m_series.setShownRun(active()->number);
    emit activated();
    emit listChanged();
}

void SessionController::activateNext() {
    if (m_sessions.size() < 2) { return; }
    activate((m_active + 1) % static_cast<int>(m_sessions.size()));
}

void SessionController::setDrawn(std::shared_ptr<const EngineDocument> document) {
    m_drawn = std::move(document);
    m_expects = false;
    for (const auto& view : m_sessions) { compare(*view); }
    emit listChanged();
    for (auto later = std::exchange(m_later, {}); !later.empty(); later.pop_front()) {
        later.front()();
    }
}

void SessionController::compare(SessionView& view) {
    view.difference = Difference::None;
    if (m_drawn == nullptr || view.document == nullptr || m_drawn == view.document) { return; }
    const auto projectOf = [](const EngineDocument& document) {
        return document.project ? &*document.project : nullptr;
    };
    view.difference = differenceOf(projectOf(*view.document), view.document->expansion,
                                   projectOf(*m_drawn), m_drawn->expansion);
}

bool SessionController::needsApply(const SessionView& view) const {
    if (view.difference == Difference::None || view.atWork()) {
        return view.difference != Difference::None;
    }
    const bool nothingToLose = !view.progress.trained && !view.progress.unfinished;
    return view.difference != Difference::RunSheet && !nothingToLose;
}

SessionInfo SessionController::coming() const {
    const SessionView* view = active();
    if (view == nullptr) { return {}; }
    SessionInfo info = view->feed->info();
    if (m_drawn == nullptr || view->feed->document() == m_drawn || needsApply(*view)) {
        return info;
    }
    info.trains = false;
    info.trainText.clear();
    info.fetches.clear();
    info.feeds.clear();
    TrainRun::describe(*m_drawn, info);
    return info;
}

/// People expect that a run after drawing runs what they see. What could cost them trained values
/// is left to Apply.
void SessionController::bringUpToDate(SessionView& view) {
    if (view.difference == Difference::None || view.atWork() || needsApply(view)) { return; }
    view.feed->apply(m_drawn);
    view.document = m_drawn;
    view.difference = Difference::None;
    emit listChanged();
}

void SessionController::ask(const Verb& verb) {
    if (active() == nullptr) { return; }
    if (m_expects) {
        m_later.push_back([this, verb] { ask(verb); });
        return;
    }
    bringUpToDate(*active());
    verb(*active()->feed);
}

QString SessionController::whyNot(const SessionView& view, const QStringList& fetches) const {
    if (view.document == nullptr) { return {}; }
    // With what is taken over before.
    const EngineDocument& runs = m_drawn == nullptr || needsApply(view) ? *view.document : *m_drawn;
    if (fetches.isEmpty()) { return whyNothingRuns(runs); }
    for (const QString& fetch : fetches) {
        const bool there = runs.graph().endpoint(fetch.toStdString()).ok() ||
                           runs.graph().find(fetch.toStdString()) != nullptr;
        if (there || view.difference != Difference::Graph) { continue; }
        return tr("%1 is not in the graph that %2 runs: Apply takes over what was drawn since")
            .arg(fetch, view.feed->info().name);
    }
    QStringList fed;
    for (const auto& [tensor, text] : view.chosen.feeds) { fed.append(tensor); }
    const QStringList missing = missingFeeds(runs, fetches, fed);
    if (missing.isEmpty()) { return {}; }
    return tr("%1 has no value: type one at its chip in the call line, or wire data to it")
        .arg(missing.join(QStringLiteral(", ")));
}

void SessionController::run(const QStringList& otherwise, bool anyway) {
    SessionView* view = active();
    if (view == nullptr) { return; }
    if (m_expects) {
        m_later.push_back([this, otherwise, anyway] { run(otherwise, anyway); });
        return;
    }
    RunCall call = view->chosen;
    if (call.fetches.isEmpty()) { call.fetches = otherwise; }
    const QString words = anyway ? QString() : whyNot(*view, call.fetches);
    if (!words.isEmpty()) {
        emit refused(words, !call.fetches.isEmpty());
        return;
    }
    bringUpToDate(*view);
    view->feed->call(call);
}

void SessionController::choose(const QStringList& fetches) {
    SessionView* view = active();
    if (view == nullptr || view->chosen.fetches == fetches) { return; }
    view->chosen.fetches = fetches;
    emit chosenChanged();
}

void SessionController::feed(const QString& tensor, const QString& text) {
    SessionView* view = active();
    if (view == nullptr) { return; }
    std::erase_if(view->chosen.feeds, [&](const auto& fed) { return fed.first == tensor; });
    if (!text.trimmed().isEmpty()) { view->chosen.feeds.emplace_back(tensor, text.trimmed()); }
    emit chosenChanged();
}

std::vector<CallFeed> SessionController::feedsOfChosen() const {
    const SessionView* view = active();
    std::vector<CallFeed> feeds;
    if (view == nullptr || view->document == nullptr) { return feeds; }
    const EngineDocument& document =
        m_drawn != nullptr && view->difference != Difference::None ? *m_drawn : *view->document;
    RunRequest request;
    for (const QString& fetch : view->chosen.fetches) {
        request.fetches.push_back(fetch.toStdString());
    }
    const std::set<NodeId> needed = nodesBehind(document.graph(), request);
    for (const ColumnBinding& binding : document.expansion.bindings) {
        if (!needed.contains(binding.placeholder)) { continue; }
        const QString name = toQt(document.graph().node(binding.placeholder).name);
        feeds.push_back({{}, name + QStringLiteral(": ") + toQt(binding.column)});
    }
    for (const QString& tensor : missingFeeds(document, view->chosen.fetches, {})) {
        CallFeed feed{tensor, {}, true, true};
        for (const auto& [fed, text] : view->chosen.feeds) {
            if (fed != tensor) { continue; }
            feed.text = text;
            feed.missing = false;
        }
        feeds.push_back(std::move(feed));
    }
    return feeds;
}

void SessionController::askToTrain(const QStringList& otherwise) {
    if (m_expects) {
        m_later.push_back([this, otherwise] { askToTrain(otherwise); });
    } else if (coming().trains) {
        ask([](SessionFeed& feed) { feed.train(-1); });
    } else {
        run(otherwise);
    }
}

QStringList SessionController::changes() const {
    const SessionView* view = active();
    if (view == nullptr || view->difference == Difference::None || m_drawn == nullptr) {
        return {};
    }
    const Graph& old = view->document->graph();
    const Graph& now = m_drawn->graph();
    const CarryOver plan = planCarryOver(view->document->expansion, m_drawn->expansion);
    QStringList lines;
    const auto line = [&](const QString& kind, const QStringList& names) {
        if (names.isEmpty()) { return; }
        lines.append(QStringLiteral("%1 %2: %3")
                         .arg(kind)
                         .arg(names.size())
                         .arg(names.join(QStringLiteral(", "))));
    };
    const auto name = [](const Graph& graph, NodeId id) { return toQt(graph.node(id).name); };
    QStringList kept;
    QStringList reset;
    QStringList added;
    QStringList dropped;
    for (const CarryOver::Pair& pair : plan.kept) { kept.append(name(now, pair.to)); }
    for (const CarryOver::Pair& pair : plan.reset) {
        reset.append(tr("%1 %2 (was %3)")
                         .arg(name(now, pair.to),
                              toQt(now.node(pair.to).outputs.front().shape.toString()),
                              toQt(old.node(pair.from).outputs.front().shape.toString())));
    }
    for (const NodeId id : plan.added) { added.append(name(now, id)); }
    for (const NodeId id : plan.dropped) { dropped.append(name(old, id)); }
    line(tr("kept"), kept);
    line(tr("reset"), reset);
    line(tr("new"), added);
    line(tr("dropped"), dropped);
    return lines;
}

void SessionController::apply() {
    SessionView* view = active();
    if (view == nullptr || view->difference == Difference::None) { return; }
    view->feed->apply(m_drawn);
    view->document = m_drawn;
    view->difference = Difference::None;
    emit listChanged();
}

void SessionController::restart() {
    SessionView* view = active();
    if (view == nullptr) { return; }
    const auto document = m_drawn != nullptr ? m_drawn : view->document;
    if (document == nullptr) { return; }
    view->feed->restart(document);
    view->document = document;
    view->difference = Difference::None;
    emit listChanged();
}

void SessionController::hear(SessionView& view, const SessionReport& report) {
    const RunState before = view.progress.state;
    const qint64 step = view.progress.step;
    view.progress = report.progress;
    if (report.document != nullptr && report.document != view.document) {
        view.document = report.document;
        compare(view);
    }
    if (report.clearCurves) { m_series.clear(view.number); }
    m_series.add(report.points, report.epochs, view.number);
    view.transcript->add(report.lines);
    if (report.variables) { view.variables = *report.variables; }
    if (report.halt) { view.halt = *report.halt; }
    if (report.cost) { view.cost = *report.cost; }
    if (report.nodes) {
        view.nodes = *report.nodes;
        QStringList names;
        for (const NodeReport& node : view.nodes) {
            for (const QString& device : node.devices) {
                if (!names.contains(device)) { names.append(device); }
            }
        }
        // Sorted, so that the colours do not depend on a hash's order; old devices keep theirs.
        names.sort();
        for (const QString& name : names) {
            if (!view.devices.contains(name)) { view.devices.append(name); }
        }
    }
    if (report.error) {
        view.error = *report.error;
        view.notice.clear();
    } else if (report.clearError) {
        view.error = {};
        view.notice.clear();
    }
    if (report.notice && !report.error) { view.notice = *report.notice; }
    view.answered += report.answered;
    if (&view == active()) { emit reported(report); }
    if (before != view.progress.state || step != view.progress.step || report.nodes) {
        emit listChanged();
    }
}

}  // namespace weft::ui
