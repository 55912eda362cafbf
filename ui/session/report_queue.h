// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "engine/weft.h"
#include "ui/session/step_report.h"

namespace weft::ui {

/// Gathers a session's news on its thread and lets the GUI take them in one piece: however fast
/// steps come, at most one report is under way, and no more than one in 150 ms unless a state
/// changes: at 100 ms the window takes 25 ms of a core's second, at 150 its budget of 20.
/// Threading: change(), flush() on the session's thread, take() on any.
class ReportQueue {
public:
    /// @param wake called (on the session's thread) when there is something to take().
    explicit ReportQueue(std::function<void()> wake) : m_wake(std::move(wake)) {}

    /// Adds to the report being gathered; wakes when the last waking is old enough.
    void change(const std::function<void(SessionReport&)>& edit);
    /// Wakes now, if there is anything.
    void flush();
    /// What was gathered since the last call; progress stays as it was. Null when nothing was.
    std::shared_ptr<const SessionReport> take();

private:
    bool claimWake(bool force);

    std::function<void()> m_wake;
    Mutex m_mutex;
    SessionReport m_report ABSL_GUARDED_BY(m_mutex);
    bool m_changed ABSL_GUARDED_BY(m_mutex) = false;
    bool m_underWay ABSL_GUARDED_BY(m_mutex) = false;
    std::chrono::steady_clock::time_point m_lastWake ABSL_GUARDED_BY(m_mutex);
};

}  // namespace weft::ui
