// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/report_queue.h"

namespace weft::ui {
namespace {

constexpr std::chrono::milliseconds kPace(150);

}  // namespace

bool ReportQueue::claimWake(bool force) {
    const auto now = std::chrono::steady_clock::now();
    if (!m_changed || m_underWay || (!force && now - m_lastWake < kPace)) { return false; }
    m_underWay = true;
    m_lastWake = now;
    return true;
}

void ReportQueue::change(const std::function<void(SessionReport&)>& edit) {
    bool wake = false;
    {
        const MutexLock lock(m_mutex);
        edit(m_report);
        m_changed = true;
        wake = claimWake(false);
    }
    if (wake) { m_wake(); }
}

void ReportQueue::flush() {
    bool wake = false;
    {
        const MutexLock lock(m_mutex);
        wake = claimWake(true);
    }
    if (wake) { m_wake(); }
}

std::shared_ptr<const SessionReport> ReportQueue::take() {
    const MutexLock lock(m_mutex);
    m_underWay = false;
    if (!m_changed) { return nullptr; }
    m_changed = false;
    SessionReport next;
    next.progress = m_report.progress;
    auto taken = std::make_shared<const SessionReport>(std::move(m_report));
    m_report = std::move(next);
    return taken;
}

}  // namespace weft::ui
