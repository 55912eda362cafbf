// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <thread>

#include "ui/document/engine_document.h"
#include "ui/session/recovery.h"
#include "ui/session/report_queue.h"
#include "ui/session/session_feed.h"
#include "ui/session/session_reader.h"

namespace weft::ui {

class TrainRun;

/// A session of the engine on a thread of its own. A verb becomes an act and returns; the thread
/// carries acts out in the order asked. While one trains, others are refused with a line in the
/// transcript; after one that fails, those that waited are dropped. Stop lets the present call
/// finish if it does so in 120 ms, else cancels it; closing gives the step of a training a second.
/// Threading: public functions the GUI's.
class EngineSession final : public SessionFeed {
    Q_OBJECT

public:
    /// @param recovery where a session closed before left its values: they are taken up, and this
    /// one leaves its own there when it has trained.
    explicit EngineSession(std::shared_ptr<const EngineDocument> document, Recovery recovery = {},
                           QObject* parent = nullptr);
    /// Stops what runs, lets the thread save what was trained, and waits for it.
    ~EngineSession() override;

    SessionInfo info() const override { return m_info; }
    void ask(std::shared_ptr<SessionTask> task) override;

    void init() override;
    void train(qint64 steps) override;
    void pause() override;
    void step() override;
    void run(const QStringList& fetches) override;
    void stop() override;

private:
    /// Recover takes up what the session before left; End leaves the run sheet; Quit ends the thread.
    enum class Verb { Recover, Init, Train, Step, Run, End, Quit };
    /// What was asked for, and what is asked of it while it goes on.
    struct Act {
        Verb verb = Verb::End;
        qint64 steps = -1;
        QStringList fetches;
        std::atomic<bool> pause{false};
        std::atomic<bool> stop{false};
        std::atomic<bool> close{false};   // as stop, but the place in the run sheet is kept
        std::atomic<bool> inStep{false};  // of a training: better finished than cancelled
        Cancellation cancellation;
    };

    static QString wordOf(Verb verb);
    void askFor(Verb verb, qint64 steps = -1, const QStringList& fetches = {});
    bool trains() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_mutex);
    int dropWaiting() ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_mutex);
    void deliver();

    // On the session's thread.
    void work();
    std::shared_ptr<Act> nextAct();
    std::shared_ptr<SessionTask> nextTask();
    void serveTask();
    void dropTasks(const Status& why);
    void finishAct(bool failed);
    bool carryOut(Act& act);
    bool unfinished() const;
    Status perform(Act& act);
    Status open();
    Status recover();
    void forgetRun();
    void saveForNextTime();
    Status init(Act& act);
    Status initMissing(Act& act);
    Status beginRun(Act& act);
    Status doTrain(Act& act);
    Status doRun(Act& act);
    Status call(Act& act, const RunRequest& request, std::vector<Tensor>& fetched);
    void addNews(SessionReport news);
    void setState(RunState state);
    void note(TranscriptLine::Kind kind, const QString& text, const QString& result = {});
    void tell(const QString& words);
    void reportState();
    void fail(const Status& status);
    double seconds() const;

    std::shared_ptr<const EngineDocument> m_document;
    SessionInfo m_info;
    ReportQueue m_queue;
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();

    Mutex m_mutex;
    Condition m_changed;
    std::deque<std::shared_ptr<Act>> m_waiting ABSL_GUARDED_BY(m_mutex);
    std::shared_ptr<Act> m_current ABSL_GUARDED_BY(m_mutex);  // null: nothing goes on
    std::deque<std::shared_ptr<SessionTask>> m_tasks ABSL_GUARDED_BY(m_mutex);
    std::shared_ptr<SessionTask> m_task ABSL_GUARDED_BY(m_mutex);  // whose slice runs

    // Only on the session's thread.
    SessionReader m_reader;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<TrainRun> m_run;
    const Recovery m_recovery;
    std::optional<LoopPlace> m_place;  // in the run sheet, of the session before
    bool m_recovered = false;          // its values are in use, and nothing was trained since
    bool m_wild = false;               // a value was no number
    bool m_trained = false;            // there is something to save
    Progress m_progress;
    std::chrono::steady_clock::time_point m_lastState;

    std::thread m_thread;  // last: everything else is there when it begins
};

}  // namespace weft::ui
