// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// EngineSession: what happens on the session's thread.

#include <utility>

#include "ui/base/number_format.h"
#include "ui/base/settings.h"
#include "ui/base/to_qt.h"
#include "ui/session/engine_session.h"
#include "ui/session/flows/onlookers.h"
#include "ui/session/train_run.h"

namespace weft::ui {
namespace {

constexpr std::chrono::milliseconds kStatePace(500);  // between looks at all variables

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
        // Nobody waits for these.
        const bool aside = m_current->verb == Verb::Recover || m_current->verb == Verb::Apply;
        answered = aside ? 0 : 1;
        m_current = nullptr;
        const bool quits = !m_waiting.empty() && m_waiting.back()->verb == Verb::Quit;
        if (failed && !quits) { answered += dropWaiting(); }
        m_changed.notifyAll();
    }
    m_queue.change([answered](SessionReport& report) { report.answered += answered; });
    m_queue.flush();
}

void EngineSession::work() {
    if (m_before.valid()) { m_before.wait(); }
    if (m_recovery.exists()) {
        const MutexLock lock(m_mutex);
        m_waiting.push_front(std::make_shared<Act>());
        m_waiting.front()->verb = Verb::Recover;
    }
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
    m_owes->set_value();
    m_back.send([this] { emit left(); });
}

/// False when it failed.
bool EngineSession::carryOut(Act& act) {
    m_queue.change([](SessionReport& report) {
        report.clearError = true;
        report.error.reset();
    });
    // The old graph need not be one that can be opened.
    const bool another = act.verb == Verb::Apply || act.verb == Verb::Restart;
    Status status = another ? okStatus() : open();
    m_reader.setPreviewed(m_previewed);
    m_acting = &act;
    if (status.ok()) { status = perform(act); }
    const bool trains = act.verb == Verb::Train || act.verb == Verb::Step;
    if (trains || act.verb == Verb::Run) { m_stepper.rest(); }
    if ((act.stop || act.close) && status.code() == StatusCode::kCancelled) {
        note(TranscriptLine::Kind::Note, tr("stopped within a call"));
        status = okStatus();
    }
    // After a failure the run is kept: the step after it may go well.
    if (act.stop && trains) { forgetRun(); }
    // Asked for while it trained, and no step came after.
    if (const auto next = takeNext(); next != nullptr && !act.close) {
        const Status gone = goOver(next);
        if (status.ok()) { status = gone; }
    }
    if (!status.ok()) {
        fail(status);
        return false;
    }
    setState(unfinished() ? RunState::Paused : RunState::Idle);
    reportState();
    return true;
}

bool EngineSession::unfinished() const {
    if (!m_info.trains) { return false; }  // an edit took away what trains; the place stays
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
        case Verb::InitSome:
            setState(RunState::Busy);
            return initSome(act);
        case Verb::Assign:
            return assign(act);
        case Verb::Apply:
            return goOver(act.document);
        case Verb::Restart:
            return beginAfresh(act.document);
        case Verb::Rewind:
            return goBack();
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
        const QString words =
            tr("What was trained could not be saved: %1").arg(toQt(messageOf(saved)));
        qWarning("%s", qPrintable(words));
        // The window may be gone: the next one says it then.
        weft::ui::Settings().setLostValues(words);
        emit lost(words);
    }
}

Status EngineSession::beginRun(Act& act) {
    if (!m_info.trains) { return failedPrecondition("there is no train row: nothing to train"); }
    const bool strict = m_document->project && m_document->project->settings().strict;
    if (!strict) { WEFT_TRY(initMissing(act)); }
    if (m_run != nullptr && !m_run->finished()) { return okStatus(); }
    m_run = WEFT_TRY(TrainRun::create(*m_document, *m_session, &act.cancellation));
    m_run->addPlacement(m_reader);
    if (m_place) {
        const Status there = m_run->goTo(*std::exchange(m_place, std::nullopt));
        if (there.ok()) { return okStatus(); }
        note(TranscriptLine::Kind::Note,
             tr("the run sheet or its data is another now: training begins at its front"));
    }
    if (Result<SessionState> state = stateOf(*m_session); state.ok()) {
        m_atStart = *std::move(state);
        m_atStart->trained = m_trained;
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
    bool measures = false;
    LoopRecorder* keeper = nullptr;
    while (!m_run->finished() && !act.stop && !act.close && !(act.pause && stepDone)) {
        if (stepDone) {
            m_writesBefore = m_reader.writes(*m_session);
            measures = measuresNext(act);
            if (measures) { m_reader.costs().begin(); }
            if (m_previewed && m_remembers) { m_run->tellFed(); }
            m_reader.flows().forget();
            keeper = recorder(m_remembers || act.verb == Verb::Step);
        }
        SessionReport news;
        act.inStep = true;
        m_trained = true;
        m_recovered = false;
        const bool halts = m_stepper.begin();
        m_run->measure(measures && !halts);
        std::optional<Onlookers> onlookers(std::in_place, halts ? &m_stepper : nullptr, keeper,
                                           tally());
        const Result<bool> called = m_run->call(&act.cancellation, m_reader, news);
        onlookers.reset();
        act.inStep = false;
        stepDone = WEFT_TRY(called);
        m_recorder.end();
        news.progress.state = act.stop    ? RunState::Stopping
                              : act.pause ? RunState::Pausing
                                          : RunState::Training;
        news.progress.trained = true;
        m_progress = news.progress;
        addNews(std::move(news));
        const Status finite = m_run->checkFinite();
        m_wild = m_wild || !finite.ok();
        WEFT_TRY(finite);
        serveTask();
        if (stepDone) { WEFT_TRY(afterStep(act)); }
        if (act.verb == Verb::Step && stepDone) { break; }
        if (m_run == nullptr) { break; }
    }
    return okStatus();
}

/// At a border between two steps: looks at the variables now and then, and goes over to another
/// graph where one was asked for.
Status EngineSession::afterStep(Act& act) {
    if (m_remembers) {
        m_remembers = false;
        reportState();
    } else if (std::chrono::steady_clock::now() - m_lastState > kStatePace) {
        // One step later it is known how far they move in one.
        m_reader.remember(*m_session, inView());
        m_remembers = true;
    }
    const std::shared_ptr<const EngineDocument> next = takeNext();
    if (next == nullptr) { return okStatus(); }
    WEFT_TRY(goOver(next));
    if (!m_info.trains) { return okStatus(); }
    WEFT_TRY(beginRun(act));
    setState(RunState::Training);
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
    m_progress.trained = m_trained;
    if (state != RunState::Training) { m_progress.etaSeconds = -1; }
    m_queue.change([this](SessionReport& report) { report.progress = m_progress; });
    m_queue.flush();
}

void EngineSession::note(TranscriptLine::Kind kind, const QString& text, const QString& result) {
    TranscriptLine line;
    line.kind = kind;
    line.text = text;
    line.result = result;
    add(std::move(line));
}

void EngineSession::add(TranscriptLine line) {
    line.seconds = seconds();
    m_queue.change([&](SessionReport& report) { report.lines.push_back(std::move(line)); });
}

void EngineSession::reportState() {
    m_lastState = std::chrono::steady_clock::now();
    m_reader.setPreviewed(m_previewed);
    std::vector<VariableRow> variables = m_reader.variables(m_session.get(), inView());
    QHash<quint64, NodeReport> nodes = m_reader.nodes(m_session.get());
    addLoopValues(nodes);
    m_queue.change([&](SessionReport& report) {
        report.variables = std::move(variables);
        report.nodes = std::move(nodes);
        report.cost = m_reader.costs().cost();
    });
}

void EngineSession::fail(const Status& status) {
    ErrorReport error = m_reader.errorOf(status, m_progress.step);
    // A value that is no number is seen after its step, which was made as a whole.
    error.partly = m_run != nullptr && !m_wild && m_session != nullptr &&
                   m_reader.writes(*m_session) != m_writesBefore;
    note(TranscriptLine::Kind::Error, error.code + QStringLiteral(": ") + error.message);
    m_progress.state = RunState::Failed;
    m_progress.unfinished = unfinished();
    m_progress.trained = m_trained;
    m_queue.change([&](SessionReport& report) {
        report.progress = m_progress;
        report.error = error;
    });
    if (m_session != nullptr) { reportState(); }
}

}  // namespace weft::ui
