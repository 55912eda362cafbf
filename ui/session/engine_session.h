// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <atomic>
#include <chrono>
#include <deque>
#include <future>
#include <memory>
#include <thread>

#include "ui/base/background.h"
#include "ui/document/engine_document.h"
#include "ui/session/flows/loop_recorder.h"
#include "ui/session/recovery.h"
#include "ui/session/report_queue.h"
#include "ui/session/session_feed.h"
#include "ui/session/session_reader.h"
#include "ui/session/session_state.h"

namespace weft::ui {

class TrainRun;

/// A session of the engine on a thread of its own. A verb becomes an act and returns; the thread
/// carries acts out in the order asked. While one trains, others are refused with a line in the
/// transcript; after one that fails, those that waited are dropped. Stop lets the present call
/// finish if it does so in 120 ms, else cancels it; closing gives the step of a training a second.
/// An edited graph is taken over between two steps, also while it trains.
/// Threading: public functions the GUI's.
class EngineSession final : public SessionFeed {
    Q_OBJECT

public:
    /// @param recovery where a session closed before left its values: they are taken up, and this
    /// one leaves its own there when it has trained. @param number of the sessions of its document,
    /// from 1.
    explicit EngineSession(std::shared_ptr<const EngineDocument> document, Recovery recovery = {},
                           int number = 1, QObject* parent = nullptr);
    /// Leaves, and waits until it has.
    ~EngineSession() override;

    SessionInfo info() const override { return m_shownInfo; }
    std::shared_ptr<const EngineDocument> document() const override { return m_told; }
    void ask(std::shared_ptr<SessionTask> task) override;

    void init() override;
    void train(qint64 steps) override;
    void pause() override;
    void step() override;
    void run(const QStringList& fetches) override;
    void stop() override;
    void initialise(const QStringList& variables) override;
    void call(const RunCall& asked) override;
    void assign(const QString& variable, const QString& text) override;
    void apply(std::shared_ptr<const EngineDocument> document) override;
    void restart(std::shared_ptr<const EngineDocument> document) override;
    void rewind() override;
    void leave() override;
    void setMeasured(bool on) override { m_measures = on; }
    void setPreviewed(bool on) override { m_previewed = on; }
    void setFlowsCounted(bool on) override { m_countsFlows = on; }
    void setLoopKept(quint64 node) override { m_keptLoop = node; }
    void setLogPlacement(bool on) override;
    void setVariablesInView(const QSet<QString>& names) override;
    void setBreakpoints(const QSet<QString>& nodes) override { m_stepper.setBreakpoints(nodes); }
    void proceed(Pace pace) override;

private:
    /// Recover takes up what the session before left; End leaves the run sheet; Quit ends the thread.
    enum class Verb {
        Recover,
        Init,
        InitSome,
        Assign,
        Train,
        Step,
        Run,
        Apply,
        Restart,
        Rewind,
        End,
        Quit
    };
    /// What was asked for, and what is asked of it while it goes on.
    struct Act {
        Verb verb = Verb::End;
        qint64 steps = -1;
        RunCall call;
        QStringList variables;
        QString text;
        std::shared_ptr<const EngineDocument> document;
        std::atomic<bool> pause{false};
        std::atomic<bool> stop{false};
        std::atomic<bool> close{false};   // as stop, but the place in the run sheet is kept
        std::atomic<bool> inStep{false};  // of a training: better finished than cancelled
        Cancellation cancellation;
    };

    static QString wordOf(Verb verb);
    void askFor(std::shared_ptr<Act> act);
    void askFor(Verb verb, qint64 steps = -1);
    std::shared_ptr<Act> askToStop();
    void endAct(const std::shared_ptr<Act>& act);
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
    Status initSome(Act& act);
    Status initMissing(Act& act);
    Status assign(const Act& act);
    Status goOver(const std::shared_ptr<const EngineDocument>& document);
    Status beginAfresh(const std::shared_ptr<const EngineDocument>& document);
    Status goBack();
    std::shared_ptr<const EngineDocument> takeNext();
    QSet<QString> inView();
    void tellInfo();
    Status beginRun(Act& act);
    Status doTrain(Act& act);
    bool measuresNext(const Act& act);
    Status afterStep(Act& act);
    Status doRun(Act& act);
    Status call(Act& act, const RunRequest& request, std::vector<Tensor>& fetched,
                StepStatistics* statistics = nullptr);
    CallStepper::Events stepperEvents();
    LoopRecorder* recorder(bool due);
    void addLoopValues(QHash<quint64, NodeReport>& nodes);
    FlowTally* tally() { return m_countsFlows ? &m_reader.flows().tally() : nullptr; }
    void tellHalt(const Node& node, std::span<const Tensor> inputs);
    void tellResumed();
    void logPlacement(const RunRequest& request);
    void tellStatistics(const RunRequest& request, const StepStatistics& statistics);
    void addNews(SessionReport news);
    void setState(RunState state);
    void note(TranscriptLine::Kind kind, const QString& text, const QString& result = {});
    void add(TranscriptLine line);
    void tell(const QString& words);
    void reportState();
    void fail(const Status& status);
    double seconds() const;

    std::shared_ptr<const EngineDocument> m_told;  // what it runs, as the window knows
    SessionInfo m_shownInfo;                       // likewise
    const WayBack m_back;
    ReportQueue m_queue;
    std::atomic<bool> m_logPlacement{false};
    std::atomic<bool> m_measures{false};
    std::atomic<bool> m_previewed{false};
    std::atomic<bool> m_countsFlows{false};
    std::atomic<quint64> m_keptLoop{0};
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();

    Mutex m_mutex;
    Condition m_changed;
    std::deque<std::shared_ptr<Act>> m_waiting ABSL_GUARDED_BY(m_mutex);
    std::shared_ptr<Act> m_current ABSL_GUARDED_BY(m_mutex);  // null: nothing goes on
    std::deque<std::shared_ptr<SessionTask>> m_tasks ABSL_GUARDED_BY(m_mutex);
    std::shared_ptr<SessionTask> m_task ABSL_GUARDED_BY(m_mutex);           // whose slice runs
    std::shared_ptr<const EngineDocument> m_next ABSL_GUARDED_BY(m_mutex);  // to be applied
    QSet<QString> m_inView ABSL_GUARDED_BY(m_mutex);                        // of the variables

    // On closing.
    std::shared_future<void> m_before;         // the session before saves its values till then
    std::optional<std::promise<void>> m_owes;  // set by leave(), before the thread is told
    std::chrono::steady_clock::time_point m_leaveBy;

    // Only on the session's thread.
    std::shared_ptr<const EngineDocument> m_document;
    SessionInfo m_info;
    SessionReader m_reader;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<TrainRun> m_run;
    const Recovery m_recovery;
    std::optional<LoopPlace> m_place;       // in the run sheet, of the session before
    bool m_recovered = false;               // its values are in use, and nothing was trained since
    bool m_wild = false;                    // a value was no number
    bool m_trained = false;                 // there is something to save
    std::optional<SessionState> m_atStart;  // of the run
    std::uint64_t m_writesBefore = 0;       // to variables, before the step
    bool m_remembers = false;               // the reader holds values of the step before
    Progress m_progress;
    std::chrono::steady_clock::time_point m_lastState;
    const Act* m_acting = nullptr;  // carried out now
    RunState m_beforeHalt = RunState::Idle;

    CallStepper m_stepper;
    LoopRecorder m_recorder;

    std::thread m_thread;  // last: everything else is there when it begins
};

}  // namespace weft::ui
