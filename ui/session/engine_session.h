// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include "ui/document/engine_document.h"
#include "ui/session/report_queue.h"
#include "ui/session/session_feed.h"
#include "ui/session/session_reader.h"

namespace weft::ui {

class TrainRun;

/// A session of the engine on a thread of its own. Verbs put a wish into a slot and return; the
/// thread takes it up between two calls. Stop and closing let the present call finish if it does so
/// in 120 ms, else cancel it. Threading: public functions the GUI's.
class EngineSession final : public SessionFeed {
    Q_OBJECT

public:
    explicit EngineSession(std::shared_ptr<const EngineDocument> document,
                           QObject* parent = nullptr);
    /// Stops what runs and waits for the thread: at most one op longer than 120 ms.
    ~EngineSession() override;

    SessionInfo info() const override { return m_info; }

    void init() override;
    void train(qint64 steps) override;
    void pause() override;
    void step() override;
    void run(const QStringList& fetches) override;
    void stop() override;

private:
    enum class Verb { Nothing, Init, Train, Step, Run, Quit };
    struct Wish {
        Verb verb = Verb::Nothing;
        qint64 steps = -1;
        QStringList fetches;
    };

    void ask(Wish wish);
    void deliver();

    // On the session's thread.
    void work();
    void carryOut(const Wish& wish);
    Status open();
    Status initMissing();
    Status beginRun();
    Status doTrain(const Wish& wish);
    Status doRun(const QStringList& fetches);
    Status call(const RunRequest& request, std::vector<Tensor>& fetched);
    std::shared_ptr<Cancellation> currentCancellation();
    void addNews(SessionReport news);
    void setState(RunState state);
    void note(TranscriptLine::Kind kind, const QString& text, const QString& result = {});
    void reportState();
    void fail(const Status& status);
    double seconds() const;

    std::shared_ptr<const EngineDocument> m_document;
    SessionInfo m_info;
    ReportQueue m_queue;
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();

    Mutex m_mutex;
    Condition m_changed;
    Wish m_wish ABSL_GUARDED_BY(m_mutex);
    bool m_busy ABSL_GUARDED_BY(m_mutex) = false;
    std::shared_ptr<Cancellation> m_cancellation ABSL_GUARDED_BY(m_mutex);
    std::atomic<bool> m_pause{false};
    std::atomic<bool> m_stop{false};

    // Only on the session's thread.
    SessionReader m_reader;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<TrainRun> m_run;
    Progress m_progress;
    std::chrono::steady_clock::time_point m_lastState;

    std::thread m_thread;  // last: everything else is there when it begins
};

}  // namespace weft::ui
