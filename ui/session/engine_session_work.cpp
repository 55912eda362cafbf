// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// EngineSession: what happens on the session's thread.

#include <utility>

#include "ui/base/number_format.h"
#include "ui/base/to_qt.h"
#include "ui/session/engine_session.h"
#include "ui/session/train_run.h"

namespace weft::ui {
namespace {

constexpr std::chrono::milliseconds kStatePace(500);  // between looks at all variables
constexpr std::size_t kMostFetches = 24;              // of a run without a choice

/// Outputs that nothing reads and that depend on no placeholder: what a bare run shows.
std::vector<std::string> freeEnds(const Graph& graph) {
    std::vector<bool> needsFeed(graph.size(), false);
    std::vector<std::string> names;
    for (const Node& node : graph.nodes()) {
        bool needs = node.isOp("Placeholder") || node.op == nullptr;
        for (const Endpoint& input : node.inputs) {
            needs = needs || needsFeed[static_cast<std::size_t>(input.node.value)];
        }
        needsFeed[static_cast<std::size_t>(node.id.value)] = needs;
        const bool changes = node.op != nullptr && node.op->isStateful;
        const bool end = graph.uses(node.id).empty() && !node.outputs.empty();
        if (end && !needs && !changes && !node.isOp("Assign") && names.size() < kMostFetches) {
            names.push_back(graph.nameOf({node.id, 0}));
        }
    }
    return names;
}

}  // namespace

double EngineSession::seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
}

std::shared_ptr<EngineSession::Act> EngineSession::nextAct() {
    const MutexLock lock(m_mutex);
    while (m_waiting.empty() && m_tasks.empty()) { m_changed.wait(m_mutex); }
    if (m_waiting.empty()) { return nullptr; }
    m_current = m_waiting.front();
    m_waiting.pop_front();
    return m_current;
}

std::shared_ptr<SessionTask> EngineSession::nextTask() {
    const MutexLock lock(m_mutex);
    if (m_tasks.empty()) { return nullptr; }
    m_task = m_tasks.front();
    m_tasks.pop_front();
    return m_task;
}

/// One slice of the task that waits longest; it then waits behind the others.
void EngineSession::serveTask() {
    const std::shared_ptr<SessionTask> task = nextTask();
    if (task == nullptr) { return; }
    bool more = false;
    if (const Status there = open(); !there.ok()) {
        task->drop(there);
    } else {
        more = task->slice({*m_session, *m_document, m_progress.step});
    }
    const MutexLock lock(m_mutex);
    m_task = nullptr;
    if (more) { m_tasks.push_back(task); }
}

void EngineSession::dropTasks(const Status& why) {
    while (const std::shared_ptr<SessionTask> task = nextTask()) { task->drop(why); }
}

void EngineSession::finishAct(bool failed) {
    int answered = 0;
    {
        const MutexLock lock(m_mutex);
        answered = m_current->verb == Verb::Recover ? 0 : 1;  // nobody asked for that
        m_current = nullptr;
        const bool quits = !m_waiting.empty() && m_waiting.back()->verb == Verb::Quit;
        if (failed && !quits) { answered += dropWaiting(); }
        m_changed.notifyAll();
    }
    m_queue.change([answered](SessionReport& report) { report.answered += answered; });
    m_queue.flush();
}

void EngineSession::work() {
    while (true) {
        const std::shared_ptr<Act> act = nextAct();
        if (act == nullptr) {
            serveTask();
            continue;
        }
        if (act->verb == Verb::Quit) { break; }
        finishAct(!carryOut(*act));
    }
    dropTasks(weft::cancelled("the session was closed"));
    saveForNextTime();
    m_run.reset();
    if (m_session != nullptr) { m_session->close(); }
}

/// False when it failed.
bool EngineSession::carryOut(Act& act) {
    m_queue.change([](SessionReport& report) {
        report.clearError = true;
        report.error.reset();
    });
    Status status = open();
    if (status.ok()) { status = perform(act); }
    const bool trains = act.verb == Verb::Train || act.verb == Verb::Step;
    if ((act.stop || act.close) && status.code() == StatusCode::kCancelled) {
        note(TranscriptLine::Kind::Note, tr("stopped within a call"));
        status = okStatus();
    }
    // After a failure the run is kept: the step after it may go well.
    if (act.stop && trains) { forgetRun(); }
    if (!status.ok()) {
        fail(status);
        return false;
    }
    setState(unfinished() ? RunState::Paused : RunState::Idle);
    reportState();
    return true;
}

bool EngineSession::unfinished() const {
    return m_place.has_value() || (m_run != nullptr && !m_run->finished());
}

/// Values stay; the next training begins the run sheet at its front.
void EngineSession::forgetRun() {
    m_run.reset();
    m_place.reset();
}

Status EngineSession::perform(Act& act) {
    switch (act.verb) {
        case Verb::Recover:
            return recover();
        case Verb::Init:
            setState(RunState::Busy);
            return init(act);
        case Verb::Train:
        case Verb::Step:
            return doTrain(act);
        case Verb::Run:
            setState(RunState::Busy);
            return doRun(act);
        case Verb::End:
            forgetRun();
            return okStatus();
        case Verb::Quit:
            break;
    }
    return okStatus();
}

Status EngineSession::open() {
    if (m_session != nullptr) { return okStatus(); }
    SessionOptions options;
    if (m_document->project) {
        const weft::Settings& settings = m_document->project->settings();
        options.cpuDevices = settings.cpuDevices;
        options.seed = settings.seed;
        options.defaultDevice = settings.device;
        options.softPlacement = settings.softPlacement;
    }
    m_session = WEFT_TRY(Session::create(m_document->graph(), options));
    return okStatus();
}

Status EngineSession::call(Act& act, const RunRequest& request, std::vector<Tensor>& fetched) {
    RunOptions options;
    options.cancellation = &act.cancellation;
    fetched = WEFT_TRY(m_session->run(request, options));
    m_reader.addPlacement(m_session->placement(request));
    return okStatus();
}

Status EngineSession::recover() {
    const Result<Recovery::Restored> restored = m_recovery.restore(*m_session);
    if (!restored.ok()) {
        tell(tr("The values of the last session could not be read, training starts afresh: %1")
                 .arg(toQt(restored.status())));
        return okStatus();
    }
    if (restored->variables == 0) { return okStatus(); }
    m_recovered = true;
    QString words = tr("Has the values of the last session; Init starts afresh.");
    const Result<LoopPlace> place = LoopPlace::fromTensors(restored->run);
    if (place.ok()) {
        m_place = *place;
        m_progress.step = place->step;
        m_progress.totalSteps = place->steps;
        words = tr("Continues from step %1 of the last session; Init starts afresh.")
                    .arg(formatCount(place->step));
    }
    if (restored->others > 0) {
        words +=
            ' ' +
            tr("The graph has changed: %1 variables had no value that fits.").arg(restored->others);
    }
    tell(words);
    return okStatus();
}

void EngineSession::tell(const QString& words) {
    note(TranscriptLine::Kind::Note, words);
    m_queue.change([&](SessionReport& report) { report.notice = words; });
}

void EngineSession::saveForNextTime() {
    // Values that are no numbers are not worth keeping; those saved before may be.
    if (!m_trained || m_wild || m_session == nullptr) { return; }
    std::optional<LoopPlace> place = m_place;
    if (m_run != nullptr && !m_run->finished()) { place = m_run->place(); }
    const Status saved =
        m_recovery.save(*m_session, place ? place->toTensors() : std::map<std::string, Tensor>());
    if (!saved.ok()) {
        qWarning("what was trained could not be saved: %s", qPrintable(toQt(saved)));
    }
}

/// Of recovered values, all are made anew; else only those of variables without a value.
Status EngineSession::init(Act& act) {
    if (m_recovered) {
        m_recovery.remove();
        m_recovered = false;
        forgetRun();
        m_wild = false;
        m_progress = {};
        m_session.reset();
        WEFT_TRY(open());
    }
    if (m_reader.missingInitializers(*m_session).empty()) {
        note(TranscriptLine::Kind::Note, tr("init: every variable has a value"));
    }
    return initMissing(act);
}

Status EngineSession::initMissing(Act& act) {
    const std::vector<std::string> missing = m_reader.missingInitializers(*m_session);
    if (missing.empty()) { return okStatus(); }
    std::vector<Tensor> none;
    WEFT_TRY(call(act, {{}, {}, missing}, none));
    note(TranscriptLine::Kind::Note,
         missing.size() == 1 ? tr("init: 1 variable had no value")
                             : tr("init: %1 variables had no value").arg(missing.size()));
    reportState();
    return okStatus();
}

Status EngineSession::doRun(Act& act) {
    RunRequest request;
    for (const QString& fetch : act.fetches) { request.fetches.push_back(fetch.toStdString()); }
    if (request.fetches.empty()) { request.fetches = freeEnds(m_document->graph()); }
    if (request.fetches.empty()) {
        return invalidArgument("nothing to fetch: select a node whose value is wanted");
    }
    WEFT_TRY(addDataFeeds(*m_document, &act.cancellation, request));
    std::vector<Tensor> fetched;
    WEFT_TRY(call(act, request, fetched));
    QStringList names;
    QStringList values;
    for (std::size_t i = 0; i < fetched.size(); ++i) {
        names.append(toQt(request.fetches[i]));
        values.append(
            toQt(formatTensor(fetched[i], {.threshold = 20, .lineWidth = 0})).simplified());
        m_reader.addValue(request.fetches[i], fetched[i]);
    }
    note(TranscriptLine::Kind::Call,
         QStringLiteral("run([%1])").arg(names.join(QStringLiteral(", "))),
         values.join(QStringLiteral(", ")));
    return okStatus();
}

Status EngineSession::beginRun(Act& act) {
    if (!m_info.trains) { return failedPrecondition("there is no train row: nothing to train"); }
    const bool strict = m_document->project && m_document->project->settings().strict;
    if (!strict) { WEFT_TRY(initMissing(act)); }
    if (m_run != nullptr && !m_run->finished()) { return okStatus(); }
    m_run = WEFT_TRY(TrainRun::create(*m_document, *m_session, &act.cancellation));
    m_run->addPlacement(*m_session, m_reader);
    if (m_place) {
        const Status there = m_run->goTo(*std::exchange(m_place, std::nullopt));
        if (!there.ok()) { note(TranscriptLine::Kind::Note, toQt(there)); }
    }
    m_progress = {};
    m_queue.change([](SessionReport& report) {
        report.clearCurves = true;
        report.points.clear();
        report.epochs.clear();
    });
    return okStatus();
}

Status EngineSession::doTrain(Act& act) {
    setState(RunState::Training);
    WEFT_TRY(beginRun(act));
    if (act.verb == Verb::Train && act.steps >= 0) { m_run->limit(act.steps); }
    setState(RunState::Training);
    reportState();
    bool stepDone = true;
    while (!m_run->finished() && !act.stop && !act.close && !(act.pause && stepDone)) {
        SessionReport news;
        act.inStep = true;
        m_trained = true;
        m_recovered = false;
        const Result<bool> called = m_run->call(&act.cancellation, m_reader, news);
        act.inStep = false;
        stepDone = WEFT_TRY(called);
        news.progress.state = act.stop    ? RunState::Stopping
                              : act.pause ? RunState::Pausing
                                          : RunState::Training;
        m_progress = news.progress;
        addNews(std::move(news));
        const Status finite = m_run->checkFinite();
        m_wild = m_wild || !finite.ok();
        WEFT_TRY(finite);
        if (std::chrono::steady_clock::now() - m_lastState > kStatePace) { reportState(); }
        serveTask();
        if (act.verb == Verb::Step && stepDone) { break; }
    }
    return okStatus();
}

void EngineSession::addNews(SessionReport news) {
    const double now = seconds();
    m_queue.change([&](SessionReport& report) {
        report.progress = news.progress;
        report.points.insert(report.points.end(), news.points.begin(), news.points.end());
        report.epochs.insert(report.epochs.end(), news.epochs.begin(), news.epochs.end());
        for (TranscriptLine& line : news.lines) {
            line.seconds = now;
            // The same call again: only the newest result is kept, and how often.
            const bool again = !report.lines.empty() && line.kind == TranscriptLine::Kind::Call &&
                               report.lines.back().text == line.text;
            if (again) {
                line.count += report.lines.back().count;
                report.lines.back() = std::move(line);
            } else {
                report.lines.push_back(std::move(line));
            }
        }
    });
}

void EngineSession::setState(RunState state) {
    m_progress.state = state;
    m_progress.unfinished = unfinished();
    if (state != RunState::Training) { m_progress.etaSeconds = -1; }
    m_queue.change([this](SessionReport& report) { report.progress = m_progress; });
    m_queue.flush();
}

void EngineSession::note(TranscriptLine::Kind kind, const QString& text, const QString& result) {
    TranscriptLine line;
    line.kind = kind;
    line.text = text;
    line.result = result;
    line.seconds = seconds();
    m_queue.change([&](SessionReport& report) { report.lines.push_back(line); });
}

void EngineSession::reportState() {
    m_lastState = std::chrono::steady_clock::now();
    std::vector<VariableRow> variables = m_reader.variables(*m_session);
    QHash<quint64, NodeReport> nodes = m_reader.nodes(*m_session);
    m_queue.change([&](SessionReport& report) {
        report.variables = std::move(variables);
        report.nodes = std::move(nodes);
    });
}

void EngineSession::fail(const Status& status) {
    const ErrorReport error = m_reader.errorOf(status, m_progress.step);
    note(TranscriptLine::Kind::Error, error.code + QStringLiteral(": ") + error.message);
    m_progress.state = RunState::Failed;
    m_progress.unfinished = unfinished();
    m_queue.change([&](SessionReport& report) {
        report.progress = m_progress;
        report.error = error;
    });
    if (m_session != nullptr) { reportState(); }
}

}  // namespace weft::ui
