// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>

#include "ui/session/session_feed.h"
#include "ui/session/session_reader.h"

namespace weft::ui {

/// The run sheet of a project being worked through, one call of the session at a time, with each
/// call told in the window's values. Used on the session's thread; describe() on any.
class TrainRun {
public:
    /// Fills what the window says about the run sheet: call line, rows, the train button's words.
    static void describe(const EngineDocument& document, SessionInfo& info);
    /// Opens the data and prepares the calls. @param session outlives the run.
    /// @param cancellation ends the opening of data.
    /// Errors: those of the run sheet, the data sources and of compiling.
    static Result<std::unique_ptr<TrainRun>> create(const EngineDocument& document,
                                                    Session& session,
                                                    const Cancellation* cancellation);
    ~TrainRun();

    bool finished() const;
    /// Ends `steps` steps from now, unless the run sheet says sooner.
    void limit(qint64 steps);
    /// Whether the calls that train tell the reader what they took, till told otherwise.
    void measure(bool on) { m_measures = on; }
    /// Whether the next call that trains tells the reader what it was fed.
    void tellFed() { m_tellsFed = true; }
    /// One call. Returns whether it was the last of its step.
    /// @param news gets points, epochs, transcript lines and progress.
    Result<bool> call(Cancellation* cancellation, SessionReader& reader, SessionReport& news);
    /// INVALID_ARGUMENT with node and value when the last call fetched the run's first value that
    /// is no finite number; ok ever after, so that who goes on all the same is left alone.
    Status checkFinite();
    /// Its place in the run sheet, and going to one. Errors: those of TrainingLoop::goTo().
    LoopPlace place() const { return m_loop->place(); }
    Status goTo(const LoopPlace& place) { return m_loop->goTo(place); }
    /// Tells the reader where the calls' nodes run.
    void addPlacement(SessionReader& reader) const;

private:
    TrainRun(std::unique_ptr<TrainingLoop> loop, Session& session);
    void tellValues(const CallReport& call, SessionReader& reader, SessionReport& news);
    void tellCall(const CallReport& call, SessionReport& news);
    void tellEvaluation(const CallReport& call, SessionReport& news);
    void tellEpoch(const CallReport& call, SessionReport& news);
    bool isTrained(const std::string& tensor) const;
    void lookForWild(const CallReport& call, const PlanRow& row);
    void tellProgress(SessionReport& news);

    Session& m_session;
    std::unique_ptr<TrainingLoop> m_loop;
    bool m_measures = false;
    bool m_tellsFed = false;
    std::int64_t m_epoch = 0;  // of the call before
    std::optional<double> m_loss;
    /// How a training row's call is written; made once, steps come fast.
    struct CallText {
        QString literal;
        QString python;
        QString name;
    };
    std::map<int, CallText> m_texts;
    double m_epochSum = 0;  // of the first value of training calls
    qint64 m_epochCalls = 0;
    QStringList m_epochTexts;  // of evaluations after the epoch's last step
    Status m_wild;             // not ok: not told yet
    bool m_wildSeen = false;
};

}  // namespace weft::ui
