// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/call_stepper.h"

#include "ui/base/to_qt.h"

namespace weft::ui {
namespace {

constexpr std::chrono::milliseconds kLook(20);  // at whether the call is to end

}  // namespace

void CallStepper::setBreakpoints(const QSet<QString>& nodes) {
    const MutexLock lock(m_mutex);
    m_breakpoints = nodes;
}

void CallStepper::proceed(Pace pace) {
    const MutexLock lock(m_mutex);
    m_pace = pace;
    m_halted = false;
    m_changed.notifyAll();
}

bool CallStepper::begin() {
    const MutexLock lock(m_mutex);
    return m_pace == Pace::OneOp || (m_pace == Pace::ToBreakpoint && !m_breakpoints.isEmpty());
}

void CallStepper::rest() {
    const MutexLock lock(m_mutex);
    m_pace = Pace::ToBreakpoint;
    m_halted = false;
}

bool CallStepper::isHalted() const {
    const MutexLock lock(m_mutex);
    return m_halted;
}

Status CallStepper::before(const Node& node, bool computes, std::span<const Tensor> inputs) {
    {
        const MutexLock lock(m_mutex);
        const bool step = m_pace == Pace::OneOp && computes;
        const bool stop = m_pace != Pace::ToEnd && m_breakpoints.contains(toQt(node.name));
        if (!step && !stop) { return okStatus(); }
        m_halted = true;
    }
    return halt(node, inputs);
}

void CallStepper::after(const Node& node, std::span<const Tensor> outputs) {
    m_events.made(node, outputs);
}

Status CallStepper::halt(const Node& node, std::span<const Tensor> inputs) {
    m_events.halted(node, inputs);
    bool ends = false;
    {
        const MutexLock lock(m_mutex);
        while (m_halted && !ends) {
            ends = m_events.ends();
            if (m_events.runsThrough()) {
                m_pace = Pace::ToEnd;
                m_halted = false;
            } else if (!ends) {
                m_changed.waitFor(m_mutex, kLook);
            }
        }
        m_halted = false;
    }
    m_events.resumed();
    return ends ? cancelled("stopped while it was halted") : okStatus();
}

}  // namespace weft::ui
