// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/engine_session.h"

#include <algorithm>

#include "ui/base/to_qt.h"
#include "ui/session/train_run.h"

namespace weft::ui {
namespace {

constexpr std::chrono::milliseconds kGrace(120);          // for the present call, when stopped
constexpr std::chrono::milliseconds kClosingGrace(1000);  // for the present step, when closed
constexpr std::size_t kMostWaiting = 100;                 // acts

}  // namespace

QString EngineSession::wordOf(Verb verb) {
    switch (verb) {
        case Verb::Init:
            return tr("init");
        case Verb::Train:
            return tr("train");
        case Verb::Step:
            return tr("step");
        case Verb::Run:
            return tr("run");
        case Verb::InitSome:
            return tr("init");
        case Verb::Assign:
            return tr("assign");
        case Verb::Apply:
            return tr("apply");
        case Verb::Restart:
            return tr("restart");
        case Verb::Rewind:
            return tr("back to the start");
        case Verb::Recover:
        case Verb::End:
        case Verb::Quit:
            return tr("stop");
    }
    return {};
}

EngineSession::EngineSession(std::shared_ptr<const EngineDocument> document, Recovery recovery,
                             int number, QObject* parent)
    : SessionFeed(parent),
      m_told(document),
      m_back(this),
      // Later also from the GUI thread: nobody listens yet while this is made.
      m_queue([this] { m_back.send([this] { deliver(); }); }),
      m_document(std::move(document)),
      m_reader(m_document),
      m_recovery(std::move(recovery)),
      m_stepper(stepperEvents()) {
    m_info.name = tr("session %1").arg(number);
    m_info.target = tr("in process");
    TrainRun::describe(*m_document, m_info);
    m_shownInfo = m_info;
    m_progress.state = RunState::Idle;
    m_queue.change([](SessionReport& report) { report.progress.state = RunState::Idle; });
    // What is there to be initialised is shown before anything is asked.
    reportState();
    m_before = m_recovery.owed();
    m_thread = std::thread([this] { work(); });
}

EngineSession::~EngineSession() {
    leave();
    std::shared_ptr<Act> last;
    {
        const MutexLock lock(m_mutex);
        while (m_current != nullptr && m_current->inStep &&
               std::chrono::steady_clock::now() < m_leaveBy) {
            m_changed.waitFor(m_mutex, std::chrono::milliseconds(10));
        }
        last = m_current;
    }
    if (last != nullptr) { last->cancellation.cancel(); }
    m_thread.join();
}

void EngineSession::leave() {
    if (m_owes) { return; }
    m_owes = m_recovery.owe();
    m_leaveBy = std::chrono::steady_clock::now() + kClosingGrace;
    std::shared_ptr<Act> last;
    {
        const MutexLock lock(m_mutex);
        dropWaiting();
        auto quit = std::make_shared<Act>();
        quit->verb = Verb::Quit;
        m_waiting.push_back(quit);
        m_changed.notifyAll();
        last = m_current;
        if (m_task != nullptr) { m_task->cancel(); }
        if (last != nullptr) { last->close = true; }
    }
    if (last == nullptr) { return; }
    // A half-done update is worth a moment; opening data or a call by hand is not.
    if (!last->inStep) {
        last->cancellation.cancel();
        return;
    }
    QTimer::singleShot(kClosingGrace, this, [weak = std::weak_ptr<Act>(last)] {
        if (const std::shared_ptr<Act> late = weak.lock()) { late->cancellation.cancel(); }
    });
}

bool EngineSession::trains() const {
    const auto train = [](const std::shared_ptr<Act>& act) {
        return act != nullptr && act->verb == Verb::Train && !act->pause && !act->stop;
    };
    return train(m_current) || std::ranges::any_of(m_waiting, train);
}

int EngineSession::dropWaiting() {
    // These were not asked for as verbs; the window relies on them.
    const auto stays = [](const std::shared_ptr<Act>& act) {
        return act->verb == Verb::Recover || act->verb == Verb::Apply;
    };
    return static_cast<int>(std::erase_if(m_waiting, [&](const auto& act) { return !stays(act); }));
}

void EngineSession::askFor(std::shared_ptr<Act> act) {
    const Verb verb = act->verb;
    {
        const MutexLock lock(m_mutex);
        if (!trains() && m_waiting.size() < kMostWaiting) {
            m_waiting.push_back(std::move(act));
            m_changed.notifyAll();
            return;
        }
    }
    note(TranscriptLine::Kind::Note,
         tr("%1: not while the session is at work; pause or stop it first").arg(wordOf(verb)));
    m_queue.change([](SessionReport& report) { ++report.answered; });
    m_queue.flush();
}

void EngineSession::askFor(Verb verb, qint64 steps) {
    auto act = std::make_shared<Act>();
    act->verb = verb;
    act->steps = steps;
    askFor(std::move(act));
}

void EngineSession::init() { askFor(Verb::Init); }
void EngineSession::train(qint64 steps) { askFor(Verb::Train, steps); }
void EngineSession::step() { askFor(Verb::Step); }
void EngineSession::run(const QStringList& fetches) { call({fetches, {}}); }

void EngineSession::call(const RunCall& asked) {
    auto act = std::make_shared<Act>();
    act->verb = Verb::Run;
    act->call = asked;
    askFor(std::move(act));
}

void EngineSession::initialise(const QStringList& variables) {
    auto act = std::make_shared<Act>();
    act->verb = Verb::InitSome;
    act->variables = variables;
    askFor(std::move(act));
}

void EngineSession::assign(const QString& variable, const QString& text) {
    auto act = std::make_shared<Act>();
    act->verb = Verb::Assign;
    act->variables = {variable};
    act->text = text;
    askFor(std::move(act));
}

/// A training takes it between two steps; else it is an act like any other.
void EngineSession::apply(std::shared_ptr<const EngineDocument> document) {
    {
        const MutexLock lock(m_mutex);
        if (trains()) {
            m_next = std::move(document);
            return;
        }
    }
    auto act = std::make_shared<Act>();
    act->verb = Verb::Apply;
    act->document = std::move(document);
    askFor(std::move(act));
}

void EngineSession::restart(std::shared_ptr<const EngineDocument> document) {
    const std::shared_ptr<Act> current = askToStop();
    auto act = std::make_shared<Act>();
    act->verb = Verb::Restart;
    act->document = std::move(document);
    askFor(std::move(act));
    endAct(current);
}

void EngineSession::rewind() {
    const std::shared_ptr<Act> current = askToStop();
    askFor(Verb::Rewind);
    endAct(current);
}

void EngineSession::ask(std::shared_ptr<SessionTask> task) {
    {
        const MutexLock lock(m_mutex);
        if (m_tasks.size() < kMostWaiting) {
            m_tasks.push_back(std::move(task));
            m_changed.notifyAll();
            return;
        }
    }
    task->drop(resourceExhausted("too many questions wait for this session"));
}

void EngineSession::pause() {
    bool pausing = false;
    {
        const MutexLock lock(m_mutex);
        for (const std::shared_ptr<Act>& act : m_waiting) { act->pause = true; }
        if (m_current != nullptr) { m_current->pause = true; }
        pausing = m_current != nullptr && m_current->verb == Verb::Train;
    }
    if (!pausing) { return; }
    m_queue.change([](SessionReport& report) {
        RunState& state = report.progress.state;
        if (state == RunState::Training) { state = RunState::Pausing; }
    });
    m_queue.flush();
}

/// Drops what waits, and tells what goes on to end soon.
std::shared_ptr<EngineSession::Act> EngineSession::askToStop() {
    std::shared_ptr<Act> current;
    int dropped = 0;
    {
        const MutexLock lock(m_mutex);
        dropped = dropWaiting();
        current = m_current;
        if (current != nullptr) { current->stop = true; }
    }
    m_queue.change([&](SessionReport& report) {
        report.answered += dropped;
        RunState& state = report.progress.state;
        const bool active = state == RunState::Training || state == RunState::Pausing ||
                            state == RunState::Busy || state == RunState::Halted;
        if (active && current != nullptr) { state = RunState::Stopping; }
    });
    return current;
}

/// Cancels the act if it is still there after its time of grace.
void EngineSession::endAct(const std::shared_ptr<Act>& act) {
    m_queue.flush();
    if (act == nullptr) { return; }
    QTimer::singleShot(kGrace, this, [weak = std::weak_ptr<Act>(act)] {
        if (const std::shared_ptr<Act> late = weak.lock()) { late->cancellation.cancel(); }
    });
}

void EngineSession::proceed(Pace pace) {
    if (pace == Pace::ToEnd) {
        const MutexLock lock(m_mutex);
        if (m_current != nullptr) { m_current->pause = true; }
    }
    m_stepper.proceed(pace);
}

void EngineSession::stop() {
    const std::shared_ptr<Act> current = askToStop();
    askFor(Verb::End);
    endAct(current);
}

void EngineSession::setLogPlacement(bool on) {
    m_logPlacement = on;
    m_shownInfo.logPlacement = on;
}

void EngineSession::setVariablesInView(const QSet<QString>& names) {
    const MutexLock lock(m_mutex);
    m_inView = names;
}

QSet<QString> EngineSession::inView() {
    const MutexLock lock(m_mutex);
    return m_inView;
}

void EngineSession::deliver() {
    const std::shared_ptr<const SessionReport> report = m_queue.take();
    if (report == nullptr) { return; }
    if (report->info) { m_shownInfo = *report->info; }
    if (report->document != nullptr) { m_told = report->document; }
    emit reported(report);
}

}  // namespace weft::ui
