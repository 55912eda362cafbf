// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "ui/session/session_feed.h"
#include "ui/session/session_reader.h"

namespace weft::ui {

/// The run sheet of a project being worked through, one row call at a time. Used on the session's
/// thread; the static functions on any.
class TrainRun {
public:
    /// Fills what the window says about the run sheet: call line, rows, the train button's words.
    static void describe(const EngineDocument& document, SessionInfo& info);
    /// Opens the data and prepares the calls. Errors: those of the data sources and of compiling.
    static Result<std::unique_ptr<TrainRun>> create(const EngineDocument& document,
                                                    Session& session);
    virtual ~TrainRun() = default;

    virtual bool finished() const = 0;
    /// Time since the last step does not count as work (a pause, an Init between).
    virtual void resumeClock() = 0;
    /// One train step, and the rows due after it. @param cancellation not owned.
    virtual Status step(Cancellation* cancellation, SessionReader& reader, SessionReport& news) = 0;
    /// Tells the reader where the calls' nodes run.
    virtual void addPlacement(Session& session, SessionReader& reader) = 0;
};

}  // namespace weft::ui
