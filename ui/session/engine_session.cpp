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
        case Verb::Recover:
        case Verb::End:
        case Verb::Quit:
            return tr("stop");
    }
    return {};
}

EngineSession::EngineSession(std::shared_ptr<const EngineDocument> document, Recovery recovery,
                             QObject* parent)
    : SessionFeed(parent),
      m_document(std::move(document)),
      m_queue([this] { QMetaObject::invokeMethod(this, &EngineSession::deliver); }),
      m_reader(m_document),
      m_recovery(std::move(recovery)) {
    m_info.name = tr("session 1");
    m_info.target = tr("in process");
    TrainRun::describe(*m_document, m_info);
    m_progress.state = RunState::Idle;
    m_queue.change([](SessionReport& report) { report.progress.state = RunState::Idle; });
    if (m_recovery.exists()) {
        const MutexLock lock(m_mutex);
        m_waiting.push_back(std::make_shared<Act>());
        m_waiting.back()->verb = Verb::Recover;
    }
    m_thread = std::thread([this] { work(); });
}

EngineSession::~EngineSession() {
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
        if (last != nullptr) {
            last->close = true;
            // A half-done update is worth a moment; opening data or a call by hand is not.
            const auto end = std::chrono::steady_clock::now() + kClosingGrace;
            while (m_current == last && last->inStep && std::chrono::steady_clock::now() < end) {
                m_changed.waitFor(m_mutex, std::chrono::milliseconds(10));
            }
        }
    }
    if (last != nullptr) { last->cancellation.cancel(); }
    m_thread.join();
}

bool EngineSession::trains() const {
    const auto train = [](const std::shared_ptr<Act>& act) {
        return act != nullptr && act->verb == Verb::Train && !act->pause && !act->stop;
    };
    return train(m_current) || std::ranges::any_of(m_waiting, train);
}

int EngineSession::dropWaiting() {
    const auto many = static_cast<int>(
        std::erase_if(m_waiting, [](const auto& act) { return act->verb != Verb::Recover; }));
    return many;
}

void EngineSession::askFor(Verb verb, qint64 steps, const QStringList& fetches) {
    {
        const MutexLock lock(m_mutex);
        if (!trains() && m_waiting.size() < kMostWaiting) {
            auto act = std::make_shared<Act>();
            act->verb = verb;
            act->steps = steps;
            act->fetches = fetches;
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

void EngineSession::init() { askFor(Verb::Init); }
void EngineSession::train(qint64 steps) { askFor(Verb::Train, steps); }
void EngineSession::step() { askFor(Verb::Step); }
void EngineSession::run(const QStringList& fetches) { askFor(Verb::Run, -1, fetches); }

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

void EngineSession::stop() {
    std::shared_ptr<Act> current;
    int dropped = 0;
    {
        const MutexLock lock(m_mutex);
        dropped = dropWaiting();
        current = m_current;
        if (current != nullptr) { current->stop = true; }
    }
    askFor(Verb::End);
    m_queue.change([&](SessionReport& report) {
        report.answered += dropped;
        RunState& state = report.progress.state;
        const bool active =
            state == RunState::Training || state == RunState::Pausing || state == RunState::Busy;
        if (active && current != nullptr) { state = RunState::Stopping; }
    });
    m_queue.flush();
    if (current == nullptr) { return; }
    QTimer::singleShot(kGrace, this, [weak = std::weak_ptr<Act>(current)] {
        if (const std::shared_ptr<Act> act = weak.lock()) { act->cancellation.cancel(); }
    });
}

void EngineSession::deliver() {
    if (const std::shared_ptr<const SessionReport> report = m_queue.take()) {
        emit reported(report);
    }
}

}  // namespace weft::ui
