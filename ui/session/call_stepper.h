// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>
#include <functional>
#include <vector>

#include "engine/runtime/general/call_watcher.h"
#include "engine/weft.h"

namespace weft::ui {

/// How a halted call goes on, or how the next one begins.
enum class Pace {
    ToBreakpoint,  ///< without a halt until a breakpoint comes
    OneOp,         ///< to the next op
    ToEnd,         ///< to its end, whatever breakpoints there are
};

/// Halts calls before their ops: at breakpoints, and after each op where single steps are asked for.
/// Each node with a breakpoint halts each time it comes: in a loop, in each iteration.
/// Threading: before(), after() and begin() on the session's thread, which waits in before(); the
/// rest from any.
class CallStepper final : public CallWatcher {
public:
    /// What it tells, on the session's thread.
    struct Events {
        /// The call stands before this node, with these at its inputs.
        std::function<void(const Node&, std::span<const Tensor>)> halted;
        std::function<void()> resumed;
        std::function<void(const Node&, std::span<const Tensor>)> made;
        /// Whether the call is to end instead of going on; and whether it is to run through.
        std::function<bool()> ends;
        std::function<bool()> runsThrough;
    };
    explicit CallStepper(Events events) : m_events(std::move(events)) {}

    /// Names of nodes. Counts at once, also for a call under way that began with a breakpoint.
    void setBreakpoints(const QSet<QString>& nodes);
    /// A halted call goes on like that; else the next one begins like that.
    void proceed(Pace pace);
    /// Before a call: whether anything could halt it. What was asked for earlier counts for it.
    bool begin();
    /// After the last call of an act: nothing is asked for any more.
    void rest();
    bool isHalted() const;

    Status before(const Node& node, bool computes, std::span<const Tensor> inputs) override;
    void after(const Node& node, std::span<const Tensor> outputs) override;

private:
    Status halt(const Node& node, std::span<const Tensor> inputs);

    const Events m_events;
    mutable Mutex m_mutex;
    Condition m_changed;
    QSet<QString> m_breakpoints ABSL_GUARDED_BY(m_mutex);
    Pace m_pace ABSL_GUARDED_BY(m_mutex) = Pace::ToBreakpoint;
    bool m_halted ABSL_GUARDED_BY(m_mutex) = false;
};

}  // namespace weft::ui
