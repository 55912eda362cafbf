// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/document/engine_document.h"

namespace weft::ui {

/// A question to a session's values that changes none: trying an input, evaluating a split. The
/// session carries it out in slices between its steps, so that training and stopping go on.
/// Threading: slice() on the session's thread; drop() there or on the GUI's, once, when slice()
/// will not be called again though it has not said that it is done; cancel() on any.
class SessionTask {
public:
    virtual ~SessionTask() = default;

    /// What a slice works with.
    struct Place {
        Session& session;
        const EngineDocument& document;  ///< what the session runs
        qint64 step = 0;                 ///< trained so far
    };
    /// A piece of at most some 50 ms. Returns whether there is more to do. Its errors end the task;
    /// telling them is the task's own business.
    virtual bool slice(const Place& place) = 0;
    /// Why it was not done, or not to its end.
    virtual void drop(const Status& why) = 0;

    /// Ends the running slice, and the task.
    void cancel() { m_cancellation.cancel(); }
    bool cancelled() const { return m_cancellation.cancelled(); }

protected:
    Cancellation m_cancellation;
};

}  // namespace weft::ui
