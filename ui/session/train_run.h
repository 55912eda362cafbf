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
    /// Errors: those of the run sheet, the data sources and of compiling.
    static Result<std::unique_ptr<TrainRun>> create(const EngineDocument& document,
                                                    Session& session);
    ~TrainRun();

    bool finished() const;
    /// Ends `steps` steps from now instead of where the run sheet says.
    void limit(qint64 steps);
    /// One call. Returns whether it was the last of its step.
    /// @param news gets points, epochs, transcript lines and progress.
    Result<bool> call(Cancellation* cancellation, SessionReader& reader, SessionReport& news);
    /// Tells the reader where the calls' nodes run.
    void addPlacement(Session& session, SessionReader& reader) const;

private:
    explicit TrainRun(std::unique_ptr<TrainingLoop> loop);
    void tellValues(const CallReport& call, SessionReader& reader, SessionReport& news);
    void tellProgress(SessionReport& news);

    std::unique_ptr<TrainingLoop> m_loop;
    std::int64_t m_epoch = 0;  // of the call before
    std::optional<double> m_loss;
};

/// Feeds for a call outside training: for each placeholder that the fetches need and a column is
/// bound to, the first rows of its evaluation split; knobs as they stand.
/// Errors: those of the data.
Status addDataFeeds(const EngineDocument& document, RunRequest& request);

}  // namespace weft::ui
